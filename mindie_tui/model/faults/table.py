"""The table of faults: every entry of the JSON files beside this module, read when the first one is needed.

One file for each origin, all of one schema (`Fault`); a key that has its usual value is left out. Their Chinese is a
catalogue of its own, `faults.po`, which is read when a fault is first told in Chinese.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from mindie_tui.model.faults.fault import Fault
from mindie_tui.model.language import catalogue

FILES = ("service", "deaths", "hccl", "cann_codes", "mindie", "plog", "python", "machine", "aisbench", "vllm")
"""In the order in which two equally specific entries are preferred."""
_LISTS = ("sources", "effects", "samples", "also")


@dataclass(frozen=True, slots=True)
class FaultTexts:
    """Title, cause and remedy in one language; "" where nobody wrote one."""

    title: str
    cause: str = ""
    remedy: str = ""
    detail: str = ""


def from_json(row: Mapping[str, Any]) -> Fault:
    """One row of a file. Raises TypeError where a key is unknown or missing."""
    lists = {name: tuple(row[name]) for name in _LISTS if name in row}
    return Fault(**{**row, **lists, "all": tuple(tuple(texts) for texts in row["all"])})


def rows(file: str) -> list[dict[str, Any]]:
    """The rows of one file as they are written."""
    text = (files(__package__) / f"{file}.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)
    return found


@cache
def table() -> tuple[Fault, ...]:
    """Every entry, in the order of the files."""
    return tuple(from_json(row) for file in FILES for row in rows(file))


@cache
def by_code() -> Mapping[str, Fault]:
    """The entries by their codes, and by the codes that other collections have for them."""
    own = {fault.code: fault for fault in table()}
    return {code: fault for fault in table() for code in fault.also} | own


def texts_of(fault: Fault) -> tuple[str, str, str, str]:
    """Title, cause, remedy and detail of an entry, in English."""
    return fault.title, fault.cause, fault.remedy, fault.detail


def chinese(code: str) -> FaultTexts | None:
    """The Chinese texts of an entry, None where there is no such entry."""
    fault = by_code().get(code)
    return FaultTexts(*(catalogue("faults").get(("", text), "") for text in texts_of(fault))) if fault else None


def chinese_of(code: str, line: str) -> FaultTexts | None:
    """The Chinese texts of an entry, the cause after what this very line says of it; None where there are none."""
    texts, fault = chinese(code), by_code().get(code)
    if texts is None or fault is None:
        return texts
    return replace(texts, cause=fault.filled(texts.detail, line) + texts.cause)
