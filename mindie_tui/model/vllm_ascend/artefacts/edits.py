"""What typing and fixes do to a deployment of vLLM-Ascend: one argument, key or variable. Pure."""

from __future__ import annotations

from typing import Any

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.vllm_ascend.artefacts.form import FORM


def with_value(deployment: Deployment, file: str, edit: Edit) -> Deployment:
    """The deployment with one value changed; `remove` takes it out of the profile, so that vLLM's default counts.

    `file` is the document of a finding's place: arguments, additional_config, environment or bench.
    """
    if file == bench_fields.FILE and edit.pointer.startswith("/environment/"):
        return with_value(
            deployment, "environment", Edit(edit.op, edit.pointer.removeprefix("/environment"), edit.value)
        )
    if file == bench_fields.FILE and edit.pointer == "/environment_from/-":
        names = dict.fromkeys((*deployment.environment_from, str(edit.value)))
        return deployment.model_copy(update={"environment_from": tuple(names)})
    if file == bench_fields.FILE:
        return deployment.model_copy(update={"bench": bench_fields.edited(deployment.bench, edit)})
    section, *rest = map(str, FORM.path_of(Place(file, edit.pointer)))
    if section not in (*FORM.free, "environment"):
        return deployment
    before: dict[str, Any] = getattr(deployment, section)
    value = str(edit.value) if section == "environment" else edit.value
    at = document.pointer(*rest)
    if edit.op == "remove":
        return deployment.model_copy(update={section: _without(before, at)})
    if section == "serve" and edit.value is not None:
        before = {name: one for name, one in before.items() if name != f"no-{rest[0]}"}
    return deployment.model_copy(update={section: document.edited(before, Edit("replace", at, value))})


def _without(section: dict[str, Any], at: str) -> dict[str, Any]:
    """A section without the value at a pointer, and without the groups that it leaves empty."""
    if document.get(section, at) is document.ABSENT:
        return section
    section = document.edited(section, Edit("remove", at))
    while (at := at.rpartition("/")[0]) and document.get(section, at) == {}:
        section = document.edited(section, Edit("remove", at))
    return section


def with_fix(deployment: Deployment, fix: Fix) -> Deployment:
    """The deployment with all edits of a fix."""
    for edit in fix.edits:
        deployment = with_value(deployment, fix.file, edit)
    return deployment
