"""What depends on MindIE's release: its demands, the keys, values and variables that it knows, the form of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mindie_tui.model.documents import document
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.finding import Finding, Place
from mindie_tui.model.mindie.parameters import catalogue, releases
from mindie_tui.model.mindie.rules.rule import Found, Rule, edit, hit, rule
from mindie_tui.model.mindie.rules.service_view import Service

FACTS = "facts of MindIE's releases"
MOST_SAID = 8
_DEMANDS = frozenset(
    ("start.missing", "start.section", "start.https", "start.inter_node_tls", "start.inter_comm", "start.layerwise")
)
_RANGES = frozenset(("start.range", "start.choice"))


def for_release(s: Service, found: list[Finding]) -> list[Finding]:
    """The findings as the service's release has them: before 2.3.0 it is not known what MindIE demands, so nothing is
    missing; nor which values it takes, so a value outside today's range is a warning. A value of another type no
    release reads."""
    if s.release is None or not s.release.before(releases.DEMANDED):
        return found
    return [
        replace(f, severity="warning") if f.code in _RANGES and f.severity == "error" else f
        for f in found
        if f.code not in _DEMANDS
    ]


@rule(
    "advice.release",
    source=FACTS,
    says="config.json has the form of MindIE {release} ({because}), and is judged as one",
)
def the_file_is_of_todays_form(s: Service) -> Iterator[Found]:
    """Keys and sections of an older release reveal its form. `mindie-tui migrate FILE` converts it to another one."""
    looks = releases.looks_like(s.config)
    if looks is None:
        return
    because = ", ".join(dict.fromkeys(at.rpartition("/")[2] for at in looks.because))
    places = [Place("config.json", at) for at in looks.because[:MOST_SAID]]
    names: dict[str, Any] = {"release": looks.release.text, "because": because, "newest": releases.NEWEST}
    if not s.release_told:
        missing = _demanded(s)
        says = (
            "config.json has the form of MindIE {release} ({because}), and is judged as one; {newest} reads other "
            "sections: mindie-tui migrate writes them"
        )
        if missing:
            says = (
                "config.json has the form of MindIE {release} ({because}), and is judged as one; {newest} also "
                "demands {missing}: mindie-tui migrate writes it"
            )
        yield hit(says, *places, **names, missing=", ".join(missing))
    elif s.release is not None and looks.release.before("1.0.0") and s.release.after(looks.release.text):
        says = (
            "config.json has the form of MindIE {release} ({because}), and MindIE {told} does not read that: "
            "mindie-tui migrate writes it"
        )
        yield hit(says, *places, **names, told=s.release.text)


def _demanded(s: Service) -> list[str]:
    """The keys that today's release demands and that are not there; none where the sections are others."""
    if not s.server or not s.backend:
        return []
    absent = []
    for field in catalogue.CONFIG:
        if field.required and field.pointer.count("/") <= 5 and document.get(s.config, field.pointer) is ABSENT:
            absent.append(field.name)
    return absent


@rule("advice.key_release", source=FACTS, says="MindIE {release} does not know {key}: it came with {since}")
def the_keys_are_of_the_release(s: Service) -> Iterator[Found]:
    """A key that came later is ignored in silence. One with the value that newer releases ship says nothing new."""
    if s.release is None or not s.release_told:
        return
    told = 0
    for field in catalogue.CONFIG:
        if field.since and s.release.before(field.since) and told < MOST_SAID:
            value = document.get(s.config, field.pointer)
            if value is not ABSENT and value != field.default and not isinstance(value, dict):
                told += 1
                values = {"release": s.release.text, "key": field.name, "since": field.since}
                yield Found(values, (edit(field.pointer, ABSENT),), (Place("config.json", field.pointer),))


@rule("advice.value_release", source=FACTS, says="MindIE {release} does not take {value} as {name}: {since} does")
def the_values_are_of_the_release(s: Service) -> Iterator[Found]:
    """backendType torch came with 3.0.0, and so did truncation as a number: before it is true or false."""
    if s.release is None or not s.release_told or not s.release.before("3.0.0"):
        return
    value = s.model.get("backendType")
    names: dict[str, Any] = {"release": s.release.text, "since": "3.0.0"}
    if value == "torch":
        yield hit(
            "MindIE {release} does not take {value} as {name}: {since} does",
            "backendType",
            **names,
            value="torch",
            name="backendType",
        )
    value = s.deploy.get("truncation")
    if type(value) is int and value in (-1, 0, 1):
        fixes = (edit("truncation", value == -1),) if value < 1 else ()
        says = "MindIE {release} takes true or false as truncation, not {value}, which came with {since}"
        yield hit(says, "truncation", fixes=fixes, **names, value=shown(value))


@rule("advice.variable_release", source=FACTS, says="MindIE {release} does not read {name}")
def the_variables_are_of_the_release(s: Service) -> Iterator[Found]:
    """Some variables came, and went, with a release. The rank table has two names: the start writes both."""
    if s.release is None or not s.release_told:
        return
    for field in catalogue.ENVIRONMENT:
        if field.name not in s.env or s.release.knows(field.since, field.until):
            continue
        other = {"RANKTABLEFILE": "RANK_TABLE_FILE", "RANK_TABLE_FILE": "RANKTABLEFILE"}.get(field.name)
        if other is not None and s.env.get(other):
            continue
        says = "MindIE {release} does not read {name}, which came with {since}"
        if field.until and s.release.after(field.until):
            says = "MindIE {release} does not read {name}; {until} was the last that did"
        at = Place("environment", f"/{field.name}")
        yield hit(says, at, release=s.release.text, name=field.name, since=field.since, until=field.until)


@rule(
    "advice.rank_table_names",
    source=FACTS,
    says="RANK_TABLE_FILE is {one}, and RANKTABLEFILE is {other}: each release reads one of them; write the same path",
)
def both_names_of_the_rank_table_are_one(s: Service) -> Iterator[Found]:
    """RANKTABLEFILE is what releases up to 2.0 read, RANK_TABLE_FILE what newer ones do, and libraries beside them."""
    one, other = s.env.get("RANK_TABLE_FILE"), s.env.get("RANKTABLEFILE")
    if one and other and one != other:
        places = (Place("environment", "/RANKTABLEFILE"), Place("environment", "/RANK_TABLE_FILE"))
        yield Found({"one": shown(one), "other": shown(other)}, (), places)


RULES: tuple[Rule, ...] = (
    the_file_is_of_todays_form,
    the_keys_are_of_the_release,
    the_values_are_of_the_release,
    the_variables_are_of_the_release,
    both_names_of_the_rank_table_are_one,
)
