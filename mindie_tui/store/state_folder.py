"""The folder of this user's runs as it is now: whether it can be written, and how much space is left. Makes nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.store import paths


@dataclass(frozen=True, slots=True)
class StateFolder:
    """The folder, or whatever is at its path."""

    path: Path
    exists: bool
    writable: bool
    free: int | None
    """Bytes that this user may fill; None where the file system does not say."""


def look() -> StateFolder:
    """The state folder. Raises StoreError where this user has no home."""
    path = paths.state()
    nearest = next((one for one in (path, *path.parents) if one.exists()), Path("/"))
    writable = nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK)
    return StateFolder(path, path.is_dir(), writable, _free(nearest))


def _free(path: Path) -> int | None:
    try:
        found = os.statvfs(path)
    except OSError:
        return None
    return found.f_bavail * found.f_frsize if found.f_blocks else None
