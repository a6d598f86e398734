"""The memory that kept starts used, for the estimate of the same layouts of the same model."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from mindie_tui.model.documents import json_text
from mindie_tui.model.errors import CommandLineError, StoreError
from mindie_tui.model.events.codec import Event, NodeFound, ServiceMemory
from mindie_tui.model.memory.plan import PlannedModel
from mindie_tui.model.memory.seen import SeenStart
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.artefacts.service_values import MODEL_FILE
from mindie_tui.model.mindie.kv_memory import VISIBLE
from mindie_tui.model.mindie.seen_start import seen_start, world_of
from mindie_tui.store import paths
from mindie_tui.store.runs.info import names
from mindie_tui.store.runs.run import Run

LOOKED_AT = 60
"""So many of the newest runs are looked at, whatever they are."""
KEPT = 8
"""So many starts of a model are taken: each is asked at every key."""


def starts_of_model(model: PlannedModel) -> tuple[SeenStart, ...]:
    """What the kept starts of this model used, newest first; those that kept their tokens otherwise are none."""
    found = kept_starts(model.config, model.npu.visible / VISIBLE / GIB)
    return tuple(filter(model.agrees, found))


def kept_starts(config: object, hbm_gib: float, root: Path | None = None) -> tuple[SeenStart, ...]:
    """What starts used whose nodes showed this configuration of a model, newest first; `hbm_gib`: memory of an NPU.

    A run that cannot be read, or says nothing of it, is none; so is a folder that cannot be read.
    """
    known, found = list[str](), list[SeenStart]()
    with contextlib.suppress(StoreError):
        known = sorted(names(root or paths.runs()), reverse=True)
    for name in known[:LOOKED_AT]:
        with contextlib.suppress(CommandLineError, StoreError, OSError):
            run = Run.find(name, root)
            if b"service.memory" in (run.folder / "events.jsonl").read_bytes():
                events = [recorded.event for recorded in run.recorded()]
                if _shows(events, config):
                    found.append(_seen(run, events, hbm_gib))
        if len(found) == KEPT:
            break
    return tuple(found)


def _shows(events: Sequence[Event], config: object) -> bool:
    """Whether a node of the run showed this configuration of a model."""
    facts = [event.facts for event in events if isinstance(event, NodeFound)]
    return any(json_text.parse(fact.model_text).value == config for fact in facts if fact.model_text)


def seen_of_run(text: str, model: PlannedModel) -> SeenStart:
    """What the last start of a run used. Raises StoreError, and CommandLineError for a run that says nothing of it."""
    run = Run.find(text)
    seen = _seen(run, [recorded.event for recorded in run.recorded()], model.npu.visible / VISIBLE / GIB)
    if not model.agrees(seen):
        what = Message("run {id} was of another model or another form of its KV cache", id=run.info.id)
        raise CommandLineError(what, do="name a run of this model with --run")
    return seen


def _seen(run: Run, events: Sequence[Event], hbm_gib: float) -> SeenStart:
    """What the last start of a run used. Raises CommandLineError for a run that says nothing of it."""
    told = [event for event in events if isinstance(event, ServiceMemory)]
    config = json_text.parse(run.planned(MODEL_FILE) or b"").value
    if not told or not isinstance(config, dict):
        raise CommandLineError(
            Message("run {id} has no lines of a start's memory", id=run.info.id), do="name another run with --run"
        )
    last = told[-1]
    memory = (last.setting, last.value, last.blocks, last.block_gib)
    seen = seen_start(config, world_of(config, len(run.info.nodes)), memory, hbm_gib, run.info.id)
    if seen is None:
        what = Message(
            "run {id} had a fixed size of the KV cache, so its lines do not say what else was used", id=run.info.id
        )
        raise CommandLineError(what, do="name a run that set a share of the memory")
    return seen
