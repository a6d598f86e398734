"""What the service prints -> how far its start is, and what went wrong. Works on chunks of bytes as they come.

`\\n` and `\\r` both end a piece: the line of the weights is rewritten with `\\r` for minutes and ended once. A piece of
level INFO or DEBUG is passed over unless it holds a boot word, so that a busy service costs little to watch.
Source of the words: docs/developers/mindie.md and the samples of logs, composed from MindIE-LLM's sources.
"""

from __future__ import annotations

import re

from mindie_tui.model.events.codec import PHASES, Event, ServiceError, ServicePhase
from mindie_tui.model.faults.line_time import moment
from mindie_tui.model.faults.watch import FaultWatch, Sighting
from mindie_tui.model.mindie.kv_memory import WORDS as _MEMORY
from mindie_tui.model.text import printable

_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"ConfigManager: Load Config from", "config"),
    (b"Start to parse ranktable file", "rank_table"),
    (b"Finished parsing ranktable file", "rank_table"),
    (b"GRPCCommunicator: wait slave connecting", "slaves"),
    (b"Start to init as Slave", "slaves"),
    (b"slaves connected", "engine"),
    (b"Registration succeeded", "engine"),
    (b"LLMRuntime init success", "engine"),
    (b"Loading selected layers:", "weights"),
    (b"One block during warmup needs", "memory"),
    (b"warmup params:", "warmup"),
    (b"Start endpoint success", "endpoint"),
    (b"slave instance need not init TokenizerProcessPool", "endpoint"),
    (b"Daemon start success!", "started"),
)
"""A word that stands in one line only, and the phase that begins with it."""
_ORDER = {phase: at for at, phase in enumerate(PHASES)}
_LAYERS = re.compile(rb"Loading selected layers: +(\d+)%\|[^|]*\| *(\d+/\d+)?")
_LOADED = re.compile(rb"ConfigManager: Load Config from (/[^\s]+?)\.?\s*$")
_LONGEST = 16_384
"""Bytes of one piece that are looked at; the rest of a longer one is passed over."""
_UNKNOWN_MOST = 10
UNRECOGNISED = "unrecognised"
"""The code of an error line that the table does not hold."""
_NOT_OF_THE_SERVICE = frozenset({"bench"})


class Recogniser:
    """Watches the log of one node. `feed` it every chunk once, in order.

    Phases only go forward: several processes print the same lines, in no fixed order. An error of the table is told
    once for its code, one that is not in the table at most ten times; all of them stand in the log.
    """

    def __init__(self, node: str, offset: int = 0, log: str = "") -> None:
        self.node = node
        self.log = log or f"logs/{node}/service.log"
        """The file in the run folder that an error points into."""
        self.phase = ""
        self.percent: int | None = None
        """Of the weights, of the rank that is furthest."""
        self.unrecognised: ServiceError | None = None
        """The first error line that the table does not hold."""
        self.memory: list[str] = []
        """The lines of the warm-up that tell of the KV cache (model/mindie/kv_memory.py)."""
        self.config_path: str | None = None
        """The config.json that the daemon says it reads."""
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
        words = () if self.phase == "started" else tuple((word, phase) for word, phase in _WORDS if word in data)
        memory = () if self.phase == "started" else tuple(word for word in _MEMORY if word in data)
        loud: list[tuple[bytes, int]] = []
        errors = b"[ERROR]" in data
        begin = 0
        for piece in data.replace(b"\r", b"\n").split(b"\n"):
            here, begin = begin, begin + len(piece) + 1
            phase = next((phase for word, phase in words if word in piece), None) if words else None
            if memory and any(word in piece for word in memory):
                self.memory = [*self.memory, printable(piece[:_LONGEST].decode("utf-8", "replace"))][-20:]
            if phase is not None:
                if phase == "config" and (found := _LOADED.search(piece)) is not None:
                    self.config_path = self.config_path or found[1].decode("utf-8", "replace")
                events += self._phase(phase, piece, elapsed_s)
            elif piece and ((b"[INFO]" not in piece and b"[DEBUG]" not in piece) or errors and b"[ERROR]" in piece):
                loud.append((piece[:_LONGEST], at + here if here else first_at))
        for sighting in self.faults.look(loud) if loud else ():
            events += self._error(sighting)
        return events

    def _phase(self, phase: str, piece: bytes, elapsed_s: float) -> list[Event]:
        ahead = _ORDER[phase] - _ORDER.get(self.phase, -1)
        if phase == "weights":
            found = _LAYERS.search(piece)
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
        event = self._event(UNRECOGNISED, seen, "", f"{do}read the lines around it in the log", seen.raised)
        self.unrecognised = self.unrecognised or event
        return [event] if seen.raised or self._unknown <= _UNKNOWN_MOST else []

    def _event(self, code: str, seen: Sighting, cause: str, remedy: str, fatal: bool) -> ServiceError:
        where = {"file": self.log, "offset": seen.offset}
        return ServiceError(
            self.node, code, False, seen.line[:2000], log=where, cause=cause, remedy=remedy,
            fatal=fatal or None, when=moment(seen.line),
        )  # fmt: skip
