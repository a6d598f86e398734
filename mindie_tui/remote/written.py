"""Whose config.json stands on a node: the one that a run met, the one that it wrote, or another one since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import ServiceStarted
from mindie_tui.model.node import Facts
from mindie_tui.store.runs import Run

CONFIG = "config.json"
LOOKED_AT = 20
"""So many of the newest runs are looked at for one that was cut off."""


def stands(run: Run, node: str, sha256: str | None) -> str:
    """A sentence on the config.json that a node has now, by its hash; "" where the run wrote none, or it is not known.

    What was written by a writer that was killed is never half a file: it is the old one or the new one.
    """
    planned, before = run.planned(CONFIG), run.before(node, CONFIG)
    if planned is None or sha256 is None:
        return ""
    new = sha256 == hashlib.sha256(planned).hexdigest()
    old = before is not None and sha256 == hashlib.sha256(before).hexdigest()
    if new and old:
        return f"config.json is what run {run.id} met, and what it wrote"
    if new:
        return f"config.json is the one that run {run.id} wrote"
    if before is None:
        return f"config.json is not the one that run {run.id} meant to write: it had not come to that"
    if old:
        return f"config.json is what it was before run {run.id}"
    return f"config.json is neither what run {run.id} met nor what it wrote"


def cut_off(nodes: Mapping[str, Facts], but: str, root: Path | None = None) -> tuple[str, ...]:
    """How the nodes stand after a run that was cut off while it wrote: a sentence a node, and the command that helps.

    That is the newest run, other than `but`, that meant to write on one of these nodes: it has no end, and started no
    service. Empty where it has, or where every node is as it was.
    """
    for info in Run.all(root)[:LOOKED_AT]:
        if info.id == but or info.simulated or not set(info.nodes) & nodes.keys():
            continue
        try:
            run = Run.find(info.id, root)
            planned = run.planned(CONFIG)
            started = any(line.get("event") == ServiceStarted.name for line in run.events())
        except StoreError:
            continue
        if planned is None:
            continue
        if info.ended is not None or started:
            return ()
        said = {n: stands(run, n, nodes[n].config_sha256) for n in info.nodes if n in nodes}
        if not any(text.endswith(f"that run {info.id} wrote") for text in said.values()):
            return ()
        lines = [f"{node}: {text or 'its config.json is not known'}" for node, text in said.items()]
        back = f"mindie-tui rollback {info.id} puts back what stood before"
        return (f"run {info.id} has no end: it was cut off, or is at work elsewhere; {back}", *lines)
    return ()
