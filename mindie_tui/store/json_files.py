"""JSON of the state folder: read within bounds, whatever it contains; written so that `cat` of it moves no cursor."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.text import json_escaped
from mindie_tui.store import disk

MOST_BYTES = 64_000_000
"""A report of a thousand points has a tenth of it."""


def read_object(path: Path | str, most: int = MOST_BYTES) -> dict[str, Any]:
    """The object of a JSON file. Raises StoreError: not there, too large, no JSON, nested too deep, no object."""
    try:
        data = disk.read_bytes(path, most, wait=False)
    except FileNotFoundError:
        raise StoreError("it does not exist", where=str(path), do="name another run") from None
    except OSError as error:
        raise disk.store_error(error, path) from error
    try:
        return parse_object(data)
    except ValueError as error:
        raise StoreError(str(error), where=str(path), do="it was changed by hand or cut off") from error


def parse_object(data: bytes | str) -> dict[str, Any]:
    """The object of a JSON text. Raises ValueError with a sentence."""
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nests too deep") from None
    except ValueError as error:
        raise ValueError(Message("is not JSON ({error})", error=error)) from None
    if not isinstance(value, dict):
        raise ValueError("holds no object")
    return value


def json_line(value: Any) -> bytes:
    """One line of JSON with its newline; `cat` of it moves no cursor."""
    return json_escaped(_json(value)).encode("utf-8", "replace") + b"\n"


def json_text(value: Any) -> bytes:
    """A document of JSON for people, two blanks a level; `cat` of it moves no cursor."""
    return json_escaped(_json(value, indent=2)).encode("utf-8", "replace") + b"\n"


def _json(value: Any, indent: int | None = None) -> str:
    separators = (",", ":") if indent is None else None
    try:
        return json.dumps(
            value, ensure_ascii=False, allow_nan=False, default=_plain, indent=indent, separators=separators
        )
    except ValueError:  # a number that JSON has no word for
        return json.dumps(_finite(value), ensure_ascii=False, indent=indent, separators=separators)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return str(value)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value if value is None or isinstance(value, (str, int)) else _finite(_plain(value))
