"""vLLM-Ascend's parameters as rows: the arguments of `vllm serve`, its JSON sections, the environment. Pure."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.engine import MemoryParameter, ParameterForm, ParameterRow
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.message import Message
from mindie_tui.model.node import Facts
from mindie_tui.model.vllm_ascend.artefacts import edits
from mindie_tui.model.vllm_ascend.artefacts.form import FORM
from mindie_tui.model.vllm_ascend.parameter_fields import own_field, section_fields, serve_fields, variable_fields
from mindie_tui.model.vllm_ascend.rules.view import CommandView
from mindie_tui.model.vllm_ascend.seen_memory import UTILIZATION

if TYPE_CHECKING:
    from mindie_tui.model.vllm_ascend.artefacts.artefacts import ServeArtefacts

SECTIONS = ("serve", "speculative_config", "compilation_config", "additional_config", "environment")


def _rows(
    documents: ServeArtefacts, base: Json, deployment: Deployment, own: Sequence[Field]
) -> dict[str, list[ParameterRow]]:
    """Every declared parameter and all that the profile names."""
    environment = documents.environments[0] if documents.environments else {}
    fields = [*serve_fields(), *section_fields(), *variable_fields(), *_undeclared(deployment, environment)]
    there = {(one.file, one.pointer) for one in fields}
    fields += [one for one in own if one.section in SECTIONS and (one.file, one.pointer) not in there]
    found: dict[str, list[ParameterRow]] = {section: [] for section in SECTIONS}
    for one in fields:
        found[one.section].append(_row(one, deployment, environment))
    return found


def _undeclared(deployment: Deployment, environment: object) -> Iterator[Field]:
    """Keys that a profile has and nobody declared; a `no-` form is the row of its argument."""
    known = {(one.file, one.pointer) for one in (*serve_fields(), *section_fields(), *variable_fields())}
    names = [("serve", name.removeprefix("no-") if _is_opposite(name) else name) for name in deployment.serve]
    for section in ("speculative_config", "compilation_config", "additional_config"):
        names += [(section, name) for name in _leaves(getattr(deployment, section))]
    names += [("environment", name) for name in (environment if isinstance(environment, dict) else ())]
    for section, name in names:
        one = own_field(section, name)
        if (one.file, one.pointer) not in known:
            known.add((one.file, one.pointer))
            yield one


def _leaves(section: dict[str, Json], head: str = "") -> Iterator[str]:
    for name, value in section.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{head}{name}.")
        else:
            yield head + name


def _is_opposite(name: str) -> bool:
    return name.startswith("no-") and any(one.pointer == f"/{name[3:]}" for one in serve_fields())


def _row(one: Field, deployment: Deployment, environment: object) -> ParameterRow:
    given = _given_value(deployment, one)
    if one.file == "environment":
        now = environment.get(one.name, ABSENT) if isinstance(environment, dict) else ABSENT
        return ParameterRow(one, ABSENT, now, given is not ABSENT)
    return ParameterRow(one, one.default, one.default if given is ABSENT else given, given is not ABSENT)


def _given_value(deployment: Deployment, one: Field) -> Json:
    section, *rest = map(str, FORM.path_of(Place(one.file, one.pointer)))
    there: Json = document.get(getattr(deployment, section), document.pointer(*rest))
    if there is ABSENT and section == "serve" and f"no-{one.name}" in deployment.serve:
        return deployment.serve[f"no-{one.name}"] is not True
    return there


def _beside(documents: ServeArtefacts) -> tuple[ParameterRow, ...]:
    return ()


def _base(deployment: Deployment, master: Facts | None, given: str | None) -> Json:
    return {}


def _base_name(documents: ServeArtefacts) -> str:
    return Message("the defaults of vLLM-Ascend {release}", release=documents.commands[0].release)


def _texts(documents: ServeArtefacts, base: Json) -> tuple[str, str]:
    """Nothing, and each node's command with an argument a line."""
    parts = []
    for k, command in enumerate(documents.commands):
        name = documents.names[k] if k < len(documents.names) else ""
        words = [f"vllm serve {shlex.quote(command.argv[0])}" if command.argv else "vllm serve"]
        for word in command.argv[1:]:
            if word.startswith("--"):
                words.append(f"  {shlex.quote(word)}")
            else:
                words[-1] += f" {shlex.quote(word)}"
        parts.append("\n".join([f"# {name}".rstrip(), *words]))
    return "", "\n\n".join(parts) + "\n"


def _with_value(deployment: Deployment, documents: ServeArtefacts, file: str, edit: Edit) -> Deployment:
    return edits.with_value(deployment, file, edit)


def _with_fix(deployment: Deployment, documents: ServeArtefacts, fix: Fix) -> Deployment:
    return edits.with_fix(deployment, fix)


def _own(typed: str) -> list[Field]:
    section, _, rest = typed.partition(".")
    if section in SECTIONS and rest:
        return [own_field(section, rest)]
    if re.fullmatch(r"[A-Z][A-Z0-9_]+", typed):
        return [own_field("environment", typed)]
    sections = ("serve", "additional_config") if "_" not in typed else ("additional_config", "serve")
    return [own_field(one, typed) for one in sections]


def _shape(documents: ServeArtefacts) -> str:
    """ "dp 4 x tp 8, ep", of what the head's command says."""
    view = CommandView(documents.commands[0])
    sizes = {"dp": view.dp, "pp": view.pp, "pcp": view.pcp, "tp": view.tp}
    parts = [f"{name} {size}" for name, size in sizes.items() if size != 1 or name == "tp"]
    text = " x ".join(parts)
    return f"{text}, expert parallel" if view.expert_parallel else text


PARAMETERS = ParameterForm(
    rows=_rows,
    beside=_beside,
    base=_base,
    base_name=_base_name,
    document="vllm serve",
    texts=_texts,
    with_value=_with_value,
    with_fix=_with_fix,
    given_value=_given_value,
    own=_own,
    rewrites=False,
    layouts=False,
    shape=_shape,
    program="vllm serve",
    settings={UTILIZATION: MemoryParameter(Place("arguments", "/gpu-memory-utilization"), 1.0, "--max-model-len")},
)
