"""What we did ourselves, as lines of the log: read from the run's events, between the lines of the nodes."""

from __future__ import annotations

import contextlib
import re
from datetime import datetime

from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.text import one_line
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.common.trouble_words import trouble_words
from mindie_tui.tui.launch.log.rows import Searches
from mindie_tui.tui.text.cells import duration, number
from mindie_tui.tui.text.translate import t

OWN = "tui"
"""The voice of these lines."""


def sentence(event: ev.Event) -> str | None:
    """What an event of the launch says among the lines of the nodes; None for one that they say themselves."""
    match event:
        case ev.LockTaken(node):
            return t("{node} is locked for this run", node=node)
        case ev.FileWritten(node, path, sha256):
            return t("{file} written on {node}, sha256 {sha}..", file=_name(path), node=node, sha=sha256[:6])
        case ev.FileKept(node, path):
            return t("{file} on {node} is what it should be, nothing was written", file=_name(path), node=node)
        case ev.FileRestored(node, path):
            return t("restored the previous {file} on {node}", file=_name(path), node=node)
        case ev.ServiceStarted(node, pid):
            return t("started on {node}, pid {pid}", node=node, pid=pid)
        case ev.ServiceAttached(nodes, run):
            return t("attached to the service of {run} on {nodes}", run=run, nodes=", ".join(nodes))
        case ev.ServiceAnswered(node, _, model, _, ttft):
            return t("{node} answered as {model} in {ms} ms", node=node, model=model, ms=number(ttft))
        case ev.ServiceReady(_, elapsed, attached):
            return t("it is ready") if attached else t("ready after {time}", time=duration(elapsed))
        case ev.ServiceDied(node, _, reason):
            return t("{node} died: {why}", node=node, why=reason)
        case ev.ServiceStopped(node, how):
            return t("{node} stopped: {how}", node=node, how=how)
        case ev.ServiceTrouble():
            return trouble_words(event)
        case ev.NodeLost(node, reason):
            return t("{node} lost: {why}", node=node, why=reason)
        case ev.NodeBack(node, lost):
            return t("{node} is back after {time}; its log continues where it stopped", node=node, time=duration(lost))
        case ev.LogTurned(node, file, how, _, lost):
            said = "{file} was rotated on {node}" if how == "rotated" else "{file} was truncated on {node}"
            gone = t("; what it held before was not all seen") if lost else ""
            return t(said, file=_name(file), node=node) + gone
    return None


class OwnLines:
    """The lines of one run, as a spool that grows with its events.jsonl."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._lines: list[str] = []
        self._at = self._size = 0

    @property
    def size(self) -> int:
        """Characters of the lines; an event that makes none, such as a sample of the NPUs, is no news to a reader."""
        return self._size

    def __len__(self) -> int:
        lines, self._at = self._run.events_after(self._at)
        for line in lines:
            with contextlib.suppress(*BROKEN):  # a line that another hand has changed
                recorded = ev.from_json(line)
                if recorded is not None and (said := sentence(recorded.event)) is not None:
                    self._lines.append(f"[{_moment(recorded.at)}] [{OWN}] [INFO] {one_line(said)}")
                    self._size += len(self._lines[-1])
        return len(self._lines)

    def lines(self, first: int, count: int) -> list[str]:
        """`count` lines from `first`, fewer at the end."""
        return self._lines[max(first, 0) : max(first, 0) + max(count, 0)]

    def search(
        self, pattern: Searches | str, start_line: int, *, backwards: bool = False
    ) -> tuple[int | None, int | None]:
        """The next line that holds the pattern, `start_line` included; (None, None) without."""
        found = self.hits(pattern, 0)[0]
        ahead = [n for n in found if (n <= start_line if backwards else n >= start_line)]
        return (ahead[-1] if backwards else ahead[0], None) if ahead else (None, None)

    def hits(self, pattern: Searches | str, start_line: int) -> tuple[list[int], int | None]:
        """Every line from `start_line` on that holds the pattern."""
        if isinstance(pattern, str):
            minded = 0 if any(c.isupper() for c in pattern) else re.I
            pattern = re.compile(re.escape(pattern).encode(), minded)
        lines = range(max(start_line, 0), len(self._lines))
        return [n for n in lines if pattern.search(self._lines[n].encode())], None


def _name(path: str) -> str:
    return one_line(path).rsplit("/", 1)[-1]


def _moment(at: str) -> str:
    """The time of an event as a log line has it."""
    try:
        return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M:%S.%f}"
    except ValueError:
        return "0000-00-00 00:00:00.000000"
