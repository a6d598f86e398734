"""What a rule is: a code, a sentence with gaps, its places, and a function that finds.

Each module of rules ends with `RULES`, its rules in the order in which the judge runs them. A place is a flag
(`--tensor-parallel-size`, with the keys of a JSON argument behind it: `--speculative-config/method`), a variable
(`$VLLM_PORT`) or a key of additional_config (`eplb_config/dynamic_eplb`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Edit, Json, pointer
from mindie_tui.model.finding import Finding, Fix, Place, Severity, Stage
from mindie_tui.model.vllm_ascend.rules.view import CommandView

ARGUMENTS, ENVIRONMENT, ADDITIONAL = "arguments", "environment", "additional_config"
PROFILE = "profile"
"""The three documents of a command, and the profile around them; `arguments` has the long names without dashes, as
`vllm serve --config`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit of a rule: the values of its sentence, and what differs from the rule's declaration."""

    values: dict[str, Any]
    fixes: tuple[Fix, ...] = ()
    places: tuple[Place, ...] = ()
    severity: Severity | None = None
    says: str = ""
    """A template instead of the rule's."""
    engine: str = ""
    """vLLM's own sentence, as it is printed."""


@dataclass(frozen=True, slots=True)
class ServeRule:
    """A rule of vLLM-Ascend. `why` is its function's docstring, `source` the file that does it."""

    code: str
    stage: Stage
    severity: Severity
    says: str
    places: tuple[Place, ...]
    source: str
    why: str
    run: Callable[[CommandView], Iterator[Hit]]

    def findings(self, view: CommandView) -> Iterator[Finding]:
        for one in self.run(view):
            yield Finding(
                code=self.code,
                stage=self.stage,
                severity=one.severity or self.severity,
                places=one.places or self.places,
                says=one.says or self.says,
                values=one.values,
                fixes=one.fixes,
                source=self.source,
                mindie=one.engine,
            )


def rule(
    code: str,
    *,
    says: str,
    places: tuple[str, ...] = (),
    severity: Severity = "error",
    source: str = "",
) -> Callable[[Callable[[CommandView], Iterator[Hit]]], ServeRule]:
    """Make a rule with the code `stage.name` of a function that yields Hit. Its docstring is the reason."""

    def of(run: Callable[[CommandView], Iterator[Hit]]) -> ServeRule:
        stage: Any = code.partition(".")[0]
        return ServeRule(code, stage, severity, says, tuple(map(place, places)), source, run.__doc__ or "", run)

    return of


def hit_at(
    *places: str,
    says: str = "",
    fixes: tuple[Fix, ...] = (),
    severity: Severity | None = None,
    engine: str = "",
    **values: Any,
) -> Hit:
    """A hit at these places; none: those of the rule."""
    return Hit(values, fixes, tuple(map(place, places)), severity, says, engine)


def place(name: str) -> Place:
    """The place that a name means; see the top of the module."""
    if name.startswith("--"):
        return Place(ARGUMENTS, "/" + name[2:])
    if name.startswith("$"):
        return Place(ENVIRONMENT, pointer(name[1:]))
    if name.startswith("/"):
        return Place(PROFILE, name)
    return Place(ADDITIONAL, "/" + name if name else "")


def change(name: str, value: Json) -> Fix:
    """The fix that sets one place; ABSENT takes it out."""
    return changes({name: value})


def changes(values: Mapping[str, Json]) -> Fix:
    """The fix that sets several places of one document together; ABSENT takes one out."""
    edits = tuple(
        Edit("remove", place(name).pointer) if value is ABSENT else Edit("replace", place(name).pointer, value)
        for name, value in values.items()
    )
    label = ", ".join(
        f"without {_called(name)}" if value is ABSENT else _set(name, value) for name, value in values.items()
    )
    return Fix(label, edits, place(next(iter(values))).file)


def _called(name: str) -> str:
    """A flag as it is typed; a key by its last name."""
    return name if name.startswith("--") and "/" not in name else name.lstrip("$").rpartition("/")[2]


def _set(name: str, value: Json) -> str:
    if not name.startswith("--") or "/" in name:
        return f"{_called(name)} = {value if name.startswith('$') else shown(value)}"
    if value is True:
        return name
    if value is False:
        return name.replace("--", "--no-", 1)
    return f"{name} {value if isinstance(value, str) else shown(value)}"


def some(*fixes: Fix | None) -> tuple[Fix, ...]:
    """The fixes that are there, each once."""
    kept: list[Fix] = []
    for fix in fixes:
        if fix is not None and fix not in kept:
            kept.append(fix)
    return tuple(kept)
