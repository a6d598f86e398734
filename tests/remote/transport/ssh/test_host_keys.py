"""ssh/host_keys.py: a key that is unknown, changed, or known by another name."""

import base64
import hmac
import os

import asyncssh
import pytest

from mindie_tui.model.errors import HostKeyChanged, HostKeyUnknown
from tests.kit.servers import Site, asyncssh_server, connected, ssh_of


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_an_unknown_host_key_is_refused_with_its_fingerprint(site):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        with pytest.raises(HostKeyUnknown) as refused:
            await connected(site)
        print_ = server.host_key.get_fingerprint()
        assert refused.value.fingerprint == print_ and f"--accept-host-key {print_}" in refused.value.do
        assert str(site.known_hosts) in str(refused.value)
        assert site.known_hosts.read_text() == ""


async def test_an_unknown_host_key_that_was_named_is_added_and_known_from_then_on(site):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port)
        site.known_hosts.write_text("# no newline at the end")
        ssh = ssh_of(site, accept=[server.host_key.get_fingerprint()])
        await (await ssh.connect("a3-01", "a3-01", lambda _: None)).close()
        assert ssh.added[0].fingerprint == server.host_key.get_fingerprint()
        assert site.known_hosts.read_text().splitlines()[1].startswith(f"[127.0.0.1]:{server.port} ssh-ed25519 ")
        link, _ = await connected(site)
        assert link.alive
        await link.close()


@pytest.mark.parametrize("word", ["accept-new", "no"])
async def test_accept_new_and_no_add_an_unknown_key(site, word):
    async with asyncssh_server(site, known=False) as server:
        site.host("a3-01", server.port, strict=word)
        link, _ = await connected(site)
        assert link.alive
        await link.close()
        assert "ssh-ed25519" in site.known_hosts.read_text()


@pytest.mark.parametrize("word", ["yes", "no"])
async def test_a_changed_host_key_is_refused_whatever_the_configuration_says(site, word):
    async with asyncssh_server(site, known=False) as server:
        site.known_hosts.write_text("# first\n")
        site.knows(server.port, asyncssh.generate_private_key("ssh-ed25519"))
        site.host("a3-01", server.port, strict=word)
        with pytest.raises(HostKeyChanged) as refused:
            await connected(site, accept=[server.host_key.get_fingerprint()])
        assert (refused.value.known_hosts, refused.value.line) == (str(site.known_hosts), 2)


async def test_a_key_of_another_type_than_the_known_one_is_a_changed_key(site):
    async with asyncssh_server(site, known=False) as server:
        site.knows(server.port, asyncssh.generate_private_key("ecdsa-sha2-nistp256"))
        site.host("a3-01", server.port)
        with pytest.raises(HostKeyChanged):
            await connected(site)


async def test_host_key_alias_and_hashed_names_are_honoured(site):
    async with asyncssh_server(site, known=False) as server:
        salt = os.urandom(20)
        digest = hmac.digest(salt, b"the-alias", "sha1")
        hashed = f"|1|{base64.b64encode(salt).decode()}|{base64.b64encode(digest).decode()}"
        site.known_hosts.write_text(f"{hashed} {server.host_key.export_public_key().decode()}")
        site.host("a3-01", server.port, "HostKeyAlias the-alias")
        link, _ = await connected(site)
        assert link.alive
        await link.close()
