"""This machine as a node, by the same commands."""

import asyncio
import os
from contextlib import aclosing

import pytest

from mindie_tui.model.errors import CommandFailed, Unreachable
from mindie_tui.model.shell import sh
from mindie_tui.remote.transport.local import LocalLink
from tests.kit.commands import HARD, running
from tests.kit.waiting import until


@pytest.fixture
async def here():
    link = LocalLink("here", lambda ran: None)
    yield link
    await link.close()


async def test_a_command_comes_back_with_its_status_and_both_streams(here):
    done = await here.run(sh("cat; echo no >&2; exit 7").with_stdin(b"\x00\xff"))
    assert (done.status, done.stdout, done.stderr) == (7, b"\x00\xff", b"no\n")
    assert (await here.run(sh("kill -TERM $$"))).status == 143
    assert (await here.run(sh("printf %s {}", HARD))).text == HARD


async def test_a_command_that_never_ends_is_ended_with_its_children(here):
    mark = f"mindie-local-{os.getpid()}"
    with pytest.raises(Unreachable, match="gave no answer within 0.3 s"):
        await here.run(sh("bash -c 'sleep 600; true' {}; true", mark), timeout=0.3)
    await until(lambda: not running(mark))


async def test_a_file_is_followed_from_before_it_exists(here, tmp_path):
    log = tmp_path / "a log"
    async with aclosing(here.follow(str(log))) as pieces:
        first = asyncio.ensure_future(anext(pieces))
        log.write_bytes(b"one\n")
        assert await asyncio.wait_for(first, 20) == b"one\n"
        assert running(str(log))
    await until(lambda: not running(str(log)))


async def test_home_is_the_nodes_own(here, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "log").write_bytes(b"abc")
    async with aclosing(here.follow("~/log", 1)) as pieces:
        assert await anext(pieces) == b"bc"


async def test_a_stream_is_fed_and_its_failure_has_the_last_words(here):
    got = []
    with pytest.raises(CommandFailed) as failed:
        async for piece in here.stream(sh("cat; echo why >&2; exit 5").with_stdin(b"program")):
            got.append(piece)
    assert (b"".join(got), failed.value.status, failed.value.stderr) == (b"program", 5, "why\n")


@pytest.mark.long
async def test_closing_a_stream_ends_even_what_ignores_term(here):
    mark = f"mindie-stubborn-{os.getpid()}"
    async with aclosing(here.stream(sh("trap '' TERM; echo on; bash -c 'sleep 600; true' {}; true", mark))) as pieces:
        await anext(pieces)
        await until(lambda: running(mark))
    await until(lambda: not running(mark))
