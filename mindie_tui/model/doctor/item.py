"""One line of `doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

State = Literal["ok", "note", "problem", "unknown"]
"""note: it works, with less; unknown: this cannot be observed from here."""


@dataclass(frozen=True, slots=True)
class MachineItem:
    """A thing of this machine: what was found, what that means, and what to do; "" where nothing is to do."""

    name: str
    state: State
    found: str
    means: str
    do: str = ""

    def as_json(self) -> dict[str, Any]:
        """As a line of `doctor --json`, in English."""
        texts = {"found": self.found, "means": self.means, "do": self.do}
        return {"v": 1, "event": "item", "name": self.name, "state": self.state} | {
            key: str.__str__(text) for key, text in texts.items()
        }


def exit_status(items: tuple[MachineItem, ...]) -> int:
    """1 where an item is a problem, else 0."""
    return int(any(item.state == "problem" for item in items))
