"""ssh/login.py: many logins at once, and jump hosts."""

import asyncio
import os

import pytest

from mindie_tui.model.errors import Unreachable
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.ssh.login import Ssh
from tests.kit.servers import Site, asyncssh_server, connected, free_port, ssh_of, sshd


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_thirty_logins_at_one_sshd_with_its_default_limits_lose_none(site):
    async with sshd(site, "MaxStartups 10:30:100") as server:
        for n in range(30):
            site.host(f"n{n}", server.port)
        ssh = ssh_of(site)
        links = await asyncio.gather(*(ssh.connect(f"n{n}", f"n{n}", lambda _: None) for n in range(30)))
        assert len(links) == 30
        await asyncio.gather(*(link.close() for link in links))


async def test_a_jump_host_is_logged_in_to_once_for_all_behind_it(site):
    async with sshd(site) as jump, asyncssh_server(site) as behind:
        site.host("gate", jump.port)
        for name in ("a3-01", "a3-02", "a3-03"):
            site.host(name, behind.port, "ProxyJump gate")
        ssh = ssh_of(site)
        links = await asyncio.gather(*(ssh.connect(n, n, lambda _: None) for n in ("a3-01", "a3-02", "a3-03")))
        assert {link.via for link in links} == {"gate"}
        assert [(await link.run(sh("echo {}", n))).text for n, link in enumerate(links)] == ["0\n", "1\n", "2\n"]
        assert jump.log.read_text().count("Accepted publickey") == 1
        await asyncio.gather(*(link.close() for link in links))
        await ssh.close()


async def test_a_dead_jump_host_is_named(site):
    site.host("gate", free_port())
    site.host("a3-01", 22, "ProxyJump gate")
    with pytest.raises(Unreachable, match="its jump host gate: .* refused the connection") as refused:
        await connected(site)
    assert refused.value.node == "a3-01"


async def test_include_and_user_at_address_are_honoured(site):
    async with asyncssh_server(site) as server:
        site.host("127.0.0.1", server.port)
        outer = site.folder / "outer"
        outer.write_text(f"Include {site.config}\n")
        user = os.environ.get("USER", "root")
        link = await Ssh(Access(outer)).connect("a3-01", f"{user}@127.0.0.1:{server.port}", lambda _: None)
        assert link.address == f"{user}@127.0.0.1:{server.port}" and link.peer == "127.0.0.1"
        await link.close()
