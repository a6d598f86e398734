"""The hosts of an SSH configuration, as they are offered to become nodes."""

from mindie_tui.remote.transport.ssh.config.host import ConfiguredHost, SshConfig


def hosts(tmp_path, text, **files):
    for name, words in files.items():
        (tmp_path / name).write_text(words)
    path = tmp_path / "config"
    path.write_text(text)
    return SshConfig(path).hosts()


def test_hosts_with_a_name_are_offered_and_patterns_are_not(tmp_path):
    found = hosts(tmp_path, "Host a3-01 a3-02 !a3-09 rack?-* *\n  User root\nHost gate\nHost a3-01\n")
    assert [host.name for host in found] == ["a3-01", "a3-02", "gate"]


def test_what_ssh_would_take_first_is_shown_also_from_a_pattern(tmp_path):
    text = (
        "Host gate\n  ProxyJump none\nHost a3-*\n  User = root\n  ProxyJump gate\n"
        "Host a3-01\n  HostName 10.0.0.1\n  Port 2222\n  User other\nHost a3-02\n  HostName %h.rack\n"
        "Match host 10.0.0.1\n  Port 9\nHost *\n  Port 22022\n"
    )
    assert hosts(tmp_path, text) == (
        ConfiguredHost("gate", "gate", "", "22022", ""),
        ConfiguredHost("a3-01", "10.0.0.1", "root", "2222", "gate"),
        ConfiguredHost("a3-02", "a3-02.rack", "root", "22022", "gate"),
    )


def test_included_files_are_read_where_they_stand(tmp_path):
    found = hosts(
        tmp_path,
        f"Include {tmp_path}/more*\nHost last\n",
        more_1="Host a3-01\n  User one\n",
        more_2='Host "a3 two"\n',
    )
    assert [(host.name, host.user) for host in found] == [("a3-01", "one"), ("a3 two", ""), ("last", "")]


def test_no_configuration_has_no_hosts():
    assert SshConfig(None).hosts() == ()
