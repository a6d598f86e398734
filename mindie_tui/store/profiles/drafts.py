"""Drafts: edits that were not saved yet, a file for each wizard that has some, so that no end of it loses them.

A file holds the changes alone (format 1), mode 600, without secrets. While its wizard lives it is locked, so that
another wizard on the same profile does not offer it.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import ABSENT, Json, compact
from mindie_tui.model.mindie.artefacts.changes import Change, without_secrets
from mindie_tui.model.mindie.artefacts.secret import has_secret
from mindie_tui.model.node import Node
from mindie_tui.store import disk, paths

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Edits that an earlier wizard left."""

    path: Path
    profile: str
    at: str
    """When the last of them was made, ISO 8601."""
    changes: tuple[Change, ...]
    candidates: tuple[Node, ...] = ()
    left_out: tuple[str, ...] = ()
    """Names of values that were not written down because they are secret."""

    def drop(self) -> None:
        """Remove it. Raises StoreError."""
        with disk.as_store_error(self.path):
            self.path.unlink(missing_ok=True)
            _lock_of(self.path).unlink(missing_ok=True)


class Keeper:
    """The draft of this wizard. `key` identifies its deployment: the profile's path, "demo", or "" for one without a
    profile."""

    def __init__(self, key: str) -> None:
        stamp = f"{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self.key, self.path = key, _folder() / f"{_stem(key)}-{stamp}.json"
        self._lock = -1

    def keep(self, profile: str, changes: Sequence[Change], candidates: Sequence[Node] = ()) -> None:
        """Write the changes down; none: nothing is left to keep. Raises StoreError."""
        if not changes:
            self.drop()
            return
        written, hidden = without_secrets(changes)
        values = {
            "draft": FORMAT,
            "key": self.key,
            "profile": profile,
            "at": datetime.now().astimezone().isoformat(),
            "changes": [_as_json(change) for change in written],
            "candidates": [
                node.model_dump(mode="json", exclude_defaults=True) for node in candidates if not has_secret(node)
            ],
            "left_out": list(hidden),
        }
        disk.make_folder(self.path.parent)
        if self._lock < 0:
            with disk.as_store_error(self.path):
                self._lock = os.open(_lock_of(self.path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        disk.write_atomic(self.path, compact(values).encode("utf-8", "replace") + b"\n", sync=False)

    def drop(self) -> None:
        """The edits are saved, or taken back. Raises StoreError."""
        with disk.as_store_error(self.path):
            self.path.unlink(missing_ok=True)
            if self._lock >= 0:
                _lock_of(self.path).unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Let the next wizard offer it."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    @property
    def is_kept(self) -> bool:
        return self.path.exists()


def find_drafts(key: str) -> list[Draft]:
    """The drafts that earlier wizards left of this, the newest first; one that cannot be read is passed over."""
    found = []
    for path in _folder().glob(f"{_stem(key)}-*.json"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            if not _is_held(path) and (draft := _read(path, key)) is not None:
                found.append(draft)
    return sorted(found, key=lambda draft: draft.at, reverse=True)


def every_draft() -> list[tuple[str, Draft]]:
    """(key, draft) of all that earlier wizards left, the newest first; one that cannot be read is passed over."""
    found = []
    for path in _folder().glob("*.json"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            key = json_text.parse(path.read_text(encoding="utf-8")).value["key"]
            if not _is_held(path) and (draft := _read(path, key)) is not None:
                found.append((str(key), draft))
    return sorted(found, key=lambda one: one[1].at, reverse=True)


def _read(path: Path, key: str) -> Draft | None:
    values = json_text.parse(path.read_text(encoding="utf-8")).value
    if not isinstance(values, dict) or values.get("draft") != FORMAT or values.get("key") != key:
        return None
    return Draft(
        path,
        str(values["profile"]),
        str(values["at"]),
        tuple(_of_json(item) for item in values["changes"]),
        tuple(Node.model_validate(item) for item in values.get("candidates", ())),
        tuple(str(name) for name in values.get("left_out", ())),
    )


def _as_json(change: Change) -> dict[str, Json]:
    """A missing key means an absent value."""
    sides = {"before": change.before, "after": change.after}
    return {"path": list(change.path)} | {side: value for side, value in sides.items() if value is not ABSENT}


def _of_json(item: dict[str, Json]) -> Change:
    return Change(tuple(map(str, item["path"])), item.get("before", ABSENT), item.get("after", ABSENT))


def _is_held(path: Path) -> bool:
    """Whether a wizard that lives writes it."""
    try:
        lock = os.open(_lock_of(path), os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _folder() -> Path:
    return paths.state() / "drafts"


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")


def _stem(key: str) -> str:
    name = "".join(c for c in Path(key).stem if c.isalnum() or c in "_-")[:40] or "new"
    return f"{name}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
