"""The table of `npu-smi info`, in every known form: A2 and A3 (drivers 23.0 to 26.0), 310P, Ascend950 (A5).

A table is read by its own head: the column of Bus-Id, and whether a physical id precedes it. Two rows make one NPU. A2
and A3 have number and name in one column; Ascend950 has a column for each, no chip, and NA for Bus-Id where it is
reached over UB.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from mindie_tui.model.node import Npu
from mindie_tui.model.text import one_line

_BUS = re.compile(r"[0-9A-Fa-f]{4}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}\.[0-9A-Fa-f]|NA|N/A|-")
_HEALTH = re.compile(r"[A-Za-z]+")
_PHYSICAL = ("Phy-ID", "Device")
SHOWN_LINES = 3


def cells(line: str) -> list[str] | None:
    """The cells of a table's row, blanks around them taken off; None for a line that is no row."""
    line = line.strip()
    if len(line) < 2 or line[0] != "|" or line[-1] != "|":
        return None
    return [cell.strip() for cell in line[1:-1].split("|")]


def whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d+", text) else None


def decimal(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None


class _Table:
    def __init__(self) -> None:
        self.found: dict[tuple[Any, ...], tuple[tuple[int, int], Npu]] = {}
        self.processes: dict[tuple[int, int], list[str]] = {}
        self._bus = 1
        """The column of Bus-Id, and of Health above it."""
        self._physical: int | None = None
        """Position of the physical id among the words before Bus-Id."""
        self._above: tuple[int, str, str, list[str]] | None = None
        self._running = False

    def row(self, row: list[str]) -> None:
        """One row of any part."""
        if "Bus-Id" in row:
            self._head(row)
        elif any(cell.startswith("Process id") for cell in row):
            self._running, self._above = True, None
        elif self._running:
            self._process(row)
        elif len(row) > self._bus + 1:
            before, word, after = " ".join(row[: self._bus]).split(), row[self._bus], row[self._bus + 1 :]
            if self._above is not None and _BUS.fullmatch(word):
                self._second(before, word, " ".join(after))
            elif len(before) >= 2 and before[0].isdecimal() and _HEALTH.fullmatch(word):
                figures = " ".join(after).replace("/", " / ").split()
                self._above = (int(before[0]), " ".join(before[1:]), word, figures)

    def _head(self, row: list[str]) -> None:
        self._bus, self._above, self._running = row.index("Bus-Id"), None, False
        words = " ".join(row[: self._bus]).split()
        self._physical = next((n for n, word in enumerate(words) if word in _PHYSICAL), None)

    def _second(self, before: list[str], bus: str, figures: str) -> None:
        assert self._above is not None
        card, name, health, above = self._above
        self._above = None
        chip = whole(before[0]) if before else 0
        if chip is None:
            return
        own = whole(before[self._physical]) if self._physical is not None and self._physical < len(before) else None
        aicore, *rest = figures.replace("/", " / ").split() or [""]
        used, total = _last_pair(rest)
        npu = Npu(
            id=card if own is None else own,
            name=name,
            health=health,
            power_w=decimal(above[0]) if above else None,
            temp_c=whole(above[1]) if len(above) > 1 else None,
            aicore_percent=whole(aicore),
            hbm_used_mb=used,
            hbm_total_mb=total,
        )
        # a die is one NPU however often a container that has a part of the machine lists it; the worse row counts
        key: tuple[Any, ...] = (own,) if own is not None else (card, chip)
        before_it = self.found.get(key)
        if before_it is None or (before_it[1].health.upper() == "OK" and health.upper() != "OK"):
            self.found[key] = ((card, chip), npu)

    def _process(self, row: list[str]) -> None:
        head = row[0].split()
        if len(row) >= 4 and 1 <= len(head) <= 2 and all(w.isdecimal() for w in head) and row[1].isdecimal():
            key = int(head[0]), int(head[1]) if len(head) > 1 else 0
            self.processes.setdefault(key, []).append(f"{row[1]} {row[2]} {row[3]}")


def npus(text: str | None) -> tuple[Npu, ...] | None:
    """The NPUs of `npu-smi info`, by physical id; None where no table of NPUs is in it.

    On A3 a die is an NPU to MindIE: its id is Phy-ID. On A2 and Ascend950, whose tables have none, it is the number
    of the card.
    """
    table = _Table()
    for line in (text or "").splitlines():
        row = cells(line)
        if row is not None and len(row) >= 3:
            table.row(row)
    if not table.found:
        return None
    made = [replace(npu, processes=tuple(table.processes.get(key, ()))) for key, npu in table.found.values()]
    return tuple(sorted(made, key=lambda npu: npu.id))


def not_understood(text: str | None) -> str:
    """The first lines of an answer in which there is no table of NPUs; "" where there is one, or nothing at all."""
    if npus(text) is not None:
        return ""
    lines = [one_line(line) for line in (text or "").splitlines() if re.search(r"[^\s+=|-]", line)]
    return " / ".join(" ".join(line.replace("|", " ").split())[:80] for line in lines[:SHOWN_LINES] if line)


def npu_smi_version(text: str | None) -> str | None:
    """The driver's version out of the head of `npu-smi info`."""
    found = re.search(r"npu-smi\s+\S+\s+Version:\s*([^\s|]+)", text or "")
    return found[1] if found else None


def _last_pair(words: list[str]) -> tuple[int | None, int | None]:
    """The last "used / total" of a row: HBM where there are two, memory where the chip has no HBM."""
    slashes = [n for n, word in enumerate(words) if word == "/" and 0 < n < len(words) - 1]
    return (whole(words[slashes[-1] - 1]), whole(words[slashes[-1] + 1])) if slashes else (None, None)
