"""One log file, read a chunk at a time: the first lines that show each fault, their neighbours, their times."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mindie_tui.model.faults.line_time import moment
from mindie_tui.model.faults.watch import FaultWatch, Sighting
from mindie_tui.model.text import printable

_LONGEST = 16_384
_MOST_UNKNOWN = 20
_MOST_LINES = 400
_BEFORE, _AFTER = 3, 6
_TRACEBACK = b"Traceback ("
_MOST_TRACEBACK = 30
"""Lines of a traceback that are kept."""
_SHOWN = 2_000
"""Characters of one line that are kept."""


@dataclass(frozen=True, slots=True)
class SeenFault:
    """A line of a node's log that shows a fault, or an unknown error."""

    node: str
    """Empty until the file is known to be of a node."""
    file: str
    seen: Sighting
    when: str | None
    """ISO time of the line, else of the nearest one before it; None where there is none."""
    around: tuple[str, ...]
    """The line with some lines before and behind it."""
    utc_s: float | None = None
    """The same time as seconds of UTC, by the node's own clock."""


@dataclass(slots=True)
class FileTally:
    """What was read of one file."""

    file: str
    bytes: int = 0
    lines: int = 0
    errors: int = 0
    zone_s: float | None = None
    """Seconds ahead of UTC by which its lines with a zone are; None where no line has one."""
    found: list[SeenFault] = field(default_factory=list)

    def of(self, node: str, zone_s: float) -> list[SeenFault]:
        """What was found, as of a node whose clock is `zone_s` seconds ahead of UTC."""
        return [replace(one, node=node, utc_s=seconds_of(one.when, zone_s)) for one in self.found]


def seconds_of(when: str | None, zone_s: float = 0.0) -> float | None:
    """Seconds of UTC of an ISO time; one without a zone is read as `zone_s` seconds ahead of UTC."""
    if when is None:
        return None
    stamp = datetime.fromisoformat(when)
    if stamp.tzinfo is not None:
        return stamp.timestamp()
    return stamp.replace(tzinfo=UTC).timestamp() - zone_s


class LogReader:
    """`feed` it every chunk of one file in order, then `finish`. Keeps each code once, and some unknown errors."""

    def __init__(self, file: str, begin_at: int = 0) -> None:
        """`begin_at`: the byte of the file with which the first chunk begins."""
        self.tally = FileTally(file)
        self._begin_at = begin_at
        self._watch = FaultWatch(every_traceback=True)
        self._rest = b""
        self._rest_at = begin_at
        self._before: deque[bytes] = deque(maxlen=_BEFORE)
        self._when: str | None = None
        self._codes: set[str] = set()
        self._unknown = 0
        self._bare: SeenFault | None = None

    def feed(self, chunk: bytes) -> None:
        """Look at a chunk. It may be cut anywhere and hold any bytes."""
        self.tally.bytes += len(chunk)
        data = self._rest + chunk
        end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if not end:
            self._rest = data[:_LONGEST]
            return
        read = self._begin_at + self.tally.bytes
        begin, self._rest_at, self._rest = self._rest_at, read - len(data) + end, data[end:]
        self._look(data[:end], begin, self._rest_at - end)

    def finish(self) -> FileTally:
        """Look at the last line; what was found."""
        if self._rest:
            self._look(self._rest, self._rest_at, self._rest_at)
            self._rest = b""
        if self._bare is not None and not self.tally.found:
            self.tally.errors += 1
            self.tally.found.append(self._bare)
        return self.tally

    def _look(self, data: bytes, first_at: int, rest_at: int) -> None:
        """Look at whole lines. The first begins at `first_at` of the file, the others count from `rest_at`."""
        lines = data.replace(b"\r", b"\n").split(b"\n")
        errors = b"[ERROR]" in data
        self.tally.lines += data.count(b"\n")
        loud: list[tuple[bytes, int]] = []
        index: dict[int, int] = {}
        at = 0
        for number, line in enumerate(lines):
            here, at = at, at + len(line) + 1
            if line and ((b"[INFO]" not in line and b"[DEBUG]" not in line) or errors and b"[ERROR]" in line):
                place = rest_at + here if here else first_at
                index[place] = number
                loud.append((line[:_LONGEST], place))
        for sighting in self._watch.look(loud) if loud else ():
            self._take(sighting, lines, index[sighting.offset])
        tail = [line for line in lines[-_BEFORE - 1 :] if line]
        self._before.extend(tail)
        if (last := next((w for line in reversed(lines[-20:]) if (w := _moment(line))), None)) is not None:
            self._when = last
            offset = datetime.fromisoformat(last).utcoffset()
            self.tally.zone_s = offset.total_seconds() if offset is not None else self.tally.zone_s

    def _take(self, seen: Sighting, lines: list[bytes], number: int) -> None:
        fault = seen.fault
        if fault is not None and fault.severity != "error":
            return
        if seen.bare:
            self._bare = self._bare or self._seen(seen, lines, number)
            return
        self.tally.errors += 1
        if fault is None:
            self._unknown += 1
            if self._unknown > _MOST_UNKNOWN:
                return
        elif fault.code in self._codes:
            return
        else:
            self._codes.add(fault.code)
        if len(self.tally.found) < _MOST_LINES:
            self.tally.found.append(self._seen(seen, lines, number))

    def _seen(self, seen: Sighting, lines: list[bytes], number: int) -> SeenFault:
        """The sighting with its time and its neighbours; `number`: its place in `lines`."""
        when = moment(seen.line) or self._time_before(lines, number)
        before = lines[_block_begin(lines, number) if seen.raised else max(0, number - _BEFORE) : number]
        if number < _BEFORE:
            before = [*list(self._before)[number - _BEFORE :], *before]
        around = [_shown(line) for line in (*before, *lines[number : number + 1 + _AFTER]) if line.strip()]
        return SeenFault("", self.tally.file, seen, when, tuple(around))

    def _time_before(self, lines: list[bytes], number: int) -> str | None:
        """The time of the nearest line before; within a file lines stand in the order in which they were written."""
        near = reversed(lines[max(0, number - 200) : number])
        return next((when for line in near if (when := _moment(line))), self._when)


def _block_begin(lines: list[bytes], number: int) -> int:
    """Where the traceback begins that ends with this line; of a long one its last lines."""
    least = max(0, number - _MOST_TRACEBACK)
    return next((at for at in range(number, least, -1) if _TRACEBACK in lines[at]), least)


def _moment(line: bytes) -> str | None:
    return moment(line[:200].decode("utf-8", "replace"))


def _shown(line: bytes) -> str:
    return printable(line[:_SHOWN].decode("utf-8", "replace")).rstrip()
