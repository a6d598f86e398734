"""What is watched while a service serves, and when a change is reported: once, and once more when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mindie_tui.model.events.codec import ServiceTrouble
from mindie_tui.model.message import Message

HEALTH, COMPLETION, ENGINE, NPU, DISK, LOG = "health", "completion", "engine", "npu", "disk", "log"
SAYS: Mapping[str, tuple[str, str]] = {
    HEALTH: ("not healthy", "healthy again"),
    COMPLETION: ("no completion", "completions come again"),
    ENGINE: ("container engine", "the container engine answers again"),
    NPU: ("NPU trouble", "the NPUs are OK again"),
    DISK: ("disk full", "the disk has room again"),
    LOG: ("log silent", "the log continues"),
}
"""What: how its problem begins, and how its end is worded."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a service that serves is looked at; seconds. Gentle: a request of 16 tokens in half a minute."""

    health: float = 10.0
    completion: float = 30.0
    """Left out while a bench of ours measures."""
    engine: float = 10.0
    again: float = 2.0
    """From a first bad look to the one that confirms it."""
    silent: float = 300.0
    """How long a log may be silent. The master logs every request, ours too."""

    def words(self) -> str:
        """What is watched, and how often."""
        return Message(
            "watched: health every {health:.0f} s, one completion of 16 tokens every "
            "{completion:.0f} s (not beside a bench), the container engine every {engine:.0f} s, "
            "NPU health every 2 s, the log and its disk",
            health=self.health,
            completion=self.completion,
            engine=self.engine,
        )


DISK_FULL, DISK_ROOM = 1 << 20, 16 << 20
"""Bytes free where the log is written: below the one nothing can be written, above the other it can again."""


class Vitals:
    """The current problems of one service. Times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str], tuple[float, str]] = {}

    def bad(self, node: str, what: str) -> bool:
        """Whether its problem continues."""
        return (node, what) in self._since

    def seen(self, node: str, what: str, good: bool, said: str, do: str, at: float) -> ServiceTrouble | None:
        """What to report of this reading; None where nothing changed."""
        before = self._since.get((node, what))
        if good:
            if before is None:
                return None
            del self._since[node, what]
            return ServiceTrouble(node, what, said, over=True, lasted_s=round(at - before[0], 1))
        if before is not None and (what != NPU or before[1] == said):
            return None
        self._since[node, what] = (before[0] if before else at, said)
        return ServiceTrouble(node, what, said, do)


def has_room(free: int) -> bool | None:
    """Whether the log can be written with so many bytes free; None between the limits, where nothing has changed."""
    return False if free < DISK_FULL else True if free > DISK_ROOM else None


def npus_ill(healths: Mapping[int, str], wanted: tuple[int, ...]) -> str:
    """ "NPU 3 Alarm", or "" where all that are wanted are OK."""
    words = {number: healths.get(number, "is gone from npu-smi's table") for number in wanted}
    ill = {number: word for number, word in words.items() if word.upper() != "OK"}
    return ", ".join(f"NPU {number} {word or 'without a health'}" for number, word in ill.items())
