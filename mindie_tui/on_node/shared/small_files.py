"""Small files of a node: a JSON value, a number, each read without an error where it is not there."""

from __future__ import annotations

import json
import os
from typing import Any, Callable, Dict

Json = Dict[str, Any]
"""A JSON object; the docstring of the program says what is in it."""
Answer = Callable[[Json], None]
"""Tells one object to whoever asked."""

MOST = 2 << 20
"""Bytes of a text file that are read at most; Linux refuses to read 4 MiB at once of a file of /proc/sys."""


def read_text(path: str) -> str | None:
    """The text of a file, its first MOST bytes; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(MOST).decode("utf-8", "replace")
    except OSError:
        return None


def read_json(path: str) -> object:
    """The value of a JSON file; None where there is none, or no JSON in it."""
    try:
        with open(path, encoding="utf-8") as file:
            value: object = json.load(file)
            return value
    except (OSError, ValueError):
        return None


def read_object(path: str) -> Json:
    """The object of a JSON file; empty where there is none, or something else in it."""
    value = read_json(path)
    return value if isinstance(value, dict) else {}


def read_number(path: str) -> int | None:
    """The number in a file; None where there is no file, or no number yet."""
    try:
        with open(path) as file:
            return int(file.read())
    except (OSError, ValueError):
        return None


def open_private(path: str, flags: int) -> int:
    """An opener for `open`: a new file is for its owner alone."""
    return os.open(path, flags, 0o600)


def write_json(path: str, value: object) -> None:
    """Write it whole and for its owner alone: nobody reads half of it. Raises OSError."""
    with open(path + ".new", "w", opener=open_private) as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(path + ".new", path)
