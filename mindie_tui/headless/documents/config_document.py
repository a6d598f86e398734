"""A config.json with its rank table, made ready for the rules: `--set` laid over it, lines and columns kept."""

from __future__ import annotations

from dataclasses import replace

from mindie_tui.headless.documents.given import Given, ReadDocument
from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import ABSENT, Edit, edited
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.finding import Finding
from mindie_tui.model.message import Message, phrase
from mindie_tui.model.mindie.artefacts import artefacts, places as named
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts, Site
from mindie_tui.model.mindie.parameters import plugin_params


def read_config(given: Given) -> ReadDocument:
    """The document and the places of its findings. Raises CommandLineError for a `--set` of an unknown name."""
    site = Site(
        nodes=tuple(f"node {i + 1}" for i in range(given.nodes or 0)),
        devices_per_node=given.devices_per_node,
        environment_known=False,
        mindie=given.mindie or "",
    )
    judged = artefacts.from_texts(given.text or b"", given.table, site=site)
    texts = (
        ("config.json", given.name, judged.config_text if judged.config is not ABSENT else ""),
        ("rank_table.json", given.table_name, judged.rank_table_text if judged.rank_table is not ABSENT else ""),
    )
    positions = {file: (called, json_text.positions(text) if text else {}) for file, called, text in texts}
    for one in given.sets:
        judged = _set(judged, one)
    return ReadDocument(
        judged, lambda finding: _in_text(positions, finding), Message("{about}: a config.json", about=given.name)
    )


def _in_text(texts: dict[str, tuple[str, dict[str, tuple[int, int]]]], finding: Finding) -> str:
    """The place of a finding: file:line:column; for a missing key, where it should be."""
    place = finding.places[0]
    if place.file not in texts:
        return f"{place.file}{place.pointer}"
    name, positions = texts[place.file]
    if "line" in finding.values and "column" in finding.values:  # what is said of the text itself
        return f"{name}:{finding.values['line']}:{finding.values['column']}"
    at = place.pointer
    while at and at not in positions:
        at = at.rpartition("/")[0]
    line, column = positions.get(at, (0, 0))
    return f"{name}:{line}:{column}" if line else name


def _set(judged: Artefacts, text: str) -> Artefacts:
    """The documents with `X=V`: V is JSON, else text; of a variable always text. What is no JSON at all stays so."""
    name, equals, given = text.partition("=")
    name = name.strip()
    if not equals or not name:
        raise CommandLineError(
            Message("--set {text} has no value", text=text), do="write --set NAME=VALUE, such as --set dp=4"
        )
    try:
        place = named.place_of(name)
    except CommandLineError as error:
        raise CommandLineError(Message("--set {what}", what=phrase(error.what)), do=error.do) from error
    parsed = json_text.parse(given)
    edit = Edit("replace", place.pointer, given if parsed.value is ABSENT or parsed.flaws else parsed.value)
    if place.file == "environment":
        return replace(judged, environments=tuple({**env, place.pointer[1:]: given} for env in judged.environments))
    if place.file == "rank_table.json":
        if judged.rank_table is None:
            raise CommandLineError(
                Message("--set {text}: there is no rank table", text=text), do="name one with --rank-table"
            )
        return judged if judged.rank_table is ABSENT else replace(judged, rank_table=edited(judged.rank_table, edit))
    if judged.config is ABSENT:
        return judged
    if plugin_params.is_inside(edit.pointer):
        edit = plugin_params.edited(judged.config, edit)
    return replace(judged, config=edited(judged.config, edit))
