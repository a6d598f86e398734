"""A whole config.json on this machine as the base of the write: read as MindIE would, and found by its path."""

from __future__ import annotations

import errno
from pathlib import Path

from mindie_tui.model.documents import json_text
from mindie_tui.model.errors import Refused, StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.mindie.parameters.pointers import MAIN_SECTIONS
from mindie_tui.store import disk, paths

MOST_BYTES = 10 * 1024 * 1024
MOST_NAMES = 200


def read(path: Path) -> str:
    """The text of a config.json. Raises StoreError where it cannot be read, Refused where it is not one."""
    path = paths.expand_home(path)
    with disk.as_store_error(path):
        try:
            data = disk.read_bytes(path, MOST_BYTES)
        except OSError as error:
            if error.errno != errno.EFBIG:
                raise
            raise Refused("it is larger than 10 MB", where=str(path), do="name a config.json") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("it is not text in UTF-8", where=str(path), do="save it as UTF-8") from None
    parsed = json_text.parse(text)
    if (flaw := parsed.refusal) is not None:
        where = f"{path}:{flaw.line}:{flaw.column}"
        raise Refused(
            Message("it is not JSON: {text}", text=flaw.text), where=where, do="fix it; MindIE would reject it too"
        )
    if not isinstance(parsed.value, dict):
        raise Refused(
            "it is not a config.json: it contains no JSON object",
            where=str(path),
            do=Message("name a file with {MAIN_SECTIONS}", MAIN_SECTIONS=MAIN_SECTIONS[0]),
        )
    return text


def completions(typed: str) -> list[str]:
    """The paths that begin with what was typed: folders, which end in /, and *.json; hidden ones where asked for."""
    folder, _, start = typed.rpartition("/")
    if typed.startswith("~") and "/" not in typed:
        return ["~/"]
    shown = f"{folder}/" if "/" in typed else ""
    try:
        there = paths.expand_home(shown or ".")
        found = sorted(there.iterdir(), key=lambda path: path.name)
        names = [path for path in found if path.name.startswith(start) and (start or not path.name.startswith("."))]
        folders = {path for path in names if path.is_dir()}
    except (OSError, StoreError):
        return []
    kept = [path for path in names if path in folders or path.suffix == ".json"]
    return [shown + path.name + ("/" if path in folders else "") for path in kept][:MOST_NAMES]


def complete(typed: str) -> str:
    """The text grown by what all its completions share; as it is where they share no more."""
    found = completions(typed)
    if not found:
        return typed
    grown = found[0]
    for other in found[1:]:
        while not other.startswith(grown):
            grown = grown[:-1]
    return grown if len(grown) > len(typed) else typed
