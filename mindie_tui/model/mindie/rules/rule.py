"""What a rule is: a code, a sentence with gaps, its places, and a function that finds.

Each module of rules ends with `RULES`, its rules in the order in which the judge runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT, Edit, Json
from mindie_tui.model.finding import Finding, Fix, Place, Severity, Stage
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.rules.service_view import Service


class _Gaps(dict[str, Any]):
    """The values of a sentence; a gap without one stays empty."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of a rule: the values of its sentence, and what differs from the rule's declaration."""

    values: dict[str, Any]
    fixes: tuple[Fix, ...] = ()
    places: tuple[Place, ...] = ()
    severity: Severity | None = None
    says: str = ""
    """A template instead of the rule's."""
    mindie: str = ""
    """MindIE's sentence instead of the rule's, as it is printed."""


def hit(
    says: str,
    *places: Place | str,
    fixes: tuple[Fix, ...] = (),
    severity: Severity | None = None,
    mindie: str = "",
    **values: Any,
) -> Found:
    """A hit with a sentence of its own, for a rule that has several."""
    return Found(values, fixes, tuple(place(p) if isinstance(p, str) else p for p in places), severity, says, mindie)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as `explain` shows it: `why` is its function's docstring, `source` where MindIE does it."""

    code: str
    stage: Stage
    severity: Severity
    says: str
    places: tuple[Place, ...]
    source: str
    mindie: str
    """MindIE's own sentence, with the same gaps."""
    why: str
    run: Callable[[Service], Iterator[Found]]

    def findings(self, service: Service) -> Iterator[Finding]:
        for found in self.run(service):
            yield Finding(
                code=self.code,
                stage=self.stage,
                severity=found.severity or self.severity,
                places=found.places or self.places,
                says=found.says or self.says,
                values=found.values,
                fixes=found.fixes,
                source=self.source,
                mindie=found.mindie or self.mindie.format_map(_Gaps(found.values)),
            )


def place(name: str) -> Place:
    """A place by a field's name, a pointer of config.json, or FILE:/POINTER."""
    if ":/" in name:
        file, _, pointer = name.partition(":")
        return Place(file, pointer)
    if name.startswith("/") or not name:
        return Place("config.json", name)
    found = catalogue.by_name(name)
    if found is None:
        raise ValueError(f"no field, or several, are called {name}")
    return Place(found.file, found.pointer)


def rule(
    code: str,
    *,
    says: str,
    places: tuple[str, ...] = (),
    severity: Severity = "error",
    source: str = "",
    mindie: str = "",
) -> Callable[[Callable[[Service], Iterator[Found]]], Rule]:
    """Make a rule with the code `stage.name` of a function that yields Found. Its docstring is the reason."""

    def of(run: Callable[[Service], Iterator[Found]]) -> Rule:
        stage: Any = code.partition(".")[0]
        severity_: Severity = severity if stage != "advice" or severity != "error" else "warning"
        at = tuple(place(name) for name in places)
        return Rule(code, stage, severity_, says, at, source, mindie, run.__doc__ or "", run)

    return of


def edit(name: str, value: Json) -> Fix:
    """The fix that sets one field; ABSENT takes the key out."""
    return edits({name: value})


def edits(changes: dict[str, Json]) -> Fix:
    """The fix that sets several fields together; ABSENT takes a key out. All in one file."""
    places = {name: place(name) for name in changes}
    done = tuple(
        Edit("remove", places[name].pointer) if value is ABSENT else Edit("replace", places[name].pointer, value)
        for name, value in changes.items()
    )
    label = ", ".join(
        f"without {called}" if value is ABSENT else f"{called} = {shown(value)}"
        for called, value in ((_called(places[name].pointer), value) for name, value in changes.items())
    )
    return Fix(label, done, next(iter(places.values())).file)


def _called(pointer: str) -> str:
    """The last name of a pointer, an element of a list by its index: npuDeviceIds[0]."""
    way, _, last = pointer.rpartition("/")
    return f"{way.rpartition('/')[2]}[{last}]" if last.isdecimal() and way else last


def some(*fixes: Fix | None) -> tuple[Fix, ...]:
    """The fixes that are there, each once."""
    kept: list[Fix] = []
    for fix in fixes:
        if fix is not None and fix not in kept:
            kept.append(fix)
    return tuple(kept)


def at(pointers: Iterable[str]) -> tuple[Place, ...]:
    """Places by name or pointer."""
    return tuple(place(pointer) for pointer in pointers)
