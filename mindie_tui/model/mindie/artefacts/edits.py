"""What typing does to a deployment: one value of config.json, of the environment or of the bench. Pure."""

from __future__ import annotations

from typing import Literal

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Field, Text
from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.parameters import plugin_params
from mindie_tui.model.mindie.parameters.pointers import SECTIONS


def place_of(pointer: str) -> tuple[str, list[str]]:
    """Section of the profile and the rest of the path: (ModelConfig, [dp]); ("", path) for a key of the root."""
    best = max(
        (name for name, at in SECTIONS.items() if pointer == at or pointer.startswith(at + "/")),
        key=lambda name: len(SECTIONS[name]),
        default="",
    )
    return best, document.tokens(pointer[len(SECTIONS.get(best, "")) :])


def with_value(deployment: Deployment, config: Json, file: str, edit: Edit) -> Deployment:
    """The deployment with one value of config.json, environment or bench changed; `config` is what would be written.

    `remove` takes the value out of the profile, so that the original value applies again. A change inside a list passes
    the whole list, because a profile replaces lists.
    """
    if file == "environment":
        name = document.tokens(edit.pointer)[0]
        kept = {key: value for key, value in deployment.environment.items() if key != name}
        if edit.op == "remove":
            return deployment.model_copy(update={"environment": kept})
        return deployment.model_copy(update={"environment": {**deployment.environment, name: str(edit.value)}})
    if file == bench_fields.FILE and edit.pointer.startswith("/environment/"):
        return with_value(deployment, config, "environment", Edit(edit.op, edit.pointer.removeprefix("/environment")))
    if file == bench_fields.FILE and edit.pointer == "/environment_from/-":
        names = dict.fromkeys((*deployment.environment_from, str(edit.value)))
        return deployment.model_copy(update={"environment_from": tuple(names)})
    if file == bench_fields.FILE and edit.pointer.startswith("/bench/"):
        return deployment.model_copy(update={"bench": bench_fields.edited(deployment.bench, edit)})
    if file != "config.json":
        return deployment
    if plugin_params.is_inside(edit.pointer):
        edit = plugin_params.edited(config, edit)
    section, rest = place_of(edit.pointer)
    start = SECTIONS.get(section, "")
    for length in range(len(rest)):
        there = document.get(config, start + document.pointer(*rest[:length]))
        if isinstance(there, list):
            inner = Edit(edit.op, document.pointer(*rest[length:]), edit.value)
            rest, edit = rest[:length], Edit("replace", edit.pointer, document.edited(there, inner))
            break
    path = document.pointer(*([section] if section else []), *rest)
    op: Literal["remove", "replace"] = "remove" if edit.op == "remove" else "replace"
    parameters = document.edited(deployment.parameters, Edit(op, path, edit.value))
    while op == "remove" and (path := path.rpartition("/")[0]) and document.get(parameters, path) == {}:
        parameters = document.edited(parameters, Edit("remove", path))
    return deployment.model_copy(update={"parameters": parameters})


def with_fix(deployment: Deployment, config: Json, fix: Fix) -> Deployment:
    """The deployment with all edits of a fix. What no profile gives goes out of the config.json that it starts from."""
    for edit in fix.edits:
        before = deployment
        deployment = with_value(deployment, config, fix.file, edit)
        gone = edit.op == "remove" and fix.file == "config.json" and deployment == before
        if gone and document.get(config, edit.pointer) is not ABSENT:
            section, rest = place_of(edit.pointer)
            path = ".".join(("parameters", *([section] if section else []), *rest))
            deployment = deployment.model_copy(update={"drop": (*deployment.drop, path)})
    return deployment


def is_good(one: Field, value: Json) -> bool:
    """Whether a typed value is of its kind; what it does to the whole is for the rules."""
    return one.kind.wrong(value) is None and one.kind.accepts(value)


def edit_of_text(one: Field, text: str) -> Edit:
    """What typed text means: empty takes the value out of the profile, where an empty text is no value of its own."""
    if not text.strip() and not (isinstance(one.kind, Text) and one.file == "config.json" and one.default == ""):
        return Edit("remove", one.pointer)
    return Edit("replace", one.pointer, one.kind.parse(text))
