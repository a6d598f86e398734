"""Ids of runs: the local time, the profile, and random letters that no other jump host draws."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from pathlib import Path

from mindie_tui.store import disk

_LETTERS, _RANDOM = "bcdfghjkmnpqrstvwxz", 8
"""No vowels and no digits: the end of an id is not a word, and cannot be read as a part of its time."""
_UNIQUE = re.compile(f"-[{_LETTERS}]{{{_RANDOM}}}$")


def new_id(now: datetime, profile: str) -> str:
    """ "20261123-021140-a3-double-kqzmvbxw": a new one at each call, also within a second."""
    slug = re.sub(r"[^\w.-]+", "-", profile).strip("-.")[:60] or "unnamed"
    return f"{now:%Y%m%d-%H%M%S}-{slug}-{''.join(secrets.choice(_LETTERS) for _ in range(_RANDOM))}"


def new_folder(root: Path, now: datetime, profile: str) -> Path:
    """The empty folder of a run that begins; no other run has its name. Raises StoreError."""
    while True:
        folder = root / new_id(now, profile)
        with disk.as_store_error(folder):
            try:
                folder.mkdir(mode=0o700)
            except FileExistsError:
                continue
        return folder


def ids_matching(text: str, ids: list[str]) -> list[str]:
    """The ids that `text` may mean: the one that it is, else those that hold it where people read them, else anywhere.

    Four digits of a time then mean a time, and two letters of a profile the profile, whatever the random end holds.
    """
    exact = [one for one in ids if one == text]
    read = [one for one in ids if text and text in _UNIQUE.sub("", one)]
    return exact or read or [one for one in ids if text and text in one]
