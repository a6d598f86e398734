"""ssh/login_errors.py: a login that fails says why, and what to do."""

import asyncio

import pytest

from mindie_tui.model.errors import LoginRefused, Unreachable
from tests.kit.servers import Site, asyncssh_server, connected, free_port


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_a_refused_login_says_what_was_tried(site):
    async with asyncssh_server(site, accept=False) as server:
        site.host("a3-01", server.port)
        with pytest.raises(LoginRefused) as refused:
            await connected(site)
        assert str(site.key_file) in refused.value.what and "ssh-copy-id" in refused.value.do


async def test_a_closed_port_and_an_unknown_name_are_said_at_once(site):
    site.host("closed", free_port())
    with pytest.raises(Unreachable, match="refused the connection"):
        await connected(site, "closed")
    with pytest.raises(Unreachable, match="is not known here"):
        await connected(site, "no-such-host.invalid")


async def test_a_machine_that_takes_the_connection_and_says_nothing_is_given_up(site):
    held: list[asyncio.StreamWriter] = []  # a writer that nobody holds is closed by Python 3.13

    async def take(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    silent = await asyncio.start_server(take, "127.0.0.1", 0)
    site.host("silent", silent.sockets[0].getsockname()[1])
    with pytest.raises(Unreachable, match="says nothing within 0.3 s"):
        await connected(site, "silent", login_timeout=0.3)
    held[0].close()
    silent.close()
