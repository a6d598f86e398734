"""Files written whole or not at all, and the operating system's refusals as sentences."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message

_SENTENCES = {
    errno.ENOSPC: ("the disk is full", "free some space and try again"),
    errno.EDQUOT: ("your disk quota is used up", "free some space and try again"),
    errno.EACCES: ("you may not write here", "check the owner and the mode of the folder"),
    errno.EPERM: ("you may not write here", "check the owner and the mode of the folder"),
    errno.EROFS: ("the file system is read-only", "name another folder, for runs by XDG_STATE_HOME"),
    errno.ENOENT: ("it does not exist", "check the path"),
    errno.ENOTDIR: ("a part of the path is a file", "check the path"),
    errno.EISDIR: ("it is a folder", "name a file"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    errno.EFBIG: ("it is larger than any such file", "check the path"),
}


SILENT_S = 20.0
"""After so many seconds of silence a pipe counts as one that never writes."""


def store_error(error: OSError, path: Path | str) -> StoreError:
    """What the operating system refused, where, and what to do."""
    what, do = _SENTENCES.get(error.errno or 0, (error.strerror or str(error), "check the disk"))
    return StoreError(what, where=str(path), do=do)


@contextlib.contextmanager
def as_store_error(path: Path | str) -> Iterator[None]:
    """An OSError inside becomes a StoreError that names `path`."""
    try:
        yield
    except OSError as error:
        raise store_error(error, path) from error


def read_bytes(path: Path | str, most: int, *, wait: bool = True) -> bytes:
    """The bytes of a file, at most `most`. Raises OSError with its name: EFBIG for a larger one, or one without end.

    A pipe that nobody has opened to write is empty. `wait`: who writes to it is waited for, SILENT_S at most.
    """
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        return read_open(fd, path, most, SILENT_S if wait else 0.0)
    finally:
        os.close(fd)


def read_open(fd: int, path: Path | str, most: int, silent_s: float = SILENT_S) -> bytes:
    """`read_bytes` of a file that was opened without blocking; a pipe may be silent for so long."""
    try:
        parts, left = [], most + 1
        while left and (part := _part(fd, min(left, 65536), silent_s)):
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    if not left:
        raise OSError(errno.EFBIG, Message("larger than {most} MB", most=most // 1000000), str(path))
    return b"".join(parts)


def _part(fd: int, most: int, silent_s: float) -> bytes:
    """The next bytes of an open file, of a pipe once there are some; empty at its end. Raises OSError."""
    while True:
        try:
            return os.read(fd, most)
        except BlockingIOError:
            if not select.select([fd], [], [], silent_s)[0]:
                raise OSError(errno.ETIMEDOUT, "nothing was written to it") from None


def write_all(fd: int, data: bytes) -> None:
    """Every byte of `data` to an open file, whatever the operating system takes at a time."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def write_atomic(path: Path, data: bytes, *, mode: int = 0o600, sync: bool = True) -> None:
    """Replace `path` by `data`, or leave it as it was. A file that is there keeps its mode; a link keeps pointing.

    `sync` False: not waited for the disk, for what is written often and can be found out again. Raises StoreError.
    """
    with as_store_error(path):
        path = path.resolve()
        with contextlib.suppress(FileNotFoundError):
            mode = path.stat().st_mode & 0o777
        fd, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
        try:
            try:
                write_all(fd, data)
                os.fchmod(fd, mode)
                if sync:
                    os.fsync(fd)
            finally:
                os.close(fd)
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        if sync:
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def open_to_append(path: Path) -> BinaryIO:
    """A file to append to, made for this user alone whatever the umask says. Raises OSError."""
    return open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "ab")


def keep_private(path: Path) -> None:
    """Take the right to write away from others, where a folder of this user gives it: they could swap what it holds."""
    with contextlib.suppress(OSError):
        now = path.stat()
        if now.st_uid == os.geteuid() and now.st_mode & 0o022:
            os.chmod(path, 0o700)


def make_folder(path: Path) -> Path:
    """The folder and those above it that are missing, for this user alone; StoreError where it cannot be made."""
    with as_store_error(path):
        for one in (*reversed(path.parents), path):
            if not one.exists():
                with contextlib.suppress(FileExistsError):  # by another process, a moment ago
                    one.mkdir(mode=0o700)
                os.chmod(one, 0o700)  # an umask takes bits away, and a default ACL adds some
        if not path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, "a file has its name", str(path))
    return path
