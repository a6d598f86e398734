"""Every parameter in its section, as it was and as it will be: the engine's own, environment, AISBench. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.bench.fields import BenchField
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.documents.kinds import Choice, Field, Free
from mindie_tui.model.engine import ParameterRow
from mindie_tui.model.engines import engine_of
from mindie_tui.model.finding import Finding, Place
from mindie_tui.tui.parameters.rows import Parameter, Section

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


def sections(
    documents: Any, base: Json, deployment: Deployment, found: Sequence[Finding], own: Sequence[Field] = ()
) -> tuple[Section, ...]:
    """Every parameter in the engine's order, then the environment, then the bench; then keys that only findings name.

    `own` are fields that the operator is about to add and that are nowhere yet.
    """
    form = engine_of(deployment).parameters
    made: dict[str, list[Parameter]] = {
        name: [_parameter(row) for row in many] for name, many in form.rows(documents, base, deployment, own).items()
    }
    values = engine_of(deployment).start.service_values(documents)
    environment = documents.environments[0] if documents.environments else {}
    for bench in (*bench_fields.FIELDS, *bench_fields.own_keys(deployment.bench)):
        field = _with_names(bench, deployment)
        made.setdefault(field.section, []).append(_bench_entry(field, deployment, values, environment))
    rows = {(entry.field.file, entry.field.pointer) for many in made.values() for entry in many}
    for one in own:
        if one.file == bench_fields.FILE and (one.file, one.pointer) not in rows:
            made.setdefault(one.section, []).append(_bench_entry(one, deployment, values, environment))
            rows.add((one.file, one.pointer))
    for row in (*form.beside(documents), ParameterRow(PROFILE, ABSENT, ABSENT, False)):
        file = row.field.file
        if any(_row_of(place, rows) is None for f in found for place in f.places[:1] if place.file == file):
            made[row.field.section] = [_parameter(row)]
            rows.add((file, row.field.pointer))
    first, beside = _placed(found, rows)
    return tuple(
        Section(name, tuple(_with_findings(entry, first, beside) for entry in many)) for name, many in made.items()
    )


def own_bench_field(part: str, steps: Sequence[str]) -> Field:
    """The field of a key of AISBench that nobody declared."""
    group = [] if steps[0] in ("settings", "generation_kwargs") else ["settings"]
    return bench_fields.own_key("/bench/" + part + document.pointer(*group, *steps)).field


def _parameter(row: ParameterRow) -> Parameter:
    return Parameter(row.field, row.original, row.new, row.given)


def _with_findings(
    entry: Parameter, first: Mapping[tuple[str, str], Sequence[Finding]], beside: set[tuple[str, str]]
) -> Parameter:
    at = (entry.field.file, entry.field.pointer)
    if at not in first and at not in beside:
        return entry
    return replace(entry, findings=tuple(first.get(at, ())), beside=at in beside)


def _with_names(one: BenchField, deployment: Deployment) -> Field:
    """bench.node is one of the nodes."""
    if one.field.pointer != "/bench/node":
        return one.field
    return replace(one.field, kind=Choice(of=tuple(node.name for node in deployment.nodes)))


def _bench_entry(
    one: Field, deployment: Deployment, values: Mapping[str, Json], environment: Mapping[str, str]
) -> Parameter:
    bench = deployment.bench
    declared = bench_fields.BY_POINTER.get(one.pointer) or bench_fields.own_key(one.pointer)
    follows = bench_fields.followed(declared, values, environment)
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
