"""Parameters as rows: original, new, verdict and why, from the declarations of `model.fields`. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mindie_tui.model import document
from mindie_tui.model.artefacts import SECTIONS, Artefacts
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.document import ABSENT, Edit, Json
from mindie_tui.model.fields import FIELDS
from mindie_tui.model.findings import Finding, Fix, Place
from mindie_tui.model.kinds import Field, Free, Object, Text, Word

MODELS = Field(
    SECTIONS["ModelConfig"] + "/models", "models", Object(), ABSENT,
    "What each kind of model takes; enter opens it as JSON.", "各类模型的参数，回车以 JSON 编辑",
    "model_parameter_configuration.md")
RANK_TABLE = Field(
    "", "rank_table", Free(says="made from the nodes"), ABSENT, "Made from the picked nodes and their NPUs.",
    "由所选节点及其 NPU 生成", "", "rank_table.json")
PROFILE = Field(
    "", "profile", Free(says="in the profile"), ABSENT, "What stands in the profile beside the parameters.",
    "配置文件中的其他内容", "", "profile")
TITLES = {"top": "config.json", "ModelConfig": "ModelConfig[0]", "rank_table": "rank table"}
LEVELS = {"error": "✗", "warning": "!", "note": "i"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One parameter as it stands."""

    field: Field
    original: Json
    new: Json
    given: bool
    """The profile names it."""
    findings: tuple[Finding, ...] = ()
    """Those that name this place first."""
    beside: bool = False
    """An error names it beside another place."""

    @property
    def key(self) -> str:
        return f"{self.field.file}#{self.field.pointer}"

    @property
    def changed(self) -> bool:
        return not same(self.original, self.new)

    @property
    def glyph(self) -> str:
        """✗ ! i of the worst finding; ✓ where it was changed and is well; nothing where it is as it was."""
        for severity, glyph in LEVELS.items():
            if any(f.severity == severity for f in self.findings):
                return glyph
        return "⢸" if self.beside else "✓" if self.changed else ""

    @property
    def is_document(self) -> bool:
        """Edited as JSON text of several lines."""
        return isinstance(self.field.kind, Object) or self.field.name == "plugin_params" or (
            isinstance(self.new, (dict, list)) and len(json.dumps(self.new)) > 60)


@dataclass(frozen=True, slots=True)
class Section:
    """Parameters that stand together."""

    name: str
    entries: tuple[Entry, ...] = field(default=())

    @property
    def title(self) -> str:
        return TITLES.get(self.name, self.name)

    @property
    def changed(self) -> int:
        return sum(entry.changed for entry in self.entries)


def same(a: Json, b: Json) -> bool:
    """Equal as JSON: false is not 0; text that holds an object is compared by what it holds."""
    if a is ABSENT or b is ABSENT:
        return a is b
    if type(a) is not type(b):
        return False
    if isinstance(a, str) and a[:1] == b[:1] == "{":
        try:
            return canonical(json.loads(a)) == canonical(json.loads(b))
        except ValueError:
            return a == b
    return a == b if isinstance(a, str) else canonical(a) == canonical(b)


def canonical(value: Json) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


@lru_cache(maxsize=8)
def parsed(text: str) -> Json:
    """A config.json as a value; an empty one where it is no JSON."""
    try:
        return json.loads(text)
    except ValueError:
        return {}


def place_of(pointer: str) -> tuple[str, list[str]]:
    """Section of the profile and the rest of the path: (ModelConfig, [dp]); ("", path) for a key of the root."""
    best = max((name for name, at in SECTIONS.items() if pointer == at or pointer.startswith(at + "/")),
               key=lambda name: len(SECTIONS[name]), default="")
    return best, document.tokens(pointer[len(SECTIONS.get(best, "")):])


def _extra(value: Json, at: str, section: str, known: set[str]) -> Iterable[Field]:
    """Keys that stand there and that nobody declared."""
    for key in value if isinstance(value, dict) else ():
        here = at + document.pointer(key)
        if here not in known and not any(path.startswith(here + "/") for path in known):
            en, zh = "Not a parameter that MindIE is known to read.", "MindIE 未声明的参数"
            yield Field(here, section, Free(), ABSENT, en, zh, "")


def sections(artefacts: Artefacts, base: Json, deployment: Deployment, found: Sequence[Finding]) -> tuple[Section, ...]:
    """Every parameter, in the order of config.json, then the environment; then what only findings speak of."""
    fields = [f for f in FIELDS if f.file == "config.json"]
    known = {f.pointer for f in fields} | {MODELS.pointer, *SECTIONS.values()}
    known.add("/BackendConfig/ModelDeployConfig/ModelConfig")
    environment = artefacts.environments[0] if artefacts.environments else {}
    declared = [f for f in FIELDS if f.file == "environment"]
    names = {f.name for f in declared}
    own = [document.pointer(name) for name in environment if name not in names]
    en, zh = "A variable of your own.", "自定义环境变量"
    declared += [Field(at, "environment", Word(), ABSENT, en, zh, "", "environment") for at in own]
    by_section: dict[str, list[Field]] = {}
    for one in fields:
        if one.section == "models" and "models" not in by_section:
            by_section["models"] = [MODELS]
        by_section.setdefault(one.section, []).append(one)
    for name in SECTIONS:
        for source in (base, artefacts.config):
            for one in _extra(document.get(source, SECTIONS[name]), SECTIONS[name], name, known):
                known.add(one.pointer)
                by_section.setdefault(name, []).append(one)
    by_section["environment"] = declared
    for one, file in ((RANK_TABLE, "rank_table.json"), (PROFILE, "profile")):
        if any(place.file == file for f in found for place in f.places[:1]):
            by_section[one.section] = [one]
    first, beside = _placed(found, [f for many in by_section.values() for f in many])
    made = []
    for name, many in by_section.items():
        entries = []
        for one in many:
            original, new, given = _values(one, artefacts, base, deployment, environment)
            at = (one.file, one.pointer)
            entries.append(Entry(one, original, new, given, tuple(first.get(at, ())), at in beside))
        made.append(Section(name, tuple(entries)))
    return tuple(made)


def _values(
    one: Field, artefacts: Artefacts, base: Json, deployment: Deployment, environment: Mapping[str, str]
) -> tuple[Json, Json, bool]:
    """Original, new, and whether the profile names it."""
    if one.file == "environment":
        return ABSENT, environment.get(one.name, ABSENT), one.name in deployment.environment
    if one is RANK_TABLE:
        count = len(document.get(artefacts.rank_table, "/server_list") or ()) if artefacts.rank_table else 0
        return ABSENT, f"{count} servers" if count else ABSENT, False
    if one is PROFILE:
        return ABSENT, ABSENT, False
    section, rest = place_of(one.pointer)
    given = document.get(deployment.parameters, document.pointer(*([section] if section else []), *rest)) is not ABSENT
    return document.get(base, one.pointer), document.get(artefacts.config, one.pointer), given


def _placed(
    found: Sequence[Finding], fields: Sequence[Field]
) -> tuple[dict[tuple[str, str], list[Finding]], set[tuple[str, str]]]:
    """Findings at the row of their first place, and the rows that an error names beside it."""
    rows = {(f.file, f.pointer) for f in fields}
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


# -- changes


def with_value(deployment: Deployment, config: Json, file: str, edit: Edit) -> Deployment:
    """The deployment with one value of config.json or of the environment changed; `config` is what would be written.

    `remove` takes the value out of the profile, so that the original stands again. Inside a list the whole list is
    given, because a profile replaces lists.
    """
    if file == "environment":
        name = document.tokens(edit.pointer)[0]
        kept = {key: value for key, value in deployment.environment.items() if key != name}
        if edit.op == "remove":
            return deployment.model_copy(update={"environment": kept})
        return deployment.model_copy(update={"environment": {**deployment.environment, name: str(edit.value)}})
    if file != "config.json":
        return deployment
    section, rest = place_of(edit.pointer)
    start = SECTIONS.get(section, "")
    for length in range(len(rest)):
        there = document.get(config, start + document.pointer(*rest[:length]))
        if isinstance(there, list):
            inner = Edit(edit.op, document.pointer(*rest[length:]), edit.value)
            rest, edit = rest[:length], Edit("replace", edit.pointer, document.edited(there, inner))
            break
    path = document.pointer(*([section] if section else []), *rest)
    op = "remove" if edit.op == "remove" else "replace"
    parameters = document.edited(deployment.parameters, Edit(op, path, edit.value))
    if op == "remove" and section and not parameters.get(section, True):
        parameters = {key: value for key, value in parameters.items() if key != section}
    return deployment.model_copy(update={"parameters": parameters})


def with_fix(deployment: Deployment, config: Json, fix: Fix) -> Deployment:
    """The deployment with all edits of a fix."""
    for edit in fix.edits:
        deployment = with_value(deployment, config, fix.file, edit)
    return deployment


def is_good(one: Field, value: Json) -> bool:
    """Whether a typed value is of its kind; what it does to the whole is for the rules."""
    return one.kind.wrong(value) is None and one.kind.accepts(value)


def typed(one: Field, text: str) -> Edit:
    """What typed text means: empty takes the value out of the profile, where an empty text is no value of its own."""
    if not text.strip() and not (isinstance(one.kind, Text) and one.file == "config.json" and one.default == ""):
        return Edit("remove", one.pointer)
    return Edit("replace", one.pointer, one.kind.parse(text))


# -- words


def brief(value: Json) -> str:
    """A value in the table: short, on one line."""
    if value is ABSENT:
        return "-"
    if isinstance(value, str):
        if value[:1] == "{":
            try:
                inner = json.loads(value)
            except ValueError:
                return value
            return ", ".join(f"{k} {v}" for k, v in inner.items()) if isinstance(inner, dict) and inner else value
        return value if value else '""'
    if isinstance(value, dict):
        if not value:
            return "{}"
        name, inner = next(iter(value.items()))
        if len(value) == 1:
            return f"{name} ({len(inner)})" if isinstance(inner, (dict, list)) else f"{name} {brief(inner)}"
        return f"{name if len(name) <= 12 else name[:9] + '..'} ({len(value)})"
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        return f"[{brief(value[0])}]"
    if isinstance(value, list) and len(value) > 4 and all(type(i) is int for i in value) and value == list(
            range(value[0], value[0] + len(value))):
        return f"[{value[0]} .. {value[-1]}]"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
