"""The terminal's writer: it never waits, and knows when the terminal is gone or takes nothing any more."""

import asyncio
import os
import pty
import select
import signal
import threading
import time

import pytest

from mindie_tui.store import leaving
from mindie_tui.tui.terminal.terminal import BLOCKED_S, WriterThread
from tests.fuzz.terminals import Ground, Terminal
from tests.kit.walk import Place

PATIENCE_S = 20


class Lost(threading.Event):
    """Set by the output, with the seconds for which the terminal was silent."""

    silent_s = -1.0

    def __call__(self, silent_s):
        self.silent_s = silent_s
        self.set()


@pytest.fixture
def shown(request):
    """(the operator's end, an output on the other end, what it tells); the parameter: seconds until it is gone."""
    ours, theirs = pty.openpty()
    lost = Lost()
    output = WriterThread(theirs, "utf-8", lost, getattr(request, "param", BLOCKED_S))
    output.start()
    yield ours, output, lost
    output.stop()
    for file in (ours, theirs):
        try:
            os.close(file)
        except OSError:
            pass


def test_what_is_written_arrives_whole_and_in_order(shown):
    ours, output, lost = shown
    for number in range(2000):
        output.write(f"{number},")
    output.write("终端\n")
    got = b""
    while not got.endswith("终端\r\n".encode()):
        assert select.select([ours], [], [], PATIENCE_S)[0]
        got += os.read(ours, 65536)
    assert got.decode() == "".join(f"{n}," for n in range(2000)) + "终端\r\n" and not lost.is_set()


@pytest.mark.parametrize("busy", [True, False])
def test_a_terminal_that_goes_is_noticed_also_while_nothing_is_written(shown, busy):
    ours, output, lost = shown
    if busy:
        output.write("x" * 1_000_000)
    os.close(ours)
    assert lost.wait(PATIENCE_S) and lost.silent_s == 0
    for _ in range(100):
        output.write("x" * 1000)
    output.stop()


@pytest.mark.parametrize("shown", [0.6], indirect=True)
def test_a_terminal_that_takes_nothing_is_gone_after_a_while_and_no_writer_waits_for_it(shown):
    _, output, lost = shown
    began = time.monotonic()
    for _ in range(200):
        output.write("x" * 10_000)
    assert time.monotonic() - began < 0.5, "the loop goes on"
    assert lost.wait(PATIENCE_S) and lost.silent_s >= 0.6
    output.stop()


@pytest.mark.long
@pytest.mark.parametrize("shown", [0.6], indirect=True)
def test_a_terminal_that_is_slow_is_not_gone(shown):
    ours, output, lost = shown
    for _ in range(20):
        output.write("x" * 10_000)
    got, until = 0, time.monotonic() + 1.5
    while time.monotonic() < until:
        got += len(os.read(ours, 4096))
        lost.wait(0.1)
    assert not lost.is_set() and output.behind
    while got < 200_000:
        got += len(os.read(ours, 65536))


def test_the_end_of_the_time_comes_once_and_leaves_a_rest():
    previous = signal.getsignal(signal.SIGALRM)
    try:
        assert leaving.time_for(60) == 60 and not leaving.is_ending()
        leaving.hurry(100)
        leaving.hurry(5)
        assert 90 < leaving.time_for(120, kept=2) <= 98 and leaving.time_for(3) == 3
    finally:
        leaving.stay()
        signal.signal(signal.SIGALRM, previous)


@pytest.mark.parametrize("kind", ["closed, HUP ignored", "input closed", "output closed"])
async def test_the_wizard_ends_with_its_terminal(kind, tmp_path):
    ground = Ground(Place(tmp_path / "none", tmp_path / "none"), tmp_path)
    words = [word for word in ground.words("wizard") if word not in ("--profile", str(tmp_path / "none"))]
    shown = Terminal([*words[:3]], ground.environment(), kind)
    try:
        await asyncio.to_thread(shown.is_drawn.wait, PATIENCE_S)
        shown.take(lambda: "?")
        assert await asyncio.to_thread(shown.process.wait, 5) == 129
    finally:
        shown.process.kill()
        shown.close()
