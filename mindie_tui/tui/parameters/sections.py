"""Every parameter in its section, as it was and as it will be: config.json, environment, AISBench. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.bench.fields import BenchField
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.kinds import Choice, Field, Free, Object, Word
from mindie_tui.model.finding import Finding, Place
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.artefacts.edits import place_of
from mindie_tui.model.mindie.artefacts.service_values import service_values
from mindie_tui.model.mindie.parameters import plugin_params, pointers
from mindie_tui.model.mindie.parameters.catalogue import FIELDS
from mindie_tui.model.mindie.parameters.pointers import MODEL, SECTIONS
from mindie_tui.tui.parameters.rows import Parameter, Section

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
PROFILE = Field(
    "",
    "profile",
    Free(says="in the profile"),
    ABSENT,
    "What stands in the profile beside the parameters.",
    "配置文件中的其他内容",
    "",
    "profile",
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
    """Keys that stand there and that nobody declared; below `models` each leaf."""
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


def sections(
    artefacts: Artefacts, base: Json, deployment: Deployment, found: Sequence[Finding], own: Sequence[Field] = ()
) -> tuple[Section, ...]:
    """Every parameter in the order of config.json, then the environment, then the bench; then what only findings name.

    `own` are fields that the operator is about to add and that stand nowhere yet.
    """
    environment = artefacts.environments[0] if artefacts.environments else {}
    plugin = plugin_params.keys(base), plugin_params.keys(artefacts.config)
    look = _Look(artefacts, base, deployment, environment, *plugin)
    by_section = _by_section(look, own)
    rows = {(f.file, f.pointer) for many in by_section.values() for f in many}
    for one, file in ((RANK_TABLE, "rank_table.json"), (PROFILE, "profile")):
        if any(_row_of(place, rows) is None for f in found for place in f.places[:1] if place.file == file):
            by_section[one.section] = [one]
            rows.add((one.file, one.pointer))
    first, beside = _placed(found, rows)
    made = []
    for name, many in by_section.items():
        entries = []
        for one in many:
            entry, at = _entry(one, look), (one.file, one.pointer)
            if at in first or at in beside:
                entry = replace(entry, findings=tuple(first.get(at, ())), beside=at in beside)
            entries.append(entry)
        made.append(Section(name, tuple(entries)))
    return tuple(made)


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
    for bench in (*bench_fields.FIELDS, *bench_fields.own_keys(look.deployment.bench)):
        found.setdefault(bench.field.section, []).append(_with_names(bench, look.deployment))
    there = {(f.file, f.pointer) for many in found.values() for f in many}
    for one in own:
        if (one.file, one.pointer) not in there:
            found.setdefault(one.section, []).append(one)
    return found


def _with_names(one: BenchField, deployment: Deployment) -> Field:
    """bench.node is one of the nodes."""
    if one.field.pointer != "/bench/node":
        return one.field
    return replace(one.field, kind=Choice(of=tuple(node.name for node in deployment.nodes)))


def _entry(one: Field, look: _Look) -> Parameter:
    """Original, new, and whether the profile names it."""
    deployment = look.deployment
    if one.file == "environment":
        return Parameter(one, ABSENT, look.environment.get(one.name, ABSENT), one.name in deployment.environment)
    if one is RANK_TABLE:
        count = len(document.get(look.artefacts.rank_table, "/server_list") or ()) if look.artefacts.rank_table else 0
        return Parameter(one, ABSENT, f"{count} servers" if count else ABSENT, False)
    if one is PROFILE:
        return Parameter(one, ABSENT, ABSENT, False)
    if one.file == bench_fields.FILE:
        return _bench_entry(one, look)
    section, rest = place_of(one.pointer)
    if plugin_params.is_inside(one.pointer):
        given = isinstance(deployment.parameters.get(section), dict) and rest[0] in deployment.parameters[section]
        return Parameter(one, look.plugin_before.get(one.name, ABSENT), look.plugin_now.get(one.name, ABSENT), given)
    there = document.get(deployment.parameters, document.pointer(*([section] if section else []), *rest))
    before, now = document.get(look.base, one.pointer), document.get(look.artefacts.config, one.pointer)
    return Parameter(one, before, now, there is not ABSENT)


def _bench_entry(one: Field, look: _Look) -> Parameter:
    bench = look.deployment.bench
    declared = bench_fields.BY_POINTER.get(one.pointer) or bench_fields.own_key(one.pointer)
    follows = bench_fields.followed(declared, service_values(look.artefacts.config), look.environment)
    original = follows if follows is not ABSENT else one.default
    given = bench_fields.given(bench, one.pointer)
    silent = not given or (declared.follows and bench_fields.value_of(bench, one.pointer) in (None, ""))
    now = original if silent else bench_fields.value_of(bench, one.pointer)
    return Parameter(one, original, now, given, follows=declared.follows if silent and follows is not ABSENT else "")


def _placed(
    found: Sequence[Finding], rows: set[tuple[str, str]]
) -> tuple[dict[tuple[str, str], list[Finding]], set[tuple[str, str]]]:
    """Findings at the row of their first place, and the rows that an error names beside it."""
    first: dict[tuple[str, str], list[Finding]] = {}
    beside: set[tuple[str, str]] = set()
    for finding in found:
        at = [row for place in finding.places if (row := _row_of(place, rows)) is not None]
        if at:
            first.setdefault(at[0], []).append(finding)
            if finding.severity == "error":
                beside.update(at[1:])
    return first, beside - {row for row, many in first.items() if any(f.severity == "error" for f in many)}


def _row_of(place: Place, rows: set[tuple[str, str]]) -> tuple[str, str] | None:
    """The row of a place: its own, or the nearest above it."""
    pointer = place.pointer
    while True:
        if (place.file, pointer) in rows:
            return place.file, pointer
        if not pointer:
            return None
        pointer = pointer.rpartition("/")[0]
