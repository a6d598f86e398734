"""One parameter as a row of the table, and a value in a few cells. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.documents import document, json_text
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.kinds import Field, Object
from mindie_tui.model.finding import Finding
from mindie_tui.model.mindie.artefacts.secret import HIDDEN, is_secret_name
from mindie_tui.model.mindie.parameters import plugin_params
from mindie_tui.model.mindie.parameters.pointers import MODEL, SECTIONS

BASES = {**SECTIONS, "models": MODEL + "/models", plugin_params.SECTION: plugin_params.AT, "top": ""}
"""Where the names of a section's rows start."""
TITLES = {
    "top": "config.json",
    "ModelConfig": "ModelConfig[0]",
    "rank_table": "rank table",
    "serve": "vllm serve",
    "speculative_config": "--speculative-config",
    "compilation_config": "--compilation-config",
    "additional_config": "--additional-config",
    "bench": "AISBench",
    "performance": "AISBench performance",
    "accuracy": "AISBench accuracy",
    "profile": "profile",
}
LEVELS = {"error": "✗", "warning": "!", "note": "i"}
EDITED = ("config.json", "arguments", "additional_config", "environment", bench_fields.FILE)
"""The files whose values can be typed."""


def label_of(one: Field) -> str:
    """A field's name as its section shows it: the way from the section, with dots."""
    if one.file == bench_fields.FILE:
        steps = document.tokens(one.pointer)[2:]
        return ".".join(steps if steps[:1] in (["sweep"], ["objective"]) else steps[-1:]) or one.name
    base = BASES.get(one.section, "")
    if one.file != "config.json" or not one.pointer.startswith(base + "/"):
        return one.name or one.file
    return ".".join(document.tokens(one.pointer[len(base) :]))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter with its present value."""

    field: Field
    original: Json
    new: Json
    given: bool
    """The profile names it."""
    findings: tuple[Finding, ...] = ()
    """Those that name this place first."""
    beside: bool = False
    """An error names it beside another place."""
    follows: str = ""
    """What of the service fills it, as long as the profile is silent."""

    @property
    def key(self) -> str:
        return f"{self.field.file}#{self.field.pointer}"

    @property
    def label(self) -> str:
        return label_of(self.field)

    def brief(self, value: Json) -> str:
        """A value of it in the table; never that of a secret."""
        hidden = isinstance(value, str) and value and is_secret_name(self.field.name, variable=True)
        return HIDDEN if hidden else brief(value)

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
    def editable(self) -> bool:
        return self.field.file in EDITED and bool(self.field.pointer)

    @property
    def is_document(self) -> bool:
        """Edited as JSON text of several lines."""
        return isinstance(self.field.kind, Object) or (
            self.field.file == "config.json"
            and isinstance(self.new, (dict, list))
            and len(document.compact(self.new)) > 60
        )


@dataclass(frozen=True, slots=True)
class Section:
    """Parameters that belong together."""

    name: str
    entries: tuple[Parameter, ...] = field(default=())

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
        ours, theirs = json_text.parse_short(a).value, json_text.parse_short(b).value
        return a == b if ours is ABSENT or theirs is ABSENT else canonical(ours) == canonical(theirs)
    return a == b if isinstance(a, str) else canonical(a) == canonical(b)


def canonical(value: Json) -> str:
    """The text by which values are compared: keys sorted, or in their own order where it is nested too deeply to
    sort."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except RecursionError:
        return document.compact(value)


@lru_cache(maxsize=8)
def parsed(text: str) -> Json:
    """A config.json as a value; an empty one where it is no JSON."""
    value = json_text.parse(text).value
    return {} if value is ABSENT else value


# -- words


def brief(value: Json) -> str:
    """A value in the table: short, on one line."""
    if value is ABSENT:
        return "-"
    if isinstance(value, str):
        if value[:1] == "{":
            inner = json_text.parse_short(value).value
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
        inner = value[0]
        if not any(isinstance(item, (dict, list)) for item in inner):
            return f"[{brief(inner)}]"
    if (
        isinstance(value, list)
        and len(value) > 4
        and all(type(i) is int for i in value)
        and value == list(range(value[0], value[0] + len(value)))
    ):
        return f"[{value[0]} .. {value[-1]}]"
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return document.compact(value)
