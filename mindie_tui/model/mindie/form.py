"""What of a profile is MindIE's: the sections of config.json, the file to start from, the rank table, the release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import tokens
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.engine import FormProblem, KeyPath, ProfileForm
from mindie_tui.model.finding import Place
from mindie_tui.model.mindie.artefacts.places import place_of
from mindie_tui.model.mindie.parameters.catalogue import FIELDS, all_named
from mindie_tui.model.mindie.parameters.pointers import SECTIONS


def _problems(deployment: Deployment) -> Iterator[FormProblem]:
    """None: `parameters` is a document, which the rules judge."""
    return iter(())


def _named_paths(deployment: Deployment) -> Iterator[KeyPath]:
    yield from (path for field in FIELDS if (path := _path_of_field(field)) is not None)
    for section in SECTIONS:
        given = deployment.parameters.get(section)
        yield ("parameters", section)
        yield from (("parameters", section, name) for name in (given if isinstance(given, dict) else ()))


def _path_of_field(field: Field) -> KeyPath | None:
    """The path in a profile of a declared field; None for the rank table, which no profile holds."""
    parts = tuple(tokens(field.pointer))
    if field.file == "environment":
        return ("environment", *parts)
    return _in_config(field.pointer) if field.file == "config.json" else None


def _in_config(pointer: str) -> KeyPath:
    """Where in a profile a place of config.json is."""
    inside = (one for one in SECTIONS.items() if f"{pointer}/".startswith(one[1] + "/"))
    section = max(inside, key=lambda one: len(one[1]), default=None)
    if section is None:
        return ("parameters", *tokens(pointer))
    return ("parameters", section[0], *tokens(pointer[len(section[1]) :]))


def _section_of_stray(name: str) -> str:
    field = next(iter(all_named(name)), None)
    if field is not None and field.file == "config.json":
        return "parameters:" if field.section == "top" else f"parameters: {field.section}:"
    return "environment:" if field is not None and field.file == "environment" else ""


def _path_of(place: Place) -> KeyPath:
    if place.file == "environment":
        return ("environment", *tokens(place.pointer))
    if place.file == "profile":
        return tuple(tokens(place.pointer))
    if place.file != "config.json":
        return ("rank_table",)
    path = _in_config(place.pointer)
    return path if path[1:2] and path[1] in SECTIONS else ("parameters",)


def _schema() -> tuple[dict[str, dict[str, Any]], list[Any]]:
    from mindie_tui.model.mindie.profiles.schema import sections  # only for `profiles schema`

    return sections()


def _variables() -> Iterator[tuple[str, str]]:
    from mindie_tui.model.mindie.profiles.schema import variables

    return variables()


FORM = ProfileForm(
    sections=("config", "rank_table", "mindie", "parameters"),
    free=("parameters",),
    heads={name: ("parameters", name) for name in SECTIONS},
    problems=_problems,
    named_paths=_named_paths,
    lead=lambda name: _path_of(place_of(name)),
    section_of_stray=_section_of_stray,
    schema=_schema,
    variables=_variables,
    path_of=_path_of,
)
