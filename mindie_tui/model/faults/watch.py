"""Reads the lines of one log in order and says which show a fault, or call themselves an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.faults.gate import candidates, coded, shape_of
from mindie_tui.model.faults.matching import find, is_error, level
from mindie_tui.model.text import printable

_EXCEPTION = re.compile(r"^(?:\[rank ?\d+\]: ?)?[A-Za-z_][\w.]*(?:Error|Exception|Exit)\b")
_BARE = re.compile(r"^(?:\[rank ?\d+\]: ?)?[A-Za-z_][\w.]*(?:Error|Exception): \S")
"""The last line of a traceback, also where somebody sends this line alone."""
_IGNORED = "Exception ignored in"
"""Python prints a traceback after it that ended nothing."""
_BEGINS = b"Traceback ("
_SHAPES_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Sighting:
    """One line that shows a fault, or that calls itself an error."""

    line: str
    """Without control characters."""
    offset: int
    """Where the line begins in its file, in bytes."""
    fault: Fault | None
    """None for an error that the table does not hold."""
    raised: bool = False
    """The exception that a traceback ended with: a process failed by it."""
    bare: bool = False
    """An exception without its traceback: it counts where the log shows nothing else."""


class FaultWatch:
    """Looks at every line of one log once, in order; entries of the phases `without` are not looked for.

    Of a traceback only its exception counts. One that a logger printed as a warning, and one that Python calls
    ignored, ended nothing; neither do further tracebacks after the first. Behind a line by which the service was asked
    to end, what it prints as it ends is no error.
    """

    def __init__(self, without: frozenset[str] = frozenset(), *, every_traceback: bool = False) -> None:
        self._without = without
        self._every = every_traceback
        self._candidates: dict[bytes, tuple[Fault, ...] | None] = {}
        """By shape: the entries that a line of it may show; None where it can show none and is no error."""
        self._traceback = False
        self._ignored = False
        self._raised = False
        self._ending = False

    @property
    def remembered(self) -> int:
        """How many shapes are remembered."""
        return len(self._candidates)

    def look(self, lines: Sequence[tuple[bytes, int]]) -> list[Sighting]:
        """What some lines, each with its offset, show. Lines of level INFO and DEBUG may be left out."""
        shapes = [shape_of(line) for line, _ in lines]
        self._learn(shapes)
        known = [self._candidates[shape] for shape in shapes]
        marked = list(zip(lines, known, strict=True))
        noisy = [one for one in marked if one[1] is not None]
        if self._traceback or any(_BEGINS in line for (line, _), _ in noisy):
            noisy = marked
        found = [self._see(line, offset, among) for (line, offset), among in noisy]
        return [sighting for sighting in found if sighting is not None]

    def _learn(self, shapes: list[bytes]) -> None:
        """Remember of each new shape what its lines may show."""
        if len(self._candidates) > _SHAPES_MOST:
            self._candidates.clear()
        for shape in dict.fromkeys(shapes):
            if shape not in self._candidates:
                faults = candidates(shape)
                self._candidates[shape] = None if faults is None else self._wanted(faults)

    def _wanted(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        return tuple(fault for fault in faults if fault.phase not in self._without) if self._without else faults

    def _see(self, raw: bytes, offset: int, among: tuple[Fault, ...] | None) -> Sighting | None:
        line = printable(raw.decode("utf-8", "replace")).rstrip()
        fault = find(line, (*among, *self._wanted(coded(line)))) if among is not None else None
        raised = self._ends_traceback(line) and not self._raised
        self._raised = (self._raised or raised) and not self._every
        if fault is not None and fault.turn:
            self._ending = fault.turn == "end"
        if self._ending and (fault is None or fault.ending):
            return None
        if fault is not None and (fault.severity == "error" or not raised):
            return Sighting(line, offset, fault, raised)
        bare = self._every and not raised and fault is None and _BARE.match(line) is not None
        if raised or bare or (fault is None and among is not None and is_error(line)):
            return Sighting(line, offset, None, raised, bare)
        return None

    def _ends_traceback(self, line: str) -> bool:
        """Whether this line is the exception that a traceback ends with: a worker's bare failure."""
        if "Traceback (most recent call last)" in line:
            self._traceback = not level(line).startswith("WARN") and not self._ignored
            self._ignored = False
        elif line.startswith(_IGNORED):
            self._ignored = True
        elif self._traceback and _EXCEPTION.match(line):
            self._traceback = False
            return True
        return False
