"""Ids of runs: the local time, the profile, and random letters that no other jump host draws."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

_LETTERS, _RANDOM = "bcdfghjkmnpqrstvwxz", 8
"""No vowels and no digits: the end of an id is no word, and is not taken for a part of its time."""
_UNIQUE = re.compile(f"-[{_LETTERS}]{{{_RANDOM}}}$")


def new_id(now: datetime, profile: str) -> str:
    """ "20261123-021140-a3-double-kqzmvbxw": a new one at each call, also within a second."""
    slug = re.sub(r"[^\w.-]+", "-", profile).strip("-.")[:60] or "unnamed"
    return f"{now:%Y%m%d-%H%M%S}-{slug}-{''.join(secrets.choice(_LETTERS) for _ in range(_RANDOM))}"


def ids_matching(text: str, ids: list[str]) -> list[str]:
    """The ids that `text` may mean: the one that it is, else those that hold it where people read them, else anywhere.

    Four digits of a time then mean a time, and two letters of a profile the profile, whatever the random end holds.
    """
    exact = [one for one in ids if one == text]
    read = [one for one in ids if text and text in _UNIQUE.sub("", one)]
    return exact or read or [one for one in ids if text and text in one]
