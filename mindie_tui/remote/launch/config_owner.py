"""Whose config.json is on a node: the one that a run found, the one that it wrote, or a later one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from mindie_tui.model.errors import StoreError
from mindie_tui.model.events.codec import ServiceStarted
from mindie_tui.model.node import Facts
from mindie_tui.model.runs.interrupted_write import SAYS, CutOff, Whose
from mindie_tui.remote.launch.planned_files import CONFIG
from mindie_tui.store.runs.run import Run

LOOKED_AT = 20
"""So many of the newest runs are looked at for one that was cut off."""


def config_owner(run: Run, node: str, sha256: str | None) -> Whose | None:
    """Whose config.json a node has now, by its hash; None where the run meant to write none. Raises StoreError.

    What was written by a writer that was killed is never half a file: it is the old one or the new one.
    """
    planned, before = run.planned_sha256(CONFIG), run.before(node, CONFIG)
    if planned is None:
        return None
    if sha256 is None:
        return "unknown"
    new = sha256 == planned
    old = before is not None and sha256 == hashlib.sha256(before).hexdigest()
    if new:
        return "same" if old else "new"
    if before is None:
        return "not yet"
    return "old" if old else "foreign"


def owner_text(run: Run, node: str, sha256: str | None) -> str:
    """`config_owner` as a sentence; "" where the run wrote none, or it is not known."""
    found = config_owner(run, node, sha256)
    return SAYS[found].format(run=run.id) if found not in (None, "unknown") else ""


def find_cut_off(nodes: Mapping[str, Facts], but: str, root: Path | None = None) -> CutOff | None:
    """The newest run, other than `but`, that meant to write on one of these nodes, where it was cut off on the way.

    None where it has an end or started a service, or where every node is as it was.
    """
    for info in islice(Run.newest(root), LOOKED_AT):
        if info.id == but or info.simulated or not set(info.nodes) & nodes.keys():
            continue
        try:
            run = Run.of(info)
            if run.planned(CONFIG) is None:
                continue
            started = any(line.get("event") == ServiceStarted.name for line in run.events())
            found = {n: config_owner(run, n, nodes[n].config_sha256) or "unknown" for n in info.nodes if n in nodes}
        except StoreError:
            continue
        if info.ended is not None or started or "new" not in found.values():
            return None
        return CutOff(info.id, found)
    return None
