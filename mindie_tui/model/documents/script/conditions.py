"""`[ ... ]`, `[[ ... ]]` and `test` of values that the script gives."""

from __future__ import annotations

import fnmatch
import operator
from collections.abc import Callable, Sequence

from mindie_tui.model.documents.script.words import ShellWord

_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": operator.eq,
    "-ne": operator.ne,
    "-lt": operator.lt,
    "-le": operator.le,
    "-gt": operator.gt,
    "-ge": operator.ge,
}
_ENDS = {"[": "]", "[[": "]]"}


def holds(words: Sequence[ShellWord]) -> bool | None:
    """Whether a test is true; None where only the running shell knows."""
    name = words[0].bare if words else None
    if name in ("true", ":"):
        return True
    if name == "false":
        return False
    if name == "test":
        return _of(words[1:], patterns=False)
    if name in _ENDS and words[-1].bare == _ENDS[name]:
        return _of(words[1:-1], patterns=name == "[[")
    return None


def _of(words: Sequence[ShellWord], *, patterns: bool) -> bool | None:
    """The words between the brackets."""
    for sign, combine in (("||", _either), ("-o", _either), ("&&", _both), ("-a", _both)):
        at = next((i for i, word in enumerate(words) if word.bare == sign and 0 < i < len(words) - 1), None)
        if at is not None:
            return combine(_of(words[:at], patterns=patterns), _of(words[at + 1 :], patterns=patterns))
    if words and words[0].bare == "!" and len(words) > 1:
        inner = _of(words[1:], patterns=patterns)
        return None if inner is None else not inner
    texts = [word.literal for word in words]
    if any(text is None for text in texts):
        return None
    known = [text for text in texts if text is not None]
    if len(known) == 1:
        return bool(known[0])
    if len(known) == 2 and known[0] in ("-z", "-n"):
        return bool(known[1]) is (known[0] == "-n")
    return _compared(known, words[2].bare is not None, patterns=patterns) if len(known) == 3 else None


def _compared(texts: list[str], bare: bool, *, patterns: bool) -> bool | None:
    left, sign, right = texts
    if sign in ("=", "==", "!="):
        same = fnmatch.fnmatchcase(left, right) if patterns and bare else left == right
        return same is (sign != "!=")
    try:
        return _NUMBERS[sign](int(left), int(right))
    except (KeyError, ValueError):
        return None


def _either(left: bool | None, right: bool | None) -> bool | None:
    return True if left or right else None if left is None or right is None else False


def _both(left: bool | None, right: bool | None) -> bool | None:
    return False if left is False or right is False else None if left is None or right is None else True
