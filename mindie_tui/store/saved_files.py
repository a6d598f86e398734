"""A text that is written in parts and appears as a whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from mindie_tui.store import disk


class Saved:
    """A file in the making. `done` puts it in its place, `drop` leaves nothing; both may follow any `add`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        disk.make_folder(path.parent)
        with disk.as_store_error(path):
            self._fd, self._made = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        self.lines = 0

    def add(self, text: str) -> None:
        """One more part. Raises StoreError, and then nothing stays."""
        try:
            with disk.as_store_error(self.path):
                disk.write_all(self._fd, text.encode("utf-8", "replace"))
        except BaseException:
            self.drop()
            raise
        self.lines += text.count("\n")

    def done(self) -> Path:
        """In its place; the path. Raises StoreError."""
        with disk.as_store_error(self.path):
            os.close(self._fd)
            os.replace(self._made, self.path)
        self._fd = -1
        return self.path

    def drop(self) -> None:
        """Nothing of it stays."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
            with contextlib.suppress(OSError):
                os.unlink(self._made)


def free(folder: Path, stem: str, ending: str) -> Path:
    """A name in a folder that nothing has yet: stem.ending, stem-2.ending, ..."""
    number = 1
    while True:
        path = folder / (f"{stem}{ending}" if number == 1 else f"{stem}-{number}{ending}")
        if not path.exists():
            return path
        number += 1
