"""An event as a line: a sentence for people, or a JSON object for scripts. Nothing else goes to standard output."""

from __future__ import annotations

import contextlib
import errno
import sys
import time
from typing import TextIO

from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.output import rewrite
from mindie_tui.headless.printing.sentences import bench, launch, nodes, sweep
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import in_language
from mindie_tui.model.text import one_line
from mindie_tui.store.disk import store_error
from mindie_tui.store.streams import let_go

QUIET_S = 4.0
"""In a pipe, what comes every second is printed once in so many seconds."""
SAMPLED_S = 10.0
"""So it is with the memory of the NPUs, which says nothing of what is waited for."""
OFTEN = (ev.BenchProgress, ev.NpuSample, ev.UploadProgress, ev.ImageLoading)


_SENTENCES = {**nodes.SENTENCES, **launch.SENTENCES, **bench.SENTENCES, **sweep.SENTENCES}


def sentence(event: ev.Event) -> str | None:
    """What happened, for a person; None where a line would say nothing."""
    of_its_type = _SENTENCES.get(type(event))
    return event.name if of_its_type is None else of_its_type(event)


class Printer:
    """Prints events as they come. JSON: every event, one object a line. Text: a sentence with time, step and node.

    What comes every second rewrites one line on a terminal, and is printed every ten seconds in a pipe.
    """

    def __init__(self, *, as_json: bool, out: TextIO | None = None) -> None:
        self.as_json = as_json
        self.out = out or sys.stdout
        self._rewrites = self.out.isatty()
        self._open_line = False
        self.quiet = False
        """No further output."""
        self.hung_up = False
        """The output was a terminal, and that is gone."""
        self._refused: Exception | None = None
        self._printed_at: dict[str, float] = {}
        self.spoke_at = self.news_at = time.monotonic()
        """When the last line was printed, and the last that was no wait: what headless/printing/waiting.py looks at."""

    def show(self, recorded: ev.Recorded, now: float) -> None:
        """One event; `now` is a monotonic time in seconds. BrokenPipeError, StoreError where the output is refused."""
        if self.quiet:
            return
        if self._refused is not None:
            raise self._refused
        try:
            if self.as_json:
                write_json(recorded.as_json(), self.out)
                self._spoke(recorded.event)
            else:
                self._say(recorded, now)
        except OSError as error:
            raise self._cannot(error) from None

    def wait(self, line: str) -> None:
        """What is waited for: on standard error beside JSON, rewritten on a terminal. Never raises."""
        self.spoke_at = time.monotonic()
        if self.quiet or self._refused is not None:
            return
        line = one_line(line)
        try:
            if self.as_json:
                print(line, file=sys.stderr, flush=True)
            elif self._rewrites:
                rewrite(self.out, line)
                self._open_line = True
            else:
                print(line, file=self.out, flush=True)
        except OSError as error:
            if not self.as_json:
                self._cannot(error)  # the next event raises it

    def _cannot(self, error: OSError) -> Exception:
        self.hung_up = self._rewrites and error.errno in (errno.EIO, errno.ENXIO)
        gone = isinstance(error, BrokenPipeError)
        self._refused = error if gone else store_error(error, "standard output")
        if self.hung_up:
            self._refused = BrokenPipeError(errno.EPIPE, "the terminal is gone")
        self._open_line = False
        let_go(self.out)
        return self._refused

    def _spoke(self, event: ev.Event) -> None:
        if not isinstance(event, ev.NpuSample):
            self.spoke_at = self.news_at = time.monotonic()

    def _say(self, recorded: ev.Recorded, now: float) -> None:
        said = sentence(recorded.event)
        if said is None:
            return
        body = recorded.event
        node = f"{named} " if (named := getattr(body, "node", None)) else ""
        line = one_line(f"{recorded.at[11:19]} {recorded.step} {node}") + " " + one_line(in_language(said))
        often = isinstance(body, OFTEN) and getattr(body, "image_id", None) is None  # the last of a load is said
        if often and not self._rewrites:
            key, pause = f"{body.name} {node}", SAMPLED_S if isinstance(body, ev.NpuSample) else QUIET_S
            if now - self._printed_at.get(key, -pause) < pause:
                return
            self._printed_at[key] = now
        self._spoke(body)
        if often and self._rewrites:
            rewrite(self.out, line)
            self._open_line = True
            return
        print(("\n" if self._open_line else "") + line, file=self.out, flush=True)
        self._open_line = False

    def close(self) -> None:
        """Ends a line that is still being rewritten."""
        if self._open_line:
            self._open_line = False
            with contextlib.suppress(OSError):
                print(file=self.out, flush=True)
