"""ssh/sessions.py: sshd opens ten sessions on a connection, and nobody meets that limit."""

import asyncio

import pytest

from mindie_tui.model.errors import Unreachable
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.ssh.channel import LONG_CHANNELS
from tests.kit.servers import Site, connected, sshd


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


async def test_more_commands_than_sessions_wait_for_each_other(site):
    async with sshd(site, "MaxSessions 10") as server:
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        done = await asyncio.gather(*(link.run(sh("echo {}", n)) for n in range(30)))
        assert [d.text for d in done] == [f"{n}\n" for n in range(30)]
        await link.close()


@pytest.mark.long
async def test_followers_and_commands_together_never_meet_the_limit_of_sessions_also_as_they_end(site, tmp_path):
    async with sshd(site) as server:  # its own MaxSessions is 10
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        for _ in range(2):
            followers = []
            for n in range(LONG_CHANNELS):
                (tmp_path / f"log{n}").write_bytes(b"x")
                followers.append(link.follow(str(tmp_path / f"log{n}")))
                assert await anext(followers[-1]) == b"x"
            with pytest.raises(Unreachable, match="followers are open"):
                await anext(link.follow(str(tmp_path / "log0")))
            during = [link.run(sh("echo {}", n)) for n in range(20)]
            assert len(await asyncio.gather(*during)) == 20
            for pieces in followers:
                await pieces.aclose()
            assert len(await asyncio.gather(*(link.run(sh("echo {}", n)) for n in range(20)))) == 20
        assert "no more sessions" not in server.log.read_text()
        await link.close()
