"""Text from outside, made harmless: no control character and no escape sequence reaches a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS, SOS, PM, APC with what they carry
    r"|[ -/]*[0-~])"
    r"|\x9b[0-?]*[ -/]*[@-~]"
)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f"  # direction, ends of lines
    r"\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2065"  # no width
    r"\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"  # no width
)


def printable(text: str) -> str:
    """`text` without escape sequences, control and bidirectional characters; tabs become four blanks, newlines stay.

    A lone carriage return goes too: who splits at it does so before.
    """
    if "\t" in text:
        text = text.replace("\t", "    ")
    if not _CONTROLS.search(text):
        return text
    return _CONTROLS.sub("", _ESCAPES.sub("", text))


def one_line(text: str) -> str:
    """`printable`, and every run of white space one blank."""
    return " ".join(printable(text.replace("\r", " ")).split())


def json_escaped(text: str) -> str:
    """A JSON text that no terminal acts on: what JSON lets stand as it is (U+007F, U+009B, bidi) becomes \\uXXXX."""
    return _CONTROLS.sub(_as_escape, text)


def _as_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))


def size(number: int) -> str:
    """Bytes for people: "24.6 GiB", "812 B"."""
    value, units = float(number), ["B", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024 and len(units) > 1:
        value /= 1024
        units.pop(0)
    return f"{value:.0f} B" if units[0] == "B" else f"{value:.1f} {units[0]}"


def few(items: Sequence[object]) -> str:
    """The first four of a list, and how many more there are: "a, b, c, d and 3 more"."""
    return ", ".join(map(str, items[:4])) + (f" and {len(items) - 4} more" if len(items) > 4 else "")
