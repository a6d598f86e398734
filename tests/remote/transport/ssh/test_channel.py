"""ssh/channel.py: running, following and feeding, against asyncssh's server and a real sshd."""

import asyncio
import os
import signal
from contextlib import aclosing
from pathlib import Path

import pytest

from mindie_tui.model.errors import CommandFailed, Lost, Unreachable
from mindie_tui.model.shell import Command, sh
from tests.kit.commands import HARD, running
from tests.kit.servers import Site, asyncssh_server, connected, sshd
from tests.kit.waiting import until

SERVERS = {"asyncssh": asyncssh_server, "OpenSSH": sshd}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


@pytest.fixture(params=SERVERS)
async def server(request, site):
    async with SERVERS[request.param](site) as running:
        site.host("a3-01", running.port)
        yield running


async def test_a_command_comes_back_with_its_status_and_both_streams(server, site):
    link, ran = await connected(site)
    done = await link.run(sh("cat; echo no >&2; exit 7").with_stdin(b"\x00\xff bytes\n"))
    assert (done.status, done.stdout, done.stderr) == (7, b"\x00\xff bytes\n", b"no\n")
    assert (ran[-1].text, ran[-1].status, ran[-1].node) == ("cat; echo no >&2; exit 7", 7, "a3-01")
    await link.close()


async def test_megabytes_travel_over_standard_input(server, site):
    link, _ = await connected(site)
    data = os.urandom(1 << 20) * 5
    done = await link.run(Command("cat", data))
    assert done.stdout == data
    gone = await link.run(Command("exit 3", data))
    assert gone.status == 3
    await link.close()


async def test_hard_names_pass_literally(server, site, tmp_path):
    link, _ = await connected(site)
    done = await link.run(sh("printf %s {}", HARD))
    assert done.text == HARD
    assert not (tmp_path / "x").exists() and not Path("x").exists()
    await link.close()


async def test_a_command_that_never_ends_is_given_up_and_the_link_stays_usable(server, site):
    link, ran = await connected(site)
    with pytest.raises(Unreachable, match="gave no answer within 0.2 s"):
        await link.run(sh("sleep 60"), timeout=0.2)
    assert ran[-1].status is None
    assert (await link.run(sh("echo still here"))).text == "still here\n"
    await link.close()


async def test_a_file_is_followed_from_before_it_exists_and_from_any_byte(server, site, tmp_path):
    link, _ = await connected(site)
    log = tmp_path / "a log 权重.txt"
    got = b""
    async with aclosing(link.follow(str(log))) as pieces:
        first = asyncio.ensure_future(anext(pieces))
        await asyncio.sleep(0)
        log.write_bytes(b"one\n")
        got += await asyncio.wait_for(first, 20)
        with log.open("ab") as out:
            out.write(b"two \xe6\x9d\x83\r")
        while len(got) < 12:
            got += await asyncio.wait_for(anext(pieces), 20)
    assert got == b"one\ntwo \xe6\x9d\x83\r"
    async with aclosing(link.follow(str(log), 4)) as pieces:
        assert (await anext(pieces)).startswith(b"two")
    await link.close()


async def test_closing_a_follower_ends_its_process_there(server, site, tmp_path):
    link, _ = await connected(site)
    log = tmp_path / "followed"
    log.write_bytes(b"x")
    async with aclosing(link.follow(str(log))) as pieces:
        await anext(pieces)
        assert running(str(log))
    await until(lambda: not running(str(log)))
    await link.close()


async def test_closing_a_stream_ends_the_command_with_all_its_children(server, site, tmp_path):
    link, _ = await connected(site)
    mark = f"mindie-test-{os.getpid()}"
    script = sh("echo started; bash -c 'sleep 600; true' {0} & bash -c 'sleep 600; true' {0}; wait", mark)
    async with aclosing(link.stream(script)) as pieces:
        await anext(pieces)
        await until(lambda: len(running(mark)) >= 2)
    await until(lambda: not running(mark))
    await link.close()


async def test_a_stream_is_fed_and_its_failure_has_the_last_words(server, site):
    link, _ = await connected(site)
    got = []
    with pytest.raises(CommandFailed) as failed:
        async for piece in link.stream(sh("cat; echo why >&2; exit 5").with_stdin(b"program text")):
            got.append(piece)
    assert b"".join(got) == b"program text"
    assert (failed.value.status, failed.value.stderr) == (5, "why\n")
    await link.close()


async def test_a_cut_line_is_lost_for_everyone_on_it(site, tmp_path):
    async with sshd(site) as server:
        site.host("a3-01", server.port)
        link, _ = await connected(site)
        log = tmp_path / "log"
        log.write_bytes(b"x")
        pieces = link.follow(str(log))
        await anext(pieces)
        children = [
            int(p) for p in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        ]
        waiting = asyncio.ensure_future(anext(pieces))
        os.kill(children[0], signal.SIGKILL)
        with pytest.raises(Lost, match="the line dropped"):
            await asyncio.wait_for(waiting, 20)
        assert not link.alive
        with pytest.raises(Lost):
            await link.run(sh("true"))
