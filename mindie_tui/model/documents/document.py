"""JSON documents: text to value, an edit by pointer, and text again. A value is changed only by `edited`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.documents import deep_json

Json = Any
"""A JSON value. Objects keep the order of their keys."""


class _Absent:
    """Where a pointer leads nowhere."""

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


ABSENT = _Absent()


@dataclass(frozen=True, slots=True)
class Edit:
    """One operation of RFC 6902; `replace` on a key that is not there adds it, with the mappings on its way."""

    op: Literal["add", "replace", "remove"]
    pointer: str
    """RFC 6901."""
    value: Json = None


def tokens(pointer: str) -> list[str]:
    """The reference tokens of an RFC 6901 pointer."""
    if not pointer:
        return []
    if not pointer.startswith("/"):
        raise ValueError(f"a pointer begins with '/': {pointer!r}")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def pointer(*parts: str | int) -> str:
    """The RFC 6901 pointer of these tokens."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def get(value: Json, at: str) -> Json:
    """The value at a pointer, or ABSENT."""
    for token in tokens(at):
        if isinstance(value, dict):
            value = value.get(token, ABSENT)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return ABSENT
        if value is ABSENT:
            return ABSENT
    return value


def edited(value: Json, edit: Edit) -> Json:
    """A new document with one edit done; what is not on its way is shared with the old one.

    A `remove` of what is not there, and an index beyond a list, change nothing.
    """
    return _edited(value, tokens(edit.pointer), edit)


def all_edited(value: Json, edits: Iterable[Edit]) -> Json:
    """`edited`, for several, in order."""
    for edit in edits:
        value = edited(value, edit)
    return value


def _edited(value: Json, path: list[str], edit: Edit) -> Json:
    if not path:
        return edit.value if edit.op != "remove" else None
    head, rest = path[0], path[1:]
    if isinstance(value, list):
        if head == "-" and not rest and edit.op != "remove":
            return [*value, edit.value]
        if not head.isdecimal() or int(head) > len(value) - (edit.op != "add" or bool(rest)):
            return value
        at = int(head)
        if rest:
            return [*value[:at], _edited(value[at], rest, edit), *value[at + 1 :]]
        if edit.op == "remove":
            return [*value[:at], *value[at + 1 :]]
        return [*value[:at], edit.value, *value[at + (edit.op == "replace") :]]
    if edit.op == "remove":
        if not isinstance(value, dict) or head not in value:
            return value
        if not rest:
            return {key: item for key, item in value.items() if key != head}
        return {**value, head: _edited(value[head], rest, edit)}
    mapping = value if isinstance(value, dict) else {}
    return {**mapping, head: _edited(mapping.get(head), rest, edit)}


def merged(base: Json, over: Json) -> Json:
    """Mappings merge key by key, anything else replaces; keys of `base` keep their order."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        return over
    return {**base, **{key: merged(base[key], item) if key in base else item for key, item in over.items()}}


def dump(value: Json) -> str:
    """The text that is written to a node: indented by four, Chinese as it is, a newline at the end."""
    try:
        return json.dumps(value, indent=4, ensure_ascii=False) + "\n"
    except RecursionError:
        return deep_json.write(value, indent=4) + "\n"


def compact(value: Json) -> str:
    """The text of a value on one line, Chinese as it is, however deep it nests."""
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return deep_json.write(value)
