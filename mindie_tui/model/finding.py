"""What a rule says: Finding, Place, Fix; as JSON, and which of them stop a launch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from mindie_tui.model import language
from mindie_tui.model.chinese.values import WORDS, label, word
from mindie_tui.model.documents.document import Edit

Stage = Literal["start", "executor", "arguments", "configuration", "workers", "site", "advice"]
"""Who would complain: MindIE's daemon before it starts, its engine; vLLM's parser, its configuration; the workers
before the weights, nobody yet it cannot work on these nodes, nobody."""
STAGES: tuple[Stage, ...] = ("start", "executor", "workers", "site", "advice")
Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """Where: `file` config.json, rank_table.json, environment or profile; `pointer` RFC 6901 or /NAME of a variable."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to make the finding go away: all of `edits` together. `label` is what a key says: "dp = 4"."""

    label: str
    edits: tuple[Edit, ...]
    file: str = "config.json"
    opens: bool = False
    """True: it may bring errors of its stage, such as a field that only the operator can fill in; the label names
    them."""
    proven: bool = False
    """True: no rule reads what it takes away but the one that says so, so that it needs no trial."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of one rule. `code` is stable: stage.name."""

    code: str
    stage: Stage
    severity: Severity
    places: tuple[Place, ...]
    says: str
    """The template; `text` is it filled with `values`."""
    values: dict[str, Any] = field(default_factory=dict)
    fixes: tuple[Fix, ...] = ()
    source: str = ""
    """Where the fact is from."""
    mindie: str = ""
    """MindIE's own sentence, for stage start."""

    @property
    def text(self) -> str:
        return self.says.format(**self.values)


def as_json(finding: Finding) -> dict[str, Any]:
    """The public form: the keys of the event `finding` from `code` on."""
    return {
        "code": finding.code,
        "stage": finding.stage,
        "severity": finding.severity,
        "places": [{"file": place.file, "pointer": place.pointer} for place in finding.places],
        "text": finding.text,
        "values": finding.values,
        "fixes": [_fix_json(fix) for fix in finding.fixes],
        "source": finding.source,
    }


def _fix_json(fix: Fix) -> dict[str, Any]:
    """`file` stands only where it is not config.json."""
    file = {"file": fix.file} if fix.file != "config.json" else {}
    return {"label": fix.label, **file, "edits": [_edit_json(edit) for edit in fix.edits]}


def _edit_json(edit: Edit) -> dict[str, Any]:
    operation = {"op": edit.op, "pointer": edit.pointer}
    return operation if edit.op == "remove" else {**operation, "value": edit.value}


def localized_text(finding: Finding) -> str:
    """A finding's sentence in the language in force; English where it has no Chinese."""
    text = language.translation(finding.says)
    if text is None:
        return finding.text
    return text.format(**{k: word(v) if k in WORDS and isinstance(v, str) else v for k, v in finding.values.items()})


def localized_label(english: str) -> str:
    """The label of a fix in the language in force: "without dp, tp = 8"."""
    return english if language.in_force() == "en" else label(english)


def localized_kind(words: str) -> str:
    """What a field must be, such as "int, 1 and up", in the language in force."""
    return words if language.in_force() == "en" else word(words)


def errors(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Those that stop a launch."""
    return tuple(f for f in found if f.severity == "error")
