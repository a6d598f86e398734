"""What an editor may know of vLLM-Ascend's sections of a profile: names, meanings, and what the form refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.documents.document import Json
from mindie_tui.model.vllm_ascend.arguments.table import arguments, by_name
from mindie_tui.model.vllm_ascend.artefacts.arguments import JSON_SECTIONS, SHORT_SECTIONS
from mindie_tui.model.vllm_ascend.artefacts.nodes import OF_A_NODE, VARIABLES_OF_A_NODE
from mindie_tui.model.vllm_ascend.parameters import declarations


def sections() -> tuple[dict[str, dict[str, Any]], list[Json]]:
    """JSON Schema of `serve` and the JSON sections, and what several nodes forbid."""
    several = {"contains": {"properties": {"serves": {"not": {"const": False}}}}, "minContains": 2}
    is_several = {
        "properties": {"engine": {"const": "vllm-ascend"}, "nodes": several},
        "required": ["engine", "nodes"],
    }
    forbidden = {
        "properties": {
            "serve": {"properties": dict.fromkeys(OF_A_NODE, False)},
            "environment": {"properties": dict.fromkeys(VARIABLES_OF_A_NODE, False)},
        }
    }
    made: dict[str, dict[str, Any]] = {"serve": _serve(), "additional_config": _additional()}
    for name in JSON_SECTIONS:
        made.setdefault(name, {"type": "object"})
    return made, [{"if": is_several, "then": forbidden}]


def variables() -> Iterator[tuple[str, str]]:
    """Each declared variable and its meaning."""
    yield from ((one.name, one.meaning()) for one in declarations.variables())


def _serve() -> dict[str, Any]:
    """Arguments by their long names; a name that nobody knows is for the rules, another spelling is refused."""
    meanings = {one.name[2:]: one.meaning() for one in declarations.arguments()}
    value: Json = {"not": {"type": "null"}}
    known: dict[str, Any] = {"model": {**value, "description": "The weights: a path on the nodes, or a name."}}
    twice: list[Json] = []
    for one in arguments():
        name = one.flag[2:]
        if one.is_positional or name in JSON_SECTIONS.values() or name == "api-key":
            continue
        known[name] = {**value, "description": meanings.get(name, f"{one.group}: {one.kind}")}
        if one.is_boolean and f"--no-{name}" in by_name():
            twice.append({"not": {"required": [name, f"no-{name}"]}})
    short = {name[1:] for name in by_name() if not name.startswith("--")}
    refused = {"api-key", *JSON_SECTIONS.values(), *SHORT_SECTIONS}
    refused |= {name for name in short if f"--{name}" not in by_name()}
    names: Json = {"allOf": [{"not": {"enum": sorted(refused)}}, {"pattern": r"^(?!-)[^._]*$"}]}
    return {
        "type": "object",
        "properties": known,
        "additionalProperties": value,
        "propertyNames": names,
        "allOf": twice,
    }


def _additional() -> dict[str, Any]:
    """Keys of additional_config with their groups."""
    known: dict[str, Any] = {}
    for one in declarations.keys():
        group, _, key = one.name.rpartition("/")
        if group:
            known.setdefault(group, {}).setdefault("properties", {})[key] = {"description": one.meaning()}
        else:
            known.setdefault(key, {})["description"] = one.meaning()
    return {"type": "object", "properties": known}
