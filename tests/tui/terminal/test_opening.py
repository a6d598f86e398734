"""The frame before the wizard: there at once, where the wizard draws it again, and gone with whatever comes instead."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios

import pytest

from mindie_tui.model import language
from mindie_tui.tui.terminal import opening
from tests.kit.plays import play
from tests.kit.waiting import until_blocking
from tests.kit.whole_plays import opened

HOLDS = """
import os, signal
from mindie_tui.tui.terminal.opening import painted
with painted(os.environ, here={here!r}):
    {then}
"""


class Terminal:
    """A terminal of 120 by 36 and a program on it."""

    def __init__(self, *words, **environment):
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self.file, self.theirs, self.shown = ours, theirs, b""
        os.set_blocking(ours, False)
        self.before = termios.tcgetattr(theirs)
        known = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
        self.process = subprocess.Popen(
            words,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=os.environ | known | environment,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )

    def has(self, text):
        try:
            self.shown += os.read(self.file, 1 << 20)
        except BlockingIOError:
            pass
        return text.encode() in self.shown

    def until(self, text):
        until_blocking(lambda: self.has(text))

    def end(self):
        """The exit status, once the terminal is as it was."""
        status = self.process.wait(30)
        assert termios.tcgetattr(self.theirs) == self.before
        self.has("")
        return status


@pytest.fixture
def terminal():
    made = []

    def one(*words, **environment):
        made.append(Terminal(sys.executable, *words, **environment))
        return made[-1]

    yield one
    for each in made:
        each.process.kill()
        each.process.wait()
        os.close(each.file)
        os.close(each.theirs)


@pytest.mark.parametrize("columns", [120, 80])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_steps_stand_where_the_stepper_draws_them(columns, lang):
    language.use(lang)
    app = opened(play("healthy"), "nodes")
    async with app.run_test(size=(columns, 30)):
        drawn = app.screen.query_one("Stepper").render().plain
    expected = opening.line(columns, "nodes", "SIM   a3-double")
    for glyph in "✓✗!⠋":
        drawn = drawn.replace(glyph, " ")
    assert drawn.startswith(expected.rstrip()), drawn


@pytest.mark.parametrize(
    ("then", "number", "status"),
    [
        ("signal.pause()", signal.SIGTERM, 143),
        ("signal.pause()", signal.SIGHUP, 129),
        ("raise SystemExit(7)", None, 7),
    ],
)
def test_whatever_comes_instead_of_the_wizard_finds_the_terminal_as_it_was(terminal, then, number, status):
    one = terminal("-c", HOLDS.format(here="bench", then=then))
    one.until("▸ 5 Bench")
    if number is not None:
        assert not termios.tcgetattr(one.theirs)[3] & (termios.ECHO | termios.ICANON), "what is typed is not shown"
        one.process.send_signal(number)
    assert one.end() == status
    assert one.shown.index(b"\x1b[?1049h") < one.shown.index(b"\x1b[?1049l")


@pytest.mark.parametrize("environment", [{"TERM": "linux"}, {"PYTHONIOENCODING": "ascii"}])
def test_where_it_cannot_look_as_the_wizard_nothing_is_painted(terminal, environment):
    one = terminal("-c", HOLDS.format(here="bench", then="print('nothing')"), **environment)
    one.until("nothing")
    assert one.end() == 0
    assert b"\x1b" not in one.shown


def test_an_error_of_the_profile_is_its_sentence_on_the_ordinary_screen(terminal):
    one = terminal("-m", "mindie_tui", "--profile", "nowhere")
    one.until("no profile has this name")
    assert one.end() == 1
    assert one.shown.index(b"\x1b[?1049l") < one.shown.index(b"no profile has this name")


def test_a_key_that_is_typed_before_the_wizard_is_there_is_its_own(terminal):
    one = terminal("-m", "mindie_tui")
    one.until("1 Nodes")
    assert b"\x1b[?1004h" not in one.shown, "the wizard is not there yet"
    os.write(one.file, b"q")
    assert one.end() == 0
    assert one.shown.count(opening.ALTERNATE.encode()) == 1
