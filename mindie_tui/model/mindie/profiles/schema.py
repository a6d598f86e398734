"""What an editor may know of MindIE's sections of a profile: names and meanings. Their values are for the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mindie_tui.model.documents.document import Json
from mindie_tui.model.mindie.parameters.catalogue import FIELDS
from mindie_tui.model.mindie.parameters.pointers import SECTIONS


def sections() -> tuple[dict[str, dict[str, Any]], list[Json]]:
    """JSON Schema of `parameters`, and no further conditions."""
    known: dict[str, dict[str, Json]] = {name: {} for name in SECTIONS}
    for field in FIELDS:
        if field.section in known and field.pointer.rpartition("/")[0] == SECTIONS[field.section]:
            known[field.section][field.name] = {"description": field.meaning()}
    parameters = {name: {"properties": keys} for name, keys in known.items()}
    return {"parameters": {"type": "object", "properties": parameters}}, []


def variables() -> Iterator[tuple[str, str]]:
    """Each declared variable and its meaning."""
    yield from ((field.name, field.meaning()) for field in FIELDS if field.file == "environment")
