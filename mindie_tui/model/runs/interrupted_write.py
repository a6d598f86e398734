"""A run that was interrupted while it wrote config.json, and whose config.json is on each node since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Whose = Literal["new", "old", "same", "foreign", "not yet", "unknown"]
"""The run's, the one before it, both, neither; the run had not come to this node; nobody knows."""
SAYS: dict[Whose, str] = {
    "new": "config.json is the one that run {run} wrote",
    "old": "config.json is what it was before run {run}",
    "same": "config.json is what run {run} met, and what it wrote",
    "foreign": "config.json is neither what run {run} met nor what it wrote",
    "not yet": "config.json is not the one that run {run} was going to write: the run stopped before it",
    "unknown": "its config.json is not known",
}
HEAD = (
    "run {run} has no end: it was cut off, or it still runs elsewhere; "
    "restore the previous config.json with: mindie-tui rollback {run}"
)


@dataclass(frozen=True, slots=True)
class CutOff:
    """The newest run that wrote and did not come to its end."""

    run: str
    whose: Mapping[str, Whose]
    """Node: whose config.json is there."""

    def sentences(self) -> tuple[str, ...]:
        """The run with the command that helps, then a sentence a node."""
        nodes = (f"{node}: {SAYS[whose].format(run=self.run)}" for node, whose in self.whose.items())
        return (HEAD.format(run=self.run), *nodes)
