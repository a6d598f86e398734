"""Files of this machine that are to be sent to a node: listed, read and hashed in slices."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import Refused, StoreError
from mindie_tui.model.message import Message

SLICE = 1 << 18
"""Bytes that are read at once: a loop that does something else between two of them is not held up."""
MOST_FILES = 20_000


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One file."""

    name: str
    """Its way below the folder that is sent; "" where it is itself what is sent."""
    path: Path
    size: int
    stamp: int
    """When it was changed, in nanoseconds: a file that changes on the way is not sent as it was asked."""


def list_files(source: Path, what: str) -> tuple[Outgoing, ...]:
    """The files of a folder in the order of their names, or the one file. Symbolic links are followed.

    Raises Refused, with `what` as the place, where there is nothing to send or something that cannot be.
    """
    try:
        if source.is_file():
            return (_one("", source),)
        if not source.is_dir():
            raise Refused(
                Message("{source} does not exist", source=source),
                where=what,
                do="name a folder or a file of this machine",
            )
        found = [_one(str(path.relative_to(source)), path) for path in _files(source)]
    except OSError as error:
        at = error.filename or str(source)
        raise Refused(
            Message("{at} cannot be read: {strerror}", at=at, strerror=error.strerror),
            where=what,
            do="see its owner and mode",
        ) from error
    if not found:
        raise Refused(
            Message("{source} contains no file", source=source), where=what, do="name the folder with the data"
        )
    if len(found) > MOST_FILES:
        raise Refused(
            Message("{source} contains more than {MOST_FILES} files", source=source, MOST_FILES=MOST_FILES),
            where=what,
            do="name the data set's own folder",
        )
    return tuple(sorted(found, key=lambda file: file.name))


def _files(source: Path) -> Iterator[Path]:
    for folder, below, names in os.walk(source, followlinks=False, onerror=_raise):
        below[:] = [name for name in below if name not in (".git", "__pycache__")]
        for name in names:
            path = Path(folder, name)
            if path.is_file() and not name.endswith(".mindie-tui.part"):
                yield path


def _raise(error: OSError) -> None:
    raise error


def _one(name: str, path: Path) -> Outgoing:
    told = path.stat()
    if not os.access(path, os.R_OK):
        raise PermissionError(13, "Permission denied", str(path))
    return Outgoing(name, path, told.st_size, told.st_mtime_ns)


def slices(file: Outgoing, begin: int = 0) -> Iterator[bytes]:
    """Its bytes from `begin` to the size that it had. Raises StoreError where it is another by now."""
    try:
        with file.path.open("rb") as opened:
            opened.seek(begin)
            left = file.size - begin
            while left:
                piece = opened.read(min(SLICE, left))
                if not piece:
                    break
                left -= len(piece)
                yield piece
            told = os.fstat(opened.fileno())
    except OSError as error:
        raise StoreError(
            Message("cannot be read: {strerror}", strerror=error.strerror), where=str(file.path), do="see its disk"
        ) from error
    if left or (told.st_size, told.st_mtime_ns) != (file.size, file.stamp):
        raise StoreError("was changed while it was read", where=str(file.path), do="send it again when it rests")


def hash_slices(file: Outgoing, size: int, into: hashlib._Hash) -> Iterator[int]:
    """The first `size` bytes into a hash, slice by slice; yields the bytes of each. Raises StoreError."""
    left = size
    for piece in slices(file):
        if left <= 0:
            return
        into.update(piece[:left])
        left -= len(piece)
        yield len(piece)
