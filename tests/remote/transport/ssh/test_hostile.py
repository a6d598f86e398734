"""Names, patterns and lines that were made to be read unlike ssh reads them."""

import base64

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.remote.transport.ssh.config import ssh_g
from mindie_tui.remote.transport.ssh.config.host import SshConfig
from mindie_tui.remote.transport.ssh.config.settings import from_ssh
from mindie_tui.remote.transport.ssh.known_hosts import KnownHosts
from tests.kit import needs

BLOB = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + b"k" * 32
KEY = base64.b64encode(BLOB).decode()


def written(folder, text):
    path = folder / "config"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


def shim(folder, monkeypatch, text):
    """Another program of the name ssh."""
    ssh = folder / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text("#!/bin/sh\n" + text)
    ssh.chmod(0o755)
    monkeypatch.setattr(ssh_g, "program", lambda: str(ssh))


HOSTS = ["", "-F/tmp/x", "h\nstricthostkeychecking no", "h;id", "$(id)", "a b", "h\0", "\udcff"]


@pytest.mark.parametrize("alias", HOSTS)
def test_a_host_that_ssh_takes_from_no_command_line_is_refused(tmp_path, alias):
    with pytest.raises(Refused, match="is not a host name"):
        SshConfig(written(tmp_path, "ProxyCommand nc %n %p\n")).settings(alias)


@pytest.mark.parametrize("user", ["-oX", "bob\nport 9", "`id`", "x -oY", "bob\\", "bob\0"])
def test_a_user_that_ssh_takes_from_no_command_line_is_refused(tmp_path, user):
    with pytest.raises(Refused, match="is not a valid user name"):
        SshConfig(written(tmp_path, "Match all\n")).settings("h", user)


@pytest.mark.parametrize("end", ["\u2028", "\x85", "\u2029"])
def test_what_is_a_line_to_us_alone_adds_no_line_to_what_ssh_says(tmp_path, end):
    needs.program("ssh")
    read = SshConfig(written(tmp_path, "Match all\n")).settings("h", f"bob{end}stricthostkeychecking no")
    assert read.strict == "ask" and read.user != "bob"


SAID = "user root\nhostname h\nport 22\nstricthostkeychecking ask\n"


@pytest.mark.parametrize(
    "said", ["", "hello\n", "port is closed\n", f"port 9\n{SAID}", f"{SAID}stricthostkeychecking no\n", "port x\n"]
)
def test_an_answer_that_is_no_configuration_is_one_sentence(tmp_path, monkeypatch, said):
    shim(tmp_path, monkeypatch, f"printf '{said}'\n")
    with pytest.raises(Refused, match="does not answer with one configuration"):
        SshConfig(written(tmp_path, "Match all\n")).settings("h")


def test_a_plain_answer_is_taken(tmp_path, monkeypatch):
    shim(tmp_path, monkeypatch, f"echo Welcome to the jump host; printf '{SAID}'\n")
    assert SshConfig(written(tmp_path, "Match all\n")).settings("h").strict == "ask"


FIRST = "Host a\n HostName 10.0.0.1\n"
INCLUDED = "Host later\n StrictHostKeyChecking yes\n"
LAST = "Host *\n StrictHostKeyChecking no\n"


@pytest.mark.parametrize("pattern", ["conf.d/[[:digit:]]*", "conf.d/1\\0.conf", "conf.d/[!x]*"])
def test_a_pattern_that_glob_reads_otherwise_hides_no_file_from_a_later_host(tmp_path, monkeypatch, pattern):
    needs.program("ssh")
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "conf.d" / "10.conf").write_text(INCLUDED)
    path = written(tmp_path, f"{FIRST}Host *\n Include {tmp_path}/{pattern}\n{LAST}")
    config = SshConfig(path)
    assert [config.settings(name).strict for name in ("a", "later")] == ["no", "yes"]
    monkeypatch.setattr(ssh_g, "program", lambda: None)
    with pytest.raises(Refused, match="only ssh itself can read"):
        SshConfig(path).settings("later")


@pytest.mark.parametrize(
    "line",
    [
        'Host "later" x', "Host x # later", "Host x\\ y", "Host caf\u00e9", "HostName %h", "User\x0b x", '"a',
        "RevokedHostKeys ~/r",
    ],
)  # fmt: skip
def test_one_line_that_is_not_plain_has_every_host_asked(tmp_path, monkeypatch, line):
    shim(tmp_path, monkeypatch, f'for host; do :; done; echo "$host" >> {tmp_path}/asked; printf "{SAID}"')
    text = f"{FIRST}Host other\n {line}\n{LAST}"
    config = SshConfig(written(tmp_path, text))
    ssh_g.defaults()
    for name in ("a", "later", "last"):
        config.settings(name)
    asked = (tmp_path / "asked").read_text().split()
    assert [name for name in asked if name != "localhost"] == ["a", "later", "last"]


@pytest.mark.parametrize("host", ["010.0.0.1", "127.1", "0x7f.1", "2130706433", "::0001"])
def test_an_address_that_the_system_spells_otherwise_is_ssh_s_to_read(tmp_path, host):
    config = SshConfig(written(tmp_path, f"{FIRST}Host later\n HostName {host}\n{LAST}"))
    assert config._simple("later", None, None) is None and config._simple("a", None, None) is not None


def test_a_folder_that_a_pattern_finds_says_nothing_and_a_new_file_is_seen(tmp_path):
    (tmp_path / "conf.d" / "old").mkdir(parents=True)
    config = SshConfig(written(tmp_path, f"Include {tmp_path}/conf.d/*\n{FIRST}{LAST}"))
    assert config.settings("later").strict == "no"
    (tmp_path / "conf.d" / "10.conf").write_text(INCLUDED)
    (tmp_path / "conf.d" / "10.conf").chmod(0o600)
    assert config.settings("later").strict == "yes"


def test_names_of_files_are_parted_as_their_line_parts_them(tmp_path):
    said = {
        "hostname": ["h"], "user": ["root"], "port": ["22"],
        "userknownhostsfile": [f"{tmp_path}/n h {tmp_path}/h"],
    }  # fmt: skip
    files = from_ssh("h", said, [(f"{tmp_path}/n h", f"{tmp_path}/%n")]).user_files
    assert files == (tmp_path / "n h", tmp_path / "h")


@pytest.mark.parametrize(
    "line",
    [
        f"h ssh-rsa {KEY}",
        f"h\x0cssh-ed25519 {KEY}",
        f"h\u00a0ssh-ed25519 {KEY}",
        f"x y z\rh ssh-ed25519 {KEY}",
        f"x\x85h ssh-ed25519 {KEY}",
        f"x\0\u2028h ssh-ed25519 {KEY}",
        f"@cert-authority\th ssh-ed25519 {KEY}",
        f"@cert-authority @revoked h ssh-ed25519 {KEY}",
    ],
)
def test_a_line_that_ssh_passes_over_makes_nobody_known(tmp_path, line):
    file = tmp_path / "known_hosts"
    file.write_text(line + "\n", newline="")
    assert KnownHosts([file]).of("h") == []


@pytest.mark.parametrize(
    "line",
    [
        f"h ssh-ed25519 {KEY}\r",
        f"\th\tssh-ed25519\t{KEY}",
        f"@cert-authority h ssh-ed25519 {KEY}",
        f"@revoked\th x {KEY}",
    ],
)
def test_a_line_that_ssh_reads_counts(tmp_path, line):
    file = tmp_path / "known_hosts"
    file.write_text(line + "\n", newline="")
    assert [entry.blob for entry in KnownHosts([file]).of("h")] == [BLOB]
