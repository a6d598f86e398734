"""What each parameter of vLLM-Ascend means, from which release until which one, and what the releases call it now.

The rows are JSON beside this module, read when they are first needed. Read in the tags of vllm-ascend v0.9.1 to v0.26.0
and its main branch; a release between two tags that were read is not known.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from mindie_tui.model.documents.document import Json


@dataclass(frozen=True, slots=True)
class Declaration:
    """One argument, variable or key."""

    name: str
    """A flag with its dashes, a variable, or a key with its group before a slash: eplb_config/dynamic_eplb."""
    en: str
    zh: str
    source: str
    kind: str = ""
    """bool, int, float, text, list, object; empty for an argument, which has its own table."""
    default: Json = None
    range: str = ""
    since: str = ""
    """The first release that reads it; empty: it was always there."""
    until: str = ""
    """The last release that reads it; empty: the newest does."""
    now: str = ""
    """Of a variable: the key that takes its place."""

    def meaning(self, language: str = "en") -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class OtherName:
    """A key or a variable that other releases read."""

    name: str
    since: str
    until: str
    """The last release that reads it; "0": none of those that were looked at."""
    now: str
    """What does its work now; empty: nothing, or nobody knows."""


def arguments() -> tuple[Declaration, ...]:
    """The arguments of `vllm serve` that matter on Ascend."""
    return _declared("arguments")


def variables() -> tuple[Declaration, ...]:
    """The environment variables."""
    return _declared("variables")


def keys() -> tuple[Declaration, ...]:
    """The keys of additional_config, those of groups among them."""
    return _declared("additional_config")


def other_keys() -> dict[str, OtherName]:
    """Top-level keys that other releases read, or that belong into a group."""
    return _others("other_keys")


def other_variables() -> dict[str, OtherName]:
    """Variables that other releases read."""
    return _others("other_variables")


def is_read(since: str, until: str, release: str) -> bool:
    """Whether a release reads what exists from `since` to `until`; "main" is after every release."""
    return version(since or "0") <= version(release) <= version(until or "main")


def version(text: str) -> tuple[int, ...]:
    """A release as a comparable value: 0.20.2rc1 comes before 0.20.2, main after all."""
    if text == "main":
        return (10**6,)
    numbers, _, candidate = text.lstrip("v").partition("rc")
    parts = [int(part) for part in re.findall(r"\d+", numbers)][:3]
    return (*parts, *[0] * (3 - len(parts)), int(candidate) if candidate.isdecimal() else 1000)


@cache
def _declared(table: str) -> tuple[Declaration, ...]:
    rows = json.loads((files(__package__) / f"{table}.json").read_text(encoding="utf-8"))
    return tuple(Declaration(**row) for row in rows)


@cache
def _others(table: str) -> dict[str, OtherName]:
    rows = json.loads((files(__package__) / f"{table}.json").read_text(encoding="utf-8"))
    return {row["name"]: OtherName(**row) for row in rows}
