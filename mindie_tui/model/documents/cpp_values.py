"""Values as MindIE's C++ reads them (nlohmann/json, std::stoi, inet_pton), and as they are shown.

An integer beyond 64 bits counts as a float there, a boolean is no number where the type is checked first, and is one
where it is only cast.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import TypeGuard

from mindie_tui.model.documents import deep_json
from mindie_tui.model.documents.document import ABSENT, Json, compact

WIDTHS = {
    "uint32_t": (0, 2**32 - 1),
    "int32_t": (-(2**31), 2**31 - 1),
    "size_t": (0, 2**64 - 1),
    "int64_t": (-(2**63), 2**63 - 1),
}
"""C++ types of MindIE's integers and what they hold; the last one is for integers of Python."""


def is_int(value: Json) -> TypeGuard[int]:
    """An integer as nlohmann/json has it: no boolean, no float, no more than 64 bits."""
    return type(value) is int and -(2**63) <= value < 2**64


def cast(value: Json, width: str) -> int | None:
    """The integer that a C++ read without a type check makes of a number; None where it throws.

    32-bit reads take booleans too, 64-bit ones do not; floats lose their fraction, large ones wrap.
    """
    if isinstance(value, bool):
        if width == "size_t":
            return None
        value = int(value)
    if type(value) is int and not is_int(value):
        value = float(value) if abs(value) < 2**1000 else 1e300  # nlohmann/json holds it as a double
    if isinstance(value, float):
        value = int(value) if abs(value) < 2**63 else -(2**63)
    if type(value) is not int:
        return None
    low, high = WIDTHS[width]
    wrapped: int = value & (2 ** (64 if width == "size_t" else 32) - 1)
    return wrapped if wrapped <= high else wrapped - 2**32 if low < 0 else wrapped


_STOI = re.compile(r"[ \t\n\v\f\r]*([+-]?)(?=[0-9])0*([0-9]*)")


SHORT = 24
"""Characters of a number that is kept in mind: a rank table's ids are read by six rules."""


def stoi(text: str) -> int | None:
    """C++'s std::stoi: leading blanks, a sign, digits, anything after them; None where it throws."""
    return _short_stoi(text) if len(text) <= SHORT else _stoi(text)


def _stoi(text: str) -> int | None:
    found = _STOI.match(text)
    if not found or len(found.group(2)) > 10:
        return None
    value = int(found.group(1) + (found.group(2) or "0"))
    return value if -(2**31) <= value < 2**31 else None


_short_stoi = lru_cache(maxsize=4096)(_stoi)

LONGEST_IPV4, LONGEST_IPV6 = 32, 128


@lru_cache(maxsize=2048)
def is_ip(text: str, *, zero: bool) -> bool:
    """An IPv4 or IPv6 address as MindIE's CheckIp takes it; `zero` allows 0.0.0.0 and ::."""
    if ":" in text:
        if len(text) > LONGEST_IPV6:
            return False
        if text[0] == "[" and text[-1] == "]":
            text = text[1:-1]
        if text == "::":
            return zero
        kind: type = ipaddress.IPv6Address
    elif "." not in text or len(text) > LONGEST_IPV4 or (text == "0.0.0.0" and not zero):
        return False
    else:
        kind = ipaddress.IPv4Address
    text = text.partition("\0")[0]  # what inet_pton sees of it
    try:
        kind(text)
    except ValueError:
        return False
    return "%" not in text


def type_name(value: Json) -> str:
    """nlohmann/json's word for a type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    words: dict[type, str] = {str: "string", list: "array", dict: "object"}
    return words.get(type(value), "null")


def shown(value: Json, limit: int = 60) -> str:
    """A value as JSON on one line, cut to `limit` characters."""
    if value is ABSENT:
        return "absent"
    try:
        text = deep_json.write(value, most=limit) if isinstance(value, (list, dict)) else compact(value)
    except (ValueError, TypeError):
        text = str(type(value).__name__)
    return text if len(text) <= limit else text[: limit - 1] + "…"
