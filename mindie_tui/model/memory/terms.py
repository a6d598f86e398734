"""Numbers that can be opened: each with the formula and the inputs that it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

GIB = 1 << 30
NOTHING: Mapping[str, int | float | str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class MemoryTerm:
    """One part of the memory of an NPU, in bytes."""

    name: str
    bytes: float
    formula: str
    inputs: Mapping[str, int | float | str] = field(default_factory=lambda: NOTHING)
    parts: tuple[MemoryTerm, ...] = ()

    @property
    def gib(self) -> float:
        return self.bytes / GIB

    def as_json(self) -> dict[str, object]:
        """For `--json`: with its parts."""
        made: dict[str, object] = {"name": self.name, "bytes": round(self.bytes), "formula": self.formula}
        if self.inputs:
            made["inputs"] = dict(self.inputs)
        if self.parts:
            made["parts"] = [part.as_json() for part in self.parts]
        return made


def total(terms: Iterable[MemoryTerm]) -> float:
    """The sum in bytes."""
    return sum(term.bytes for term in terms)
