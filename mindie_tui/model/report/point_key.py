"""The settings of a point as a line for people; in a module of its own, since the list of runs loads nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mindie_tui.model.documents.document import Json

_FIRST = ("batch_size", "request_rate")
_KNOWN = frozenset({*_FIRST, "num_prompts", "datasets"})


def key_text(key: Mapping[str, Any]) -> str:
    """A point's settings in a line: batch_size 400, request_rate 0.96, 20 prompts."""
    parts = [f"{name} {value_text(key[name])}" for name in _FIRST if name in key]
    if "num_prompts" in key:
        parts.append(f"{value_text(key['num_prompts'])} prompts")
    parts += [value_text(item) for name, item in key.items() if name == "datasets"]
    return ", ".join(parts + [f"{name} {value_text(item)}" for name, item in key.items() if name not in _KNOWN])


def value_text(value: Json) -> str:
    """A text as it is, any other value as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
