"""What a look at this machine's SSH finds, on real files, real keys and a real agent. No host is contacted."""

import os
import subprocess

import asyncssh
import pytest

from mindie_tui.remote.session import ssh_setup
from tests.kit import needs
from tests.kit.servers import Site


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site with an ssh_config of one host, and no agent."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    site = Site(tmp_path / "site")
    (tmp_path / "config").write_text(
        f'Host a3-01\n  IdentityFile "{site.key_file}"\n  UserKnownHostsFile "{site.known_hosts}"\n  User root\n'
    )
    site.known_hosts.write_text(f"a3-01 {site.key.export_public_key().decode().strip()}\n")
    return site


def look(site):
    return ssh_setup.look(site.folder.parent / "config")


def test_the_keys_and_hosts_of_the_configuration_are_counted(site):
    found = look(site)
    assert (found.hosts, found.refusal, found.known) == (1, "", 1)
    assert found.keys == (("~/site/id", "open"),) and not found.has_agent and found.agent is None
    assert found.known_hosts == "~/.ssh/known_hosts" and found.config == "~/config"


def test_a_key_is_named_by_what_stops_its_use_and_never_shown(site):
    site.key.write_private_key(site.key_file, passphrase="open sesame")
    assert look(site).keys == (("~/site/id", "locked"),)
    site.key_file.write_text("no key at all")
    assert look(site).keys == (("~/site/id", "unreadable"),)
    site.key_file.chmod(0o644)
    assert look(site).keys == (("~/site/id", "not used"),)
    assert "no key at all" not in repr(look(site))


def test_a_configuration_that_cannot_be_read_is_said_with_its_line(site):
    (site.folder.parent / "config").write_text("Host a\n  NoSuchWord yes\n")
    assert "bad configuration option" in look(site).refusal and "config" in look(site).refusal


def test_a_machine_without_any_of_it_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    found = ssh_setup.look(None)
    assert (found.config, found.hosts, found.refusal, found.keys) == ("", 0, "", ())
    assert not (tmp_path / ".ssh").exists()


def test_the_agent_is_asked_how_many_keys_it_holds(site, monkeypatch):
    needs.program("ssh")  # its package brings ssh-agent and ssh-add
    socket = site.folder / "agent"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        assert agent.stdout and agent.stdout.readline()  # it listens
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        assert look(site).agent == 0
        subprocess.run(["ssh-add", "-q", site.key_file], check=True, env=os.environ, timeout=30)
        assert look(site).agent == 1
    finally:
        agent.terminate()
        agent.wait()
    assert (look(site).has_agent, look(site).agent) == (True, None)


def test_a_key_that_the_agent_alone_could_open_is_no_text_of_the_result(site):
    secret = site.key.export_private_key().decode().splitlines()[1]
    assert secret not in repr(look(site))
    assert asyncssh.read_private_key(site.key_file)
