"""The operator's terminal: a terminal that is gone, or takes nothing any more, ends the wizard and never holds it up.

Textual's own writer waits for room in a bounded queue, and its thread dies with the terminal: then the queue stays
full and the main thread waits for ever. Its reader takes the end of the input for silence, and spins.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import termios
import threading
import time
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from mindie_tui.store import leaving, streams
from mindie_tui.tui.terminal import opening
from mindie_tui.tui.terminal.painting import Painter

if TYPE_CHECKING:
    from rich.console import Console
    from textual._compositor import CompositorUpdate
    from textual.app import App

GONE = 129
"""The exit status where the terminal is gone: as after SIGHUP."""
BLOCKED_S = 2.5
"""A terminal that takes not one byte for so long is gone; one that is slow takes some."""
ROUND_S = 0.25
FEW = 8
"""Writes that may wait before nothing new is drawn for now."""
PIECE = 4096
_KEYS_S = 0.1
"""Between two looks at whether the driver stops."""


class WriterThread(threading.Thread):
    """Writes to a terminal in a thread of its own. `write` never waits; once the terminal is gone it does nothing.

    `lost` is called once, with the seconds for which the terminal had taken nothing; not in the caller's thread.
    A terminal that takes no byte for `blocked_s` is gone.
    """

    def __init__(self, file: int, encoding: str, lost: Callable[[float], None], blocked_s: float = BLOCKED_S) -> None:
        super().__init__(daemon=True, name="terminal-output")
        self._lost, self._encoding, self._blocked_s = lost, encoding, blocked_s
        self._file = _own_description(file)
        self._pieces: deque[bytes] = deque()
        self._wakes, self._wake = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._ending = self._writing = False
        self._silent_s = 0.0
        self._over = threading.Event()

    @property
    def gone(self) -> bool:
        """Whether the terminal has been found gone."""
        return self._over.is_set()

    @property
    def behind(self) -> bool:
        """Whether the terminal has not taken the last few writes yet."""
        return len(self._pieces) > FEW

    def write(self, text: str) -> None:
        """Text for the terminal; it is written soon."""
        if text and not self.gone:
            self._pieces.append(text.encode(self._encoding, "backslashreplace"))
            self._stir()

    def flush(self) -> None:
        """Nothing is held back."""

    def stop(self) -> None:
        """Wait until all is written, or the terminal is found gone."""
        self._ending = True
        self._stir()
        while self.is_alive() and not self.gone:
            self.join(ROUND_S)
            self.pass_time(ROUND_S)

    def pass_time(self, seconds: float) -> None:
        """So much time has passed; called by another thread, because a single write may hold this one up."""
        if self._writing:
            self._count(seconds)

    def run(self) -> None:
        """Write until `stop`, or until the terminal is gone; see to the latter also while there is nothing to write."""
        poll = select.poll()
        poll.register(self._wakes, select.POLLIN)
        while not (self._ending and not self._pieces) and not self.gone:
            poll.register(self._file, select.POLLOUT if self._pieces else 0)
            began = time.monotonic()
            happened = dict(poll.poll(ROUND_S * 1000 if self._pieces else None))
            if self._wakes in happened:
                os.read(self._wakes, PIECE)
            told = happened.get(self._file, 0)
            if told & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
                self._end(0.0)
            elif told & select.POLLOUT:
                self._write_piece()
            elif self._pieces:  # a process that was stopped meanwhile has not waited for longer than a round
                self._count(min(time.monotonic() - began, ROUND_S))

    def _write_piece(self) -> None:
        piece = self._pieces[0]
        self._writing = True
        try:
            took = os.write(self._file, piece[:PIECE])
        except BlockingIOError:
            return
        except OSError:
            return self._end(0.0)
        finally:
            self._writing = False
        self._silent_s = 0.0
        if took < len(piece):
            self._pieces[0] = piece[took:]
        else:
            self._pieces.popleft()

    def _count(self, seconds: float) -> None:
        self._silent_s += seconds
        if self._silent_s >= self._blocked_s:
            self._end(self._silent_s)

    def _end(self, silent_s: float) -> None:
        if not self.gone:
            self._over.set()
            self._lost(silent_s)

    def _stir(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full: it is awake
            os.write(self._wake, b"\0")


def _own_description(file: int) -> int:
    """The terminal opened anew, so that a write returns at once; the description that the shell shares stays as it is.

    Where it may not be opened (after `su`), a write can hold up the thread: `pass_time` sees that.
    """
    try:
        return os.open(os.ttyname(file), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return os.dup(file)


class TerminalDriver(LinuxDriver):
    """Textual's driver, with an output that never waits and an input that knows its end.

    It draws on standard output, which is checked to be a terminal; standard error may lead elsewhere.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        self._output: WriterThread | None = None
        self.painter = Painter()
        self._cursor = (-1, -1)
        self._opened = False
        super().__init__(app, **options)
        self._file = sys.__stdout__ or self._file
        self._shown_on = [s for s in (sys.__stdout__, sys.__stderr__) if s is not None and s.isatty()]
        self._leaving = False

    @property  # type: ignore[override]  # a thread of Textual's; ours does what the driver asks of one
    def _writer_thread(self) -> WriterThread | None:
        return self._output

    @_writer_thread.setter
    def _writer_thread(self, theirs: Any) -> None:
        file: TextIO | None = getattr(self, "_file", None)
        encoding = (file.encoding if file is not None else "") or "utf-8"
        self._output = None if theirs is None else WriterThread(theirs.fileno(), encoding, self.lost)

    @property
    def gone(self) -> bool:
        """Whether the terminal has gone away."""
        return self._leaving

    @property
    def behind(self) -> bool:
        """Whether the terminal takes less than is written."""
        return self._output is not None and self._output.behind

    def paint(self, update: CompositorUpdate, console: Console, cursor: tuple[int, int], *, at_once: bool) -> None:
        """Write what an update changes, and leave the cursor there; nothing where it changes nothing.

        `at_once`: between the marks by which the terminal shows it in one go.
        """
        text = self.painter.text(update, console)
        if not text and cursor == self._cursor:
            return
        self._cursor = cursor
        text += f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H"
        self.write(f"{SYNC_START}{text}{SYNC_END}" if at_once else text)

    def write(self, data: str) -> None:
        """To the terminal; nothing while another program has it."""
        if self._opened and data == opening.ALTERNATE:  # twice, some terminals would forget where the cursor was
            self._opened = False
        elif self._output is not None:
            super().write(data)

    def start_application_mode(self) -> None:
        self.painter.forget()
        self._opened = opening.hand_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own has no annotations

    def lost(self, silent_s: float = 0.0) -> None:
        """The terminal is gone: end the app, and the process in any case. From any thread."""
        if not self._leaving:
            self._leaving = True
            leaving.hurry(leaving.GONE_S - silent_s)
            with contextlib.suppress(RuntimeError):  # the loop is closed: the process is ending
                self._loop.call_soon_threadsafe(self._app.exit, GONE)

    def close(self) -> None:
        super().close()
        if self._leaving:
            for stream in self._shown_on:  # what is printed later would fail, or wait
                streams.let_go(stream)

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except (OSError, termios.error):  # hung up
            self.lost()

    def run_input_thread(self) -> None:
        """Keys and what the terminal answers, until the driver stops; its end means that the terminal is gone."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        poll = select.poll()
        poll.register(self.fileno, select.POLLIN)
        while not self.exit_event.is_set():
            for _, told in poll.poll(_KEYS_S * 1000):
                data = os.read(self.fileno, PIECE) if told & select.POLLIN else b""
                if not data:
                    return self.lost()
                for event in parser.feed(decode(data)):
                    self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
            if self._output is not None:
                self._output.pass_time(_KEYS_S)
