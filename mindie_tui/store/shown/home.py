"""The start page when the wizard opens: services that were left running, interrupted runs, drafts, profiles."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mindie_tui.store import paths
from mindie_tui.store.profiles import drafts
from mindie_tui.store.profiles.load import ProfileEntry, list_profiles
from mindie_tui.store.runs.history.pruning import service_of
from mindie_tui.store.runs.index import IndexRow, listed

LOOKED_AT = 60
"""The services of this many of the newest runs are shown; `mindie-tui status` finds an older one."""
NEWEST = 5
MOST_CUT_OFF, MOST_DRAFTS = 3, 4


@dataclass(frozen=True, slots=True)
class LeftService:
    """A service that a run started, and that no event ended. Whether it is healthy is not known."""

    row: IndexRow
    nodes: tuple[str, ...]
    """Addresses of the nodes on which it may run."""


@dataclass(frozen=True, slots=True)
class Home:
    """All of it."""

    services: tuple[LeftService, ...] = ()
    cut_off: tuple[IndexRow, ...] = ()
    drafts: tuple[tuple[str, drafts.Draft], ...] = ()
    """(key, draft): the key is the path of a profile, "demo", or "" for a deployment that has none."""
    newest: tuple[IndexRow, ...] = ()
    profiles: tuple[ProfileEntry, ...] = ()
    """Own ones first."""
    run_count: int = 0


def read(root: Path | None = None) -> Home:
    """Read it; not in the loop. Raises StoreError where the folder of runs cannot be read."""
    rows = listed(root)
    services = _services(rows[:LOOKED_AT], root if root is not None else paths.runs())
    serving = {one.row.id for one in services}
    cut_off = [row for row in rows if row.ended is None and row.id not in serving]
    own_first = sorted(list_profiles(), key=lambda entry: (entry.origin == "shipped", entry.name))
    return Home(
        services,
        tuple(cut_off[:MOST_CUT_OFF]),
        tuple(drafts.every_draft()[:MOST_DRAFTS]),
        tuple(rows[:NEWEST]),
        tuple(own_first),
        len(rows),
    )


def _services(rows: list[IndexRow], root: Path) -> tuple[LeftService, ...]:
    """The newest event of each node counts: a service that a later run stopped or replaced is left out."""
    found, later = [], set[str]()
    for row in rows:
        if row.simulated:  # it ended with its demo
            continue
        lives = service_of(root / row.id)
        nodes = tuple(node for node, runs in lives.items() if runs and node not in later)
        later |= lives.keys()
        if nodes:
            found.append(LeftService(row, nodes))
    return tuple(found)
