"""ssh/command.py: how a command ends, and output that comes faster than it is read."""

import asyncio
from contextlib import aclosing

import pytest

from mindie_tui.model.shell import sh
from tests.kit.servers import Site, asyncssh_server, connected, sshd

SERVERS = {"asyncssh": asyncssh_server, "OpenSSH": sshd}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


@pytest.fixture(params=SERVERS)
async def server(request, site):
    async with SERVERS[request.param](site) as running:
        site.host("a3-01", running.port)
        yield running


async def test_a_command_killed_by_a_signal_ends_with_128_and_its_number(server, site):
    link, _ = await connected(site)
    assert (await link.run(sh("kill -KILL $$"))).status == 137
    await link.close()


async def test_a_flood_waits_for_its_reader(server, site):
    link, _ = await connected(site)
    size = 0
    async with aclosing(link.stream(sh("head -c 30000000 /dev/zero"))) as pieces:
        async for piece in pieces:
            size += len(piece)
            if size < 1_000_000:
                await asyncio.sleep(0)
    assert size == 30_000_000
    await link.close()
