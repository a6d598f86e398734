"""How near a name is to one that is known: the same letters, one slip of the hand, or mostly the same.

Each known name is looked at by the letters that it has before it is compared letter by letter, and an answer is kept,
so that a document of thousands of unknown keys costs microseconds a key.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

NEAR = 0.8
"""Share of common letters from which two names are alike (difflib's ratio)."""
LONGEST = 64
"""Characters; a longer name is no slip of a known one."""
FEWEST = 4
"""Characters; a shorter name is like too many."""
LONGER = 3
"""Characters by which a name and a slip of it differ at most."""


def folded(name: str) -> str:
    """A name without case, _ and -."""
    return name.lower().replace("_", "").replace("-", "")


def one_slip(one: str, other: str) -> bool:
    """Whether two names differ by case, _ and - alone, or by one letter more, less, changed or swapped."""
    one, other = folded(one), folded(other)
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < FEWEST:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]


@lru_cache(maxsize=64)
def _by_folded(known: frozenset[str]) -> dict[str, str]:
    return {folded(name): name for name in sorted(known, reverse=True)}


@lru_cache(maxsize=1024)
def _of_length(known: frozenset[str], length: int) -> tuple[tuple[str, str, int], ...]:
    """(name, it folded, its letters as bits) of the known names that are about as long, sorted."""
    near = (name for name in sorted(known) if abs(len(name) - length) <= LONGER)
    return tuple((name, folded(name), _letters(folded(name))) for name in near)


def _letters(text: str) -> int:
    bits = 0
    for letter in text:
        bits |= 1 << (ord(letter) & 127)
    return bits


@lru_cache(maxsize=8192)
def nearest(key: str, known: frozenset[str]) -> str | None:
    """The known name that a misspelt one surely means: the same but for case or _, or nearly the same letters."""
    if len(key) > LONGEST:
        return None
    like, best, score = folded(key), None, NEAR
    if same := _by_folded(known).get(like):
        return same
    if len(key) < FEWEST:
        return None
    letters, matcher = _letters(like), None
    for name, other, its in _of_length(known, len(key)):
        total = len(other) + len(like)
        if (letters ^ its).bit_count() > total * (1 - score):  # each such letter is one that does not match
            continue
        if matcher is None:
            matcher = SequenceMatcher(None, "", like, autojunk=False)
        matcher.set_seq1(other)
        if matcher.quick_ratio() > score and (ratio := matcher.ratio()) > score:
            best, score = name, ratio
    return best
