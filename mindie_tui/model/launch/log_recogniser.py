"""What a service prints -> how far its start is, and what went wrong. Works on chunks of bytes as they come.

`\\n` and `\\r` both end a piece: a line of progress is rewritten with `\\r` for minutes and ended once. A piece of
level INFO or DEBUG is passed over unless it holds a word of the start, so that a busy service costs little to watch.
Which words those are is the engine's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mindie_tui.model.events.codec import Event, ServiceError, ServicePhase
from mindie_tui.model.faults.line_time import moment
from mindie_tui.model.faults.watch import FaultWatch, Sighting
from mindie_tui.model.message import Message
from mindie_tui.model.text import printable

_LONGEST = 16_384
"""Bytes of one piece that are looked at; the rest of a longer one is passed over."""
_UNKNOWN_MOST = 10
UNRECOGNISED = "unrecognised"
"""The code of an error line that the table does not hold."""
_NOT_OF_THE_SERVICE = frozenset({"bench"})


def _as_it_is(piece: bytes, phase: str) -> str:
    return phase


@dataclass(frozen=True, slots=True)
class LogWords:
    """What an engine's log shows of a start."""

    phases: tuple[tuple[bytes, str], ...]
    """A word, and the phase that begins with it."""
    order: tuple[str, ...]
    """The phases in their order; the last word of a start is that of `started`."""
    progress: Mapping[str, re.Pattern[bytes]]
    """Phase -> a pattern of its progress: a percentage, and a count such as 3/16 or nothing."""
    memory: tuple[bytes, ...]
    """Words of the lines that tell of memory."""
    is_quiet: Callable[[bytes], bool]
    """Whether a piece is of level INFO or DEBUG."""
    config: re.Pattern[bytes] | None = None
    """A pattern of the path of the configuration that is read."""
    settles: Callable[[], Callable[[bytes, str], str]] = field(default=lambda: _as_it_is)
    """What settles, for one log, which phase a word means there."""


class LogRecogniser:
    """Watches the log of one node. `feed` it every chunk once, in order.

    Phases only go forward: several processes print the same lines, in no fixed order. An error of the table is reported
    once for its code, one that is not in the table at most ten times; the log contains all of them.
    """

    def __init__(self, words: LogWords, node: str, offset: int = 0, log: str = "") -> None:
        self.words = words
        self.node = node
        self.log = log or f"logs/{node}/service.log"
        """The file in the run folder that an error points into."""
        self.phase = ""
        self.percent: int | None = None
        """Of the phase that has a progress, of the rank that is furthest."""
        self.unrecognised: ServiceError | None = None
        """The first error line that the table does not hold."""
        self.memory: list[str] = []
        """The lines that tell of memory."""
        self.config_path: str | None = None
        """The configuration that the service says it reads."""
        self._order = {phase: at for at, phase in enumerate(words.order)}
        self._settle = words.settles()
        self._offset = offset
        """Where in the file the next chunk begins."""
        self._rest = b""
        self._rest_at = offset
        self._told_s = float("-inf")
        self._codes: set[str] = set()
        self._unknown = 0
        self.faults = FaultWatch(_NOT_OF_THE_SERVICE)
        """What looks at the lines of this log."""

    def feed(self, chunk: bytes, elapsed_s: float) -> list[Event]:
        """What a chunk says, `elapsed_s` seconds after the start. It may be cut anywhere and hold any bytes."""
        data = self._rest + chunk
        self._offset += len(chunk)
        end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if not end:
            self._rest = data[:_LONGEST]  # no end of a line in sight: it does not grow without limit
            return []
        begin, self._rest_at, self._rest = self._rest_at, self._offset - len(data) + end, data[end:]
        return self._look(data[:end], begin, self._rest_at - end, elapsed_s)

    def finish(self, elapsed_s: float) -> list[Event]:
        """The last piece, which no end of a line closed: the writer is gone."""
        data, self._rest = self._rest, b""
        return self._look(data, self._rest_at, self._rest_at, elapsed_s) if data else []

    def _look(self, data: bytes, first_at: int, at: int, elapsed_s: float) -> list[Event]:
        """The events of whole pieces. The first begins at `first_at` of the file, the others count from `at`."""
        events: list[Event] = []
        begins = self.phase != "started"
        words = tuple(pair for pair in self.words.phases if pair[0] in data) if begins else ()
        memory = tuple(word for word in self.words.memory if word in data) if begins else ()
        loud: list[tuple[bytes, int]] = []
        begin = 0
        for piece in data.replace(b"\r", b"\n").split(b"\n"):
            here, begin = begin, begin + len(piece) + 1
            phases = [phase for word, phase in words if word in piece] if words else None
            if memory and any(word in piece for word in memory):
                self.memory = [*self.memory, printable(piece[:_LONGEST].decode("utf-8", "replace"))][-20:]
            if phases:
                if (pattern := self.words.config) is not None and (found := pattern.search(piece)) is not None:
                    self.config_path = self.config_path or found[1].decode("utf-8", "replace")
                events += self._phase(max(phases, key=self._order.__getitem__), piece, elapsed_s)
            elif piece and not self.words.is_quiet(piece):
                loud.append((piece[:_LONGEST], at + here if here else first_at))
        for sighting in self.faults.look(loud) if loud else ():
            events += self._error(sighting)
        return events

    def _phase(self, phase: str, piece: bytes, elapsed_s: float) -> list[Event]:
        phase = self._settle(piece, phase)
        ahead = self._order[phase] - self._order.get(self.phase, -1)
        if (pattern := self.words.progress.get(phase)) is not None:
            found = pattern.search(piece)
            percent = int(found[1]) if found else None
            if ahead < 0 or (ahead == 0 and (percent is None or percent <= (self.percent or 0))):
                return []
            if ahead == 0 and elapsed_s - self._told_s < 1 and percent != 100:
                return []
            self.phase, self.percent, self._told_s = phase, percent, elapsed_s
            count = found[2].decode() if found and found[2] else None
            return [ServicePhase(self.node, phase, elapsed_s, percent, count)]
        if ahead <= 0:
            return []
        self.phase = phase
        return [ServicePhase(self.node, phase, elapsed_s)]

    def _error(self, seen: Sighting) -> list[Event]:
        fault = seen.fault
        if fault is not None:
            if fault.severity != "error" or (fault.code in self._codes and not seen.raised):
                return []
            self._codes.add(fault.code)
            fatal = seen.raised or fault.fatal
            return [self._event(fault.code, seen, fault.cause_of(seen.line), fault.remedy, fatal)]
        self._unknown += 1
        do = "a worker ended with it: " if seen.raised else ""
        event = self._event(
            UNRECOGNISED, seen, "", Message("{do}read the lines around it in the log", do=do), seen.raised
        )
        self.unrecognised = self.unrecognised or event
        return [event] if seen.raised or self._unknown <= _UNKNOWN_MOST else []

    def _event(self, code: str, seen: Sighting, cause: str, remedy: str, fatal: bool) -> ServiceError:
        where = {"file": self.log, "offset": seen.offset}
        return ServiceError(
            self.node, code, False, seen.line[:2000], log=where, cause=cause, remedy=remedy,
            fatal=fatal or None, when=moment(seen.line),
        )  # fmt: skip
