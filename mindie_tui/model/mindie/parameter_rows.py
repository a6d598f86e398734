"""MindIE's parameters as rows: config.json and its parts, the environment, as they were and as they will be. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document, json_text
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.documents.kinds import Field, Free, Object, Word
from mindie_tui.model.engine import MemoryParameter, ParameterForm, ParameterRow
from mindie_tui.model.finding import Fix, Place
from mindie_tui.model.mindie.artefacts import edits
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.artefacts.edits import place_of
from mindie_tui.model.mindie.kv_memory import FIXED, FRACTION
from mindie_tui.model.mindie.parameters import plugin_params, pointers
from mindie_tui.model.mindie.parameters.catalogue import FIELDS
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.parameters.layouts import ATTENTION, EXPERTS
from mindie_tui.model.mindie.parameters.pointers import MODEL, OWN_KEYS_IN, SECTIONS
from mindie_tui.model.node import Facts

MODELS = Field(
    MODEL + "/models",
    "models",
    Object(),
    ABSENT,
    "All of them as JSON, to paste or to look at; enter opens it.",
    "全部 models 参数，回车以 JSON 编辑",
    "model_parameter_configuration.md",
)
RANK_TABLE = Field(
    "",
    "rank_table",
    Free(says="made from the nodes"),
    ABSENT,
    "Made from the picked nodes and their NPUs.",
    "由所选节点及其 NPU 生成",
    "",
    "rank_table.json",
)
UNKNOWN = "Not a parameter that MindIE is known to read.", "MindIE 未声明的参数"
OWN = "A variable of your own.", "自定义环境变量"
_CONFIG = tuple(f for f in FIELDS if f.file == "config.json")
_VARIABLES = tuple(f for f in FIELDS if f.file == "environment")
_KNOWN = frozenset(
    {f.pointer for f in _CONFIG}
    | {f.pointer for f in plugin_params.FIELDS}
    | {MODELS.pointer, pointers.MODELS, *SECTIONS.values()}
)


def own_field(section: str, steps: Sequence[str]) -> Field:
    """The field of a key that nobody declared."""
    en, zh = UNKNOWN
    if section == "environment":
        return Field(document.pointer(*steps), section, Word(), ABSENT, *OWN, "", "environment")
    if section in bench_fields.PARTS:
        group = [] if steps[0] in ("settings", "generation_kwargs") else ["settings"]
        return bench_fields.own_key("/bench/" + section + document.pointer(*group, *steps)).field
    base = {**SECTIONS, "models": MODELS.pointer, plugin_params.SECTION: plugin_params.AT}.get(section, "")
    return Field(base + document.pointer(*steps), section, Free(), ABSENT, en, zh, "")


def _extra(value: Json, at: str, section: str, known: set[str]) -> Iterable[Field]:
    """Existing keys that are not declared; below `models` each leaf."""
    for key in value if isinstance(value, dict) else ():
        here = at + document.pointer(key)
        if here in known:
            continue
        deeper = any(path.startswith(here + "/") for path in known)
        if section == "models" and isinstance(value[key], dict) and value[key]:
            yield from _extra(value[key], here, section, known)
        elif not deeper:
            yield Field(here, section, Free(), ABSENT, *UNKNOWN, "")


@dataclass(frozen=True, slots=True)
class _Look:
    """What the values of rows are taken from."""

    artefacts: Artefacts
    base: Json
    deployment: Deployment
    environment: Mapping[str, str]
    plugin_before: Mapping[str, Json]
    plugin_now: Mapping[str, Json]


def _rows(
    artefacts: Artefacts, base: Json, deployment: Deployment, own: Sequence[Field]
) -> dict[str, list[ParameterRow]]:
    """Every parameter in the order of config.json, then the environment."""
    environment = artefacts.environments[0] if artefacts.environments else {}
    plugin = plugin_params.keys(base), plugin_params.keys(artefacts.config)
    look = _Look(artefacts, base, deployment, environment, *plugin)
    return {name: [_entry(one, look) for one in many] for name, many in _by_section(look, own).items()}


def _by_section(look: _Look, own: Sequence[Field]) -> dict[str, list[Field]]:
    known = set(_KNOWN)
    found: dict[str, list[Field]] = {}
    for one in _CONFIG:
        if one.section == "models" and "models" not in found:
            found[plugin_params.SECTION] = list(plugin_params.FIELDS)
            found["models"] = [MODELS]
        found.setdefault(one.section, []).append(one)
    starts = {**SECTIONS, "models": MODELS.pointer}
    for name, at in starts.items():
        for source in (look.base, look.artefacts.config):
            for one in _extra(document.get(source, at), at, name, known):
                known.add(one.pointer)
                found.setdefault(name, []).append(one)
    for source in (look.plugin_before, look.plugin_now):
        for key in source:
            one = own_field(plugin_params.SECTION, [key])
            if one.pointer not in known:
                known.add(one.pointer)
                found[plugin_params.SECTION].append(one)
    declared = {f.name for f in _VARIABLES}
    found["environment"] = [
        *_VARIABLES,
        *(own_field("environment", [name]) for name in look.environment if name not in declared),
    ]
    mine = [one for one in own if one.file in ("config.json", "environment")]
    there = {(f.file, f.pointer) for many in found.values() for f in many}
    for one in mine:
        if (one.file, one.pointer) not in there:
            found.setdefault(one.section, []).append(one)
    return found


def _entry(one: Field, look: _Look) -> ParameterRow:
    """Original, new, and whether the profile names it."""
    deployment = look.deployment
    if one.file == "environment":
        return ParameterRow(one, ABSENT, look.environment.get(one.name, ABSENT), one.name in deployment.environment)
    section, rest = place_of(one.pointer)
    if plugin_params.is_inside(one.pointer):
        given = isinstance(deployment.parameters.get(section), dict) and rest[0] in deployment.parameters[section]
        return ParameterRow(one, look.plugin_before.get(one.name, ABSENT), look.plugin_now.get(one.name, ABSENT), given)
    there = document.get(deployment.parameters, document.pointer(*([section] if section else []), *rest))
    before, now = document.get(look.base, one.pointer), document.get(look.artefacts.config, one.pointer)
    return ParameterRow(one, before, now, there is not ABSENT)


def _beside(artefacts: Artefacts) -> tuple[ParameterRow, ...]:
    count = len(document.get(artefacts.rank_table, "/server_list") or ()) if artefacts.rank_table else 0
    return (ParameterRow(RANK_TABLE, ABSENT, f"{count} servers" if count else ABSENT, False),)


def _base(deployment: Deployment, master: Facts | None, given: str | None) -> Json:
    """The config.json that the profile is written over: `config: FILE`, the master's own, MindIE's default."""
    own = master.config_text if master is not None else None
    value = json_text.parse(given if given is not None else own if own is not None else DEFAULT_CONFIG).value
    return {} if value is ABSENT else value


def _base_name(artefacts: Artefacts) -> str:
    return artefacts.site.base


def _texts(artefacts: Artefacts, base: Json) -> tuple[str, str]:
    return document.dump(base), artefacts.config_text


def _with_value(deployment: Deployment, artefacts: Artefacts, file: str, edit: Edit) -> Deployment:
    return edits.with_value(deployment, artefacts.config, file, edit)


def _with_fix(deployment: Deployment, artefacts: Artefacts, fix: Fix) -> Deployment:
    return edits.with_fix(deployment, artefacts.config, fix)


def _given_value(deployment: Deployment, one: Field) -> Json:
    if one.file == "environment":
        return deployment.environment.get(one.name, ABSENT)
    if plugin_params.is_inside(one.pointer):
        return ABSENT
    section, rest = place_of(one.pointer)
    return document.get(deployment.parameters, document.pointer(*([section] if section else []), *rest))


def _own(typed: str) -> list[Field]:
    section, _, rest = typed.partition(".")
    if section in OWN_KEYS_IN and rest:
        return [own_field(section, rest.split("."))]
    if re.fullmatch(r"[A-Z][A-Z0-9_]+", typed):
        return [own_field("environment", [typed])]
    return [own_field(section, typed.split(".")) for section in OWN_KEYS_IN]


def _shape(artefacts: Artefacts) -> str:
    """ "dp 4 x cp 1 x tp 8, moe_tp 4 x moe_ep 8", of what config.json will say."""
    values = {name: document.get(artefacts.config, f"{MODEL}/{name}") for name in (*ATTENTION, *EXPERTS)}
    known = {name: value for name, value in values.items() if value is not ABSENT}
    groups = [" x ".join(f"{n} {known[n]}" for n in names if n in known) for names in (ATTENTION, EXPERTS)]
    return ", ".join(filter(None, groups))


LENGTHS = "maxSeqLen or maxInputTokenLen + maxIterTimes"
PARAMETERS = ParameterForm(
    rows=_rows,
    beside=_beside,
    base=_base,
    base_name=_base_name,
    document="config.json",
    texts=_texts,
    with_value=_with_value,
    with_fix=_with_fix,
    given_value=_given_value,
    own=_own,
    rewrites=True,
    layouts=True,
    shape=_shape,
    program="mindieservice_daemon",
    settings={
        FRACTION: MemoryParameter(Place("environment", f"/{FRACTION}"), 1.0, LENGTHS),
        FIXED: MemoryParameter(Place("config.json", f"{MODEL}/{FIXED}"), None, LENGTHS),
    },
)
