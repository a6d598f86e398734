"""The profiles that are saved in a demo: they outlive its fleet, whose folder and addresses are different each time.

They are below the fleet while it lives, as any profile is, and in the state folder with addresses and a folder that no
fleet has (192.0.2.N, RFC 5737), from where the next demo takes them.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.store import disk, passed_over, paths
from mindie_tui.store.yaml.loader import read_text

NO_FOLDER = "/mindie-demo-fleet"


@dataclass(frozen=True, slots=True)
class DemoProfiles:
    """Where they are while a fleet lives, and what is its own in them."""

    fleet: Path
    addresses: tuple[str, ...]
    """Of the nodes, in their order."""

    @property
    def folder(self) -> Path:
        """The own profiles of this demo."""
        return self.fleet / "profiles"

    def take_kept(self) -> None:
        """Those of earlier demos, for this fleet; `passed_over` reports one that cannot be read."""
        own = {_no_address(at): address for at, address in enumerate(self.addresses, 1)}
        disk.make_folder(self.folder)
        for path in sorted(kept_folder().glob("*.yaml")):
            try:
                text = _swapped(read_text(path), {NO_FOLDER: str(self.fleet)} | own)
                disk.write_atomic(self.folder / path.name, text.encode(), sync=False)
            except MindieTuiError as error:
                passed_over.note(path, str(error))

    def keep(self, path: Path) -> None:
        """A profile that was just written, for the next demo. Raises StoreError."""
        own = {address: _no_address(at) for at, address in enumerate(self.addresses, 1)}
        disk.make_folder(kept_folder())
        text = _swapped(read_text(path), {str(self.fleet): NO_FOLDER} | own)
        disk.write_atomic(kept_folder() / path.name, text.encode())

    def forget(self, path: Path) -> None:
        """A profile that was taken away. Raises StoreError."""
        with disk.as_store_error(path):
            (kept_folder() / path.name).unlink(missing_ok=True)


_here: DemoProfiles | None = None


def use(demo: DemoProfiles | None) -> None:
    """The own profiles are those of this demo from here on; None: the user's again."""
    global _here
    _here = demo
    paths.own_profiles_are(demo.folder if demo is not None else None)
    if demo is not None:
        demo.take_kept()


def written(path: Path) -> None:
    """A profile was written: one of a demo is kept for the next. Raises StoreError."""
    if _here is not None and path.parent == _here.folder:
        _here.keep(path)


def removed(path: Path) -> None:
    """A profile was taken away: the next demo does not find it either. Raises StoreError."""
    if _here is not None and path.parent == _here.folder:
        _here.forget(path)


def kept_folder() -> Path:
    """Where they outlive a demo. Raises StoreError where this user has no home."""
    return paths.state() / "demo-profiles"


def kept(name: str) -> Path | None:
    """The kept profile of a name."""
    with contextlib.suppress(MindieTuiError, ValueError):
        path = kept_folder() / f"{name}.yaml"
        return path if os.sep not in name and path.is_file() else None
    return None


def _no_address(at: int) -> str:
    return f"192.0.2.{at}"


def _swapped(text: str, swaps: Mapping[str, str]) -> str:
    """Each whole word of `swaps` replaced; a longer address that begins with one is another."""
    words = "|".join(re.escape(word) for word in sorted(swaps, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])(?:{words})(?![\w]|\.\d)", lambda found: swaps[found[0]], text)
