"""All that was found on a node, beside the event that has its summary: an opened run shows what its screens showed.

`facts/SEQ.json` in the folder of the run, where SEQ is the number of the event. A private form: a release that does
not know a field leaves it out.
"""

from __future__ import annotations

import contextlib
import dataclasses
from dataclasses import replace
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.events.codec import NodeFound, Recorded
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.node import Facts, Npu
from mindie_tui.store import disk
from mindie_tui.store.json_files import json_line, read_object

FOLDER = "facts"


def keep(folder: Path, seq: int, values: dict[str, Any]) -> None:
    """Write the facts of event `seq` of the run in `folder`. Raises StoreError."""
    path = _path(folder, seq)
    disk.make_folder(path.parent)
    disk.write_atomic(path, json_line(values), sync=False)


def as_values(facts: Facts) -> dict[str, Any]:
    """Facts as JSON values; what was not seen is left out."""
    return {name: value for name, value in dataclasses.asdict(facts).items() if value not in (None, "", ())}


def complete(folder: Path, recorded: Recorded) -> Recorded:
    """A node.found with all its facts, where they were kept and can be read; any other event as it is."""
    event = recorded.event
    if not isinstance(event, NodeFound):
        return recorded
    with contextlib.suppress(StoreError, *BROKEN):
        return replace(recorded, event=NodeFound(event.node, _facts(read_object(_path(folder, recorded.seq)))))
    return recorded


def _path(folder: Path, seq: int) -> Path:
    return folder / FOLDER / f"{seq}.json"


def _facts(values: dict[str, Any]) -> Facts:
    """Facts of JSON values. Raises one of BROKEN for values of another shape."""
    held = _held(Facts, values)
    if "npus" in held:
        held["npus"] = tuple(Npu(**_held(Npu, npu)) for npu in held["npus"])
    return Facts(**held)


def _held(kind: type[Facts | Npu], values: dict[str, Any]) -> dict[str, Any]:
    """The fields that `kind` knows, lists as tuples."""
    known = {field.name for field in dataclasses.fields(kind)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name in known}
