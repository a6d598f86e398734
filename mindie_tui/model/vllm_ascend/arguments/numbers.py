"""Numbers as people write them on vLLM's command line: 8k is 8000, 8K is 8192, 1.5k is 1500."""

from __future__ import annotations

import re

_SCALED = re.compile(r"(\d+(?:\.\d+)?)([kKmMgGtT])")
_FACTOR = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}
_QUOTED = re.compile(r'("(?:[^"\\]|\\.)*")')
_BARE = re.compile(r"\b\d+(?:\.\d+)?[kKmMgGtT]\b")


class BinaryDecimalError(ValueError):
    """A decimal with a binary suffix, such as 1.5K; the text is vLLM's own."""


def human_readable_int(text: str) -> int:
    """A whole number with an optional suffix: k, m, g, t are powers of 1000; K, M, G, T are powers of 1024.

    Raises BinaryDecimalError for 1.5K, ValueError for anything else that is no number (10GB, 4096.5).
    """
    text = text.strip()
    found = _SCALED.fullmatch(text)
    if found is None:
        return int(text)
    number, suffix = found.groups()
    if suffix.islower():
        return int(float(number) * _FACTOR[suffix])
    if "." in number:
        raise BinaryDecimalError(
            f"Decimals are not allowed with binary suffixes like {suffix}. "
            f"Did you mean to use {number}{suffix.lower()} instead?"
        )
    return int(number) * _FACTOR[suffix]


def human_readable_int_or_auto(text: str) -> int:
    """As `human_readable_int`; -1 and auto are -1, which means: what fits into memory."""
    text = text.strip()
    return -1 if text == "-1" or text.lower() == "auto" else human_readable_int(text)


def expand_in_json(text: str) -> str:
    """A JSON text whose bare numbers may have a suffix, with those numbers written out. Strings stay as they are.

    Raises BinaryDecimalError as above.
    """
    parts = _QUOTED.split(text)
    parts[::2] = [_BARE.sub(lambda m: str(human_readable_int(m.group())), part) for part in parts[::2]]
    return "".join(parts)
