"""Deployment + base -> the config.json of the nodes: the profile's sections over the base, without what it drops."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters.pointers import BACKEND, MODEL, MODELS, SECTIONS


def config_of(deployment: Deployment, base: Json, node_count: int, npu_ids: tuple[int, ...] | None) -> Json:
    """The config.json of a deployment over a base: sections merged, and what follows the picked nodes where absent.

    npuDeviceIds, worldSize and multiNodesInferEnabled follow the nodes unless the profile gives them.
    """
    value = base if isinstance(base, dict) else {}
    for path in deployment.drop:
        if (at := dropped_at(value, path)) is not None:
            value = document.edited(value, document.Edit("remove", at))
    for section, given in deployment.parameters.items():
        at = SECTIONS.get(section, document.pointer(section))
        there = document.get(value, at)
        if isinstance(given, dict):
            if section == "ModelConfig":
                given = _plugin_params(given)
            given = document.merged(there if there is not ABSENT else {}, given)
        value = document.edited(
            _with_model(value) if section == "ModelConfig" else value, document.Edit("replace", at, given)
        )
    backend, model = section_of(deployment, "BackendConfig"), section_of(deployment, "ModelConfig")
    if node_count and npu_ids:
        if "npuDeviceIds" not in backend:
            value = document.edited(value, document.Edit("replace", f"{BACKEND}/npuDeviceIds", [list(npu_ids)]))
        if "worldSize" not in model:
            value = document.edited(_with_model(value), document.Edit("replace", f"{MODEL}/worldSize", len(npu_ids)))
    if node_count > 1 and "multiNodesInferEnabled" not in backend:
        value = document.edited(value, document.Edit("replace", f"{BACKEND}/multiNodesInferEnabled", True))
    return value


def dropped_at(config: Json, path: str) -> str | None:
    """The pointer of what a path of `drop` names, such as parameters.ServerConfig.X; None where it is not there.

    Keys may hold dots themselves.
    """
    rest = path.removeprefix("parameters.")
    section = next((name for name in SECTIONS if rest == name or rest.startswith(f"{name}.")), "")
    at, rest = SECTIONS.get(section, ""), rest[len(section) :].removeprefix(".")
    holder = document.get(config, at)
    while rest:
        keys = (
            holder
            if isinstance(holder, dict)
            else {str(i): one for i, one in enumerate(holder)}
            if isinstance(holder, list)
            else {}
        )
        whole = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
        if not whole:
            return None
        key = max(whole, key=len)
        at, holder, rest = at + document.pointer(key), keys[key], rest[len(key) :].removeprefix(".")
    return None if holder is ABSENT else at


def section_of(deployment: Deployment, name: str) -> Mapping[str, Any]:
    """What the profile gives of a section; empty where it gives nothing, or no mapping."""
    given = deployment.parameters.get(name)
    return given if isinstance(given, dict) else {}


def _with_model(value: Json) -> Json:
    """A ModelConfig that is not a list with an object in it becomes one, so that the section has a place."""
    at = document.get(value, MODELS)
    if isinstance(at, list) and at:
        return value
    return document.edited(value, document.Edit("replace", MODELS, [{}]))


def _plugin_params(given: Mapping[str, Any]) -> dict[str, Any]:
    """`plugin_params` as a mapping becomes JSON text; a string is written byte for byte."""
    plugin = given.get("plugin_params")
    if not isinstance(plugin, dict):
        return dict(given)
    return {**given, "plugin_params": json.dumps(plugin, ensure_ascii=False, separators=(",", ":"))}
