"""The names of a site that a run knows: what a redacted archive leaves out."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.mindie.artefacts.service_values import service_values, weights_path
from mindie_tui.model.mindie.parameters.pointers import SECTIONS
from mindie_tui.model.runs.redaction import Redactor
from mindie_tui.store.runs.run import Run

_KINDS: Mapping[str, str] = {
    "node": "node", "name": "", "hostname": "host", "host": "host", "address": "host", "via": "host", "who": "user",
    "user": "user", "container": "",
}  # fmt: skip
"""Keys of events and profiles whose texts are names, and of which kind; "" does not identify a site."""


def redactor_of(run: Run, *, model: bool = False) -> Redactor:
    """What takes the names of this run's site out of a text; with `model` also the model's name."""
    names: dict[str, set[str]] = defaultdict(set)
    names["node"].update(run.info.nodes)
    for kind, text in _values(list(run.events())):
        _add(names, kind, text)
    with contextlib.suppress(MindieTuiError):
        for node in run.deployment().nodes:
            names["node"].add(node.name)
            _add(names, "host", node.host)
    with contextlib.suppress(OSError, KeyError):
        names["host"].add(os.uname().nodename)
        names["user"].add(getpass.getuser())
    if model:
        names["model"].update(_models(run))
    return Redactor(names, [f"/{section}" for section in SECTIONS])


def _values(value: Any) -> Iterator[tuple[str, str]]:
    """(kind, text) of each name inside a JSON value."""
    if isinstance(value, Mapping):
        yield from ((kind, v) for key, v in value.items() if (kind := _KINDS.get(str(key))) and isinstance(v, str))
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for item in items:
        yield from _values(item)


def _add(names: dict[str, set[str]], kind: str, text: str) -> None:
    """user@host:port as its user and its host; any other text as it is."""
    user, at, host = text.rpartition("@")
    if at:
        names["user"].add(user)
        kind = "host"
    names[kind].add(host.partition(":")[0] if host.count(":") == 1 else host)


def _models(run: Run) -> set[str]:
    report: Mapping[str, Any] = {}
    with contextlib.suppress(MindieTuiError):
        report = run.report() or {}
    configuration = report.get("configuration")
    config = configuration.get("config") if isinstance(configuration, Mapping) else None
    found = {v for key, v in service_values(config).items() if key != "port" and isinstance(v, str)}
    if (weights := weights_path(run.deployment(), config)) is not None:
        found.add(weights)
    return found | {PurePosixPath(one).name for one in found}
