"""The profile's format as JSON Schema 2020-12, made from its declarations, for editors that complete and check YAML.

Numbers, names and limits are pydantic's own; what each engine holds in its sections is the engine's. What the loader
refuses and no schema can say is listed in `CANNOT_SAY`.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any, Final

from mindie_tui.model import deployment as profile, node as fleet
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import Json
from mindie_tui.model.engines import ENGINES

CANNOT_SAY: Final = (
    "a file that is named and is not there, or holds something else",
    "what a profile inherits by extends: parts that are missing here may be there",
    "two nodes of one name; a node that bench.node names and that is not among the nodes",
    "a release of MindIE that does not exist",
    "drop: a path that what is extended does not hold",
    "YAML that the loader reads strictly: duplicate keys, tabs, anchors, 012 and 1_000",
)
"""What the loader refuses beyond the schema."""
_SECRET_LIKE: Final = r"[Pp][Aa][Ss][Ss][Ww]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii]_?[Kk][Ee][Yy]"
_EMPTY: Final[Json] = {"enum": [None, "", {}]}
Schema = dict[str, Any]


def profile_schema() -> Schema:
    """The schema of a profile's file."""
    made: Schema = Deployment.model_json_schema(by_alias=True)
    definitions: Schema = made["$defs"]
    for name, definition in definitions.items():
        _describe(definition, name, fleet if name == "Node" else profile)
    _describe(made, "Deployment", profile)
    properties: Schema = made["properties"]
    properties.pop("name")
    properties["mindie-tui"] = {"const": 1, "description": "The version of the format."}
    properties["drop"] = {"anyOf": [properties["drop"], {"type": "string"}], "description": "Paths to take away."}
    properties["environment"] = _environment(properties["environment"])
    conditions: list[Json] = list(_conditions())
    for engine in ENGINES:
        sections, own = engine.form.schema()
        for name, section in sections.items():
            properties[name] = {"description": properties[name].get("description", ""), **section}
        conditions += own
    for group in ("settings", "generation_kwargs"):
        definitions["Performance"]["properties"][group]["propertyNames"] = {"not": {"pattern": _SECRET_LIKE}}
    definitions["Dataset"].pop("required")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A profile of mindie-tui",
        "$comment": "The loader also refuses: " + "; ".join(CANNOT_SAY) + ".",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "allOf": conditions,
        "$defs": definitions,
    }


def _conditions() -> Iterator[Json]:
    """What goes with what; of a profile that extends another only what cannot come from there."""
    for engine in ENGINES:
        others = [one for other in ENGINES if other is not engine for one in other.form.sections]
        is_its: Schema = {"properties": {"engine": {"const": engine.name}}}
        if engine is ENGINES[0]:
            is_its["not"] = _extends()
        else:
            is_its["required"] = ["engine"]
        yield {"if": is_its, "then": {"properties": dict.fromkeys(others, _EMPTY)}}
    limits = ["ttft_ms", "tpot_ms", "e2el_ms"]
    limited: Schema = {"anyOf": [_given(name) for name in limits]}
    objective = {"if": limited, "then": _given("attainment"), "else": {"not": _given("attainment")}}
    repeated: Schema = {"properties": {"repeat": {"minimum": 2}}, "required": ["repeat"]}
    performance = {
        "properties": {"objective": {"if": {"type": "object"}, "then": objective}},
        "if": repeated,
        "then": {"not": _given("objective")},
    }
    bench = {
        "properties": {
            "performance": {"if": {"type": "object"}, "then": performance},
            "datasets": {"additionalProperties": {"required": ["path"]}},
        }
    }
    yield {"if": {"not": _extends()}, "then": {"properties": {"container": _container(), "bench": bench}}}


def _container() -> Json:
    """What a container needs: a name, an image to create it from, a place for its archive."""
    none: Schema = {"properties": {"engine": {"const": "none"}}, "required": ["engine"]}
    created: Schema = {"properties": {"create": {"const": True}}, "required": ["create"]}
    text: Schema = {"type": "string", "minLength": 1}
    return {
        "allOf": [
            {"if": {"not": none}, "then": {"properties": {"name": text}, "required": ["name"]}},
            {"if": created, "then": {"properties": {"image": text}, "required": ["image"], "not": none}},
            {
                "if": {"properties": {"tar_from": text}, "required": ["tar_from"]},
                "then": {"properties": {"tar": text}, "required": ["tar"]},
            },
        ]
    }


def _extends() -> Json:
    """A profile that takes the rest from another one."""
    return {"properties": {"extends": {"type": "string"}}, "required": ["extends"]}


def _given(name: str) -> Json:
    return {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}


def _environment(plain: Mapping[str, Json]) -> Json:
    """Variables of every engine with what they do. A value is the text that is written, whatever YAML takes it for."""
    text: Schema = {"type": ["string", "number", "boolean", "null"]}
    known = {name: {**text, "description": says} for engine in ENGINES for name, says in engine.form.variables()}
    return {
        "type": "object",
        "description": plain.get("description", "Variables of the service."),
        "properties": known,
        "additionalProperties": text,
    }


def _describe(definition: Schema, name: str, module: ModuleType) -> None:
    """Puts the docstring below each field beside it, and takes pydantic's titles away."""
    texts = _field_texts(module).get(name, {})
    definition.pop("title", None)
    for key, field in definition.get("properties", {}).items():
        field.pop("title", None)
        says = texts.get(key) or texts.get(f"{key}_") or texts.get(key.replace("-", "_"))
        if says:
            field["description"] = says


def _field_texts(module: ModuleType) -> dict[str, dict[str, str]]:
    """Class -> field -> the docstring below it."""
    found: dict[str, dict[str, str]] = {}
    for one in ast.parse(inspect.getsource(sys.modules[module.__name__])).body:
        if isinstance(one, ast.ClassDef):
            found[one.name] = dict(_below(one.body))
    return found


def _below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, text in zip(body, body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str):
            yield field.target.id, " ".join(text.value.value.split())
