"""A configuration means to us what it means to ssh, and never anything laxer."""

import dataclasses
import os

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.remote.transport.ssh.config import ssh_g
from mindie_tui.remote.transport.ssh.config.host import ConfiguredHost, SshConfig
from tests.kit import needs
from tests.kit.ssh_table import TABLE, written

STRICTEST = ["yes", "ask", "accept-new", "no"]
EXACT = "hostname user port user_files global_files revoked key_alias jump proxy_command known_hosts_command".split()
NEWER = {"tagged", "localnetwork", "known hosts none beside one"}
"""What an OpenSSH may refuse that is older than the manual we read."""


@pytest.fixture
def with_ssh():
    needs.program("ssh")


@pytest.fixture
def without_ssh(monkeypatch):
    monkeypatch.setattr(ssh_g, "program", lambda: None)
    monkeypatch.setattr("mindie_tui.remote.transport.ssh.config.host.program", lambda: None)


def settings(path, host, **more):
    try:
        return SshConfig(path, **more).settings(host)
    except Refused as error:
        assert "\n" not in str(error)
        return str(error)


@pytest.mark.parametrize("name, text, host", TABLE, ids=[row[0] for row in TABLE])
def test_our_own_reading_is_ssh_s_or_stricter(with_ssh, tmp_path, monkeypatch, name, text, host):
    monkeypatch.setenv("HOME", os.path.expanduser("~" + (os.environ.get("USER") or "root")))
    path = written(tmp_path, text)
    truth = settings(path, host)
    ssh_g.defaults()  # the same algorithms for both, whatever release is here
    monkeypatch.setattr(ssh_g, "program", lambda: None)
    ours = settings(path, host)
    if isinstance(truth, str):
        assert isinstance(ours, str) or name in NEWER, f"ssh refuses: {truth}"
        return
    if isinstance(ours, str):
        assert "only ssh itself" in ours, f"ssh takes it, we say: {ours}"
        return
    assert {k: getattr(ours, k) for k in EXACT} == {k: getattr(truth, k) for k in EXACT}
    assert STRICTEST.index(ours.strict) <= STRICTEST.index(truth.strict)
    if "exec" not in text and "localnetwork" not in text:
        assert ours.strict == truth.strict
    for keyword, offered in ours.algorithms.items():
        assert offered == truth.algorithms[keyword]
    assert ours.flag("hashknownhosts", False) == truth.flag("hashknownhosts", False)
    assert ours.flag("checkhostip", False) == truth.flag("checkhostip", False)
    if truth.identities_named:
        assert ours.identity_files == truth.identity_files and ours.certificates == truth.certificates


def test_tokens_of_a_jump_are_filled_in_as_in_a_command(tmp_path):
    text = next(text for name, text, _ in TABLE if name == "jump with tokens")
    read = settings(written(tmp_path, text), "h")
    assert read.jump == f"{read.user}@gate-h.h.lab"
    found = SshConfig(written(tmp_path, f"Host h\n{text}")).hosts()
    assert found[0].via == read.jump


def test_the_table_is_long_enough():
    assert len(TABLE) >= 60 and len({row[0] for row in TABLE}) == len(TABLE)


def test_tagged_is_read_by_the_manual(without_ssh, tmp_path):
    text = next(text for name, text, _ in TABLE if name == "tagged")
    read = settings(written(tmp_path, text), "dev")
    assert (read.strict, read.port) == ("no", 2022)
    assert settings(written(tmp_path, text), "other").strict == "ask"


def test_without_ssh_a_doubt_takes_the_strictest_word_or_stops(without_ssh, tmp_path):
    strict = "Match exec true\n StrictHostKeyChecking yes\nHost *\n StrictHostKeyChecking no"
    assert settings(written(tmp_path, strict), "h").strict == "yes"
    lax = "Match exec true\n StrictHostKeyChecking no\nHost *\n StrictHostKeyChecking ask"
    assert settings(written(tmp_path, lax), "h").strict == "ask"
    elsewhere = settings(written(tmp_path, "Match exec true\n HostName 10.0.0.9"), "h")
    assert "only ssh itself can say whether hostname" in elsewhere and "config:2" in elsewhere


@pytest.mark.parametrize("mode", [0o666, 0o660, 0o620])
def test_the_operator_s_file_that_others_can_write_is_refused(without_ssh, tmp_path, own_folders, mode):
    folder = own_folders / ".ssh"
    folder.mkdir()
    config = folder / "config"
    config.write_text("Host h\n  Port 9\n")
    assert settings(None, "h").port == 9
    config.chmod(mode)
    with pytest.raises(Refused, match="others can write this file.*chmod go-w"):
        SshConfig(None)


def test_with_ssh_it_is_ssh_that_reads_the_operator_s_file(with_ssh, tmp_path, own_folders):
    folder = own_folders / ".ssh"
    folder.mkdir()
    (folder / "config").write_text('Match exec "true"\n  Port 9\nHost h\n  User "o p"\n')
    read = settings(None, "h")
    assert (read.port, read.user) == (9, "o p")
    assert read.user_files[0] == folder / "known_hosts"


def test_a_command_that_hangs_is_given_up(with_ssh, tmp_path):
    said = settings(written(tmp_path, 'Match exec "sleep 600"\n Port 9'), "h", limit_s=0.2)
    assert "gave no answer within 0.2 s" in said and "Match exec" in said


def test_what_ssh_says_is_remembered_until_the_file_changes(with_ssh, tmp_path):
    count = tmp_path / "count"
    path = written(tmp_path, f'Match exec "echo >> {count}"\n Port 9')
    config = SshConfig(path)
    assert config.settings("h") is config.settings("h") and len(count.read_text()) == 1
    path.write_text("Port 10\n")
    assert config.settings("h").port == 10


def counted(monkeypatch):
    asked = []
    run = ssh_g._run
    monkeypatch.setattr(ssh_g, "_run", lambda words, *rest: asked.append(words[-1]) or run(words, *rest))
    ssh_g.defaults()
    asked.clear()
    return asked


def test_sixty_plain_hosts_ask_ssh_once(with_ssh, tmp_path, monkeypatch):
    asked = counted(monkeypatch)
    names = [f"a3-{n:02d}" for n in range(60)]
    blocks = [f"Host {name}\n HostName 10.0.0.{n}\n User root\n" for n, name in enumerate(names)]
    config = SshConfig(written(tmp_path, "".join(blocks) + "Host *\n StrictHostKeyChecking no\n"))
    read = [config.settings(name) for name in names]
    assert asked == names[:1] and len({one.hostname for one in read}) == 60 and {one.strict for one in read} == {"no"}


def test_hosts_that_are_not_plain_are_asked_one_by_one(with_ssh, tmp_path, monkeypatch):
    asked = counted(monkeypatch)
    text = "Host a b\n HostName 10.0.0.1\nHost c\n HostName %h.lab\nMatch user nobody\n Port 9"
    config = SshConfig(written(tmp_path, text))
    assert [config.settings(name).hostname for name in "abc"] == ["10.0.0.1", "10.0.0.1", "c.lab"]
    assert asked == ["a", "b", "c"]


def test_the_list_of_hosts_shows_what_a_match_says(with_ssh, tmp_path):
    text, host = next((text, host) for name, text, host in TABLE if name == "a hop of a laboratory")
    found = SshConfig(written(tmp_path, text)).hosts()
    assert found == (ConfiguredHost(host, "vm.site.example", "", "22", "tunnel.site.example"),)


def test_the_list_of_hosts_needs_no_ssh(without_ssh, tmp_path):
    text = "Match all # CLOUDFLARE\n  Include @DIR@/more # cf\nHost a3-01\n  HostName 10.0.0.1 # the first\n  Port 2222"
    found = SshConfig(written(tmp_path, text)).hosts()
    assert [(host.name, host.hostname, host.port) for host in found] == [("h", "h", "7"), ("a3-01", "10.0.0.1", "2222")]


def test_an_agent_is_never_forwarded(tmp_path):
    from mindie_tui.remote.transport.ssh.config.options import connection

    read = settings(written(tmp_path, "ForwardAgent yes\nForwardX11 yes"), "h")
    assert connection(read)["agent_forwarding"] is False
    assert dataclasses.is_dataclass(read)
