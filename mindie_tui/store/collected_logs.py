"""Logs that somebody collected: the files of folders and archives, a chunk at a time, nothing unpacked to the disk.

The headers of an archive are not trusted: only regular members are read, names are only shown, and at most `MOST_BYTES`
of one archive are read.
"""

from __future__ import annotations

import gzip
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from mindie_tui.model.message import Message
from mindie_tui.store.disk import store_error

CHUNK = 1 << 20
MOST_BYTES = 8 << 30
"""Bytes of one archive that are read, unpacked."""
MOST_FILES = 100_000
_TARS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz", ".tbz2")
_TEXTS = (".log", ".txt", ".out", ".err", ".old")
_NEVER = (
    ".safetensors", ".bin", ".pt", ".pth", ".npy", ".so", ".o", ".a", ".pyc", ".whl", ".rpm", ".deb", ".run", ".png",
    ".svg", ".jpg", ".pdf", ".json", ".jsonl", ".yaml", ".yml", ".py", ".md", ".csv", ".html", ".sqlite", ".db",
)  # fmt: skip
BROKEN = (
    OSError, EOFError, ValueError, RuntimeError, NotImplementedError, zlib.error, lzma.LZMAError, tarfile.TarError,
    zipfile.BadZipFile,
)  # fmt: skip
"""What Python raises for an archive that is cut, encrypted, or none."""


@dataclass(slots=True)
class CollectedLogs:
    """What is under one path. `files` reads it once; `notes` then says what was left out."""

    path: Path
    notes: list[str] = field(default_factory=list)

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """(name below the path, its chunks) of each file that may be a log, in the order of the names.

        Take the chunks of one before the next. Raises StoreError where the path is missing or is neither a folder nor
        a file; what cannot be read becomes a note.
        """
        try:
            mode = self.path.stat().st_mode
        except (OSError, ValueError) as error:
            raise store_error(error if isinstance(error, OSError) else OSError(22, str(error)), self.path) from error
        if stat.S_ISDIR(mode):
            yield from self._of_folder()
        elif stat.S_ISREG(mode):
            yield from self._of_file(self.path, "", alone=True)
        else:
            raise store_error(OSError(22, "neither a file nor a folder"), self.path)

    def _of_folder(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        count = 0
        for folder, folders, names in os.walk(self.path, onerror=self._note_error):
            folders.sort()
            for name in sorted(names):
                path = Path(folder) / name
                try:
                    mode = path.lstat().st_mode
                except OSError as error:
                    self._note_error(error)
                    continue
                if not stat.S_ISREG(mode):
                    continue  # a link would be read twice, or lead out of the folder
                if (count := count + 1) > MOST_FILES:
                    self.notes.append(
                        Message(
                            "{path}: only the first {MOST_FILES} files were read", path=self.path, MOST_FILES=MOST_FILES
                        )
                    )
                    return
                yield from self._of_file(path, str(path.relative_to(self.path)))

    def _of_file(self, path: Path, name: str, *, alone: bool = False) -> Iterator[tuple[str, Iterator[bytes]]]:
        lower = path.name.lower()
        try:
            if lower.endswith(_TARS):
                yield from self._of_tar(path, name)
            elif lower.endswith(".zip"):
                yield from self._of_zip(path, name)
            elif lower.endswith(_NEVER) and not alone:
                return
            else:
                packed = lower.endswith(".gz")
                source: Any = gzip.open(path) if packed else path.open("rb")
                with source:
                    yield (name or path.name), self._chunks(source, name or path.name, MOST_BYTES if packed else None)
        except BROKEN as error:
            self._note(path, error)

    def _of_tar(self, path: Path, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        left = MOST_BYTES
        with tarfile.open(path, "r|*") as archive:
            for count, member in enumerate(archive):
                if count >= MOST_FILES or left <= 0:
                    self.notes.append(Message("{path}: only its first part was read", path=path))
                    return
                left -= max(0, member.size)
                if member.isreg() and not member.name.lower().endswith(_NEVER):
                    source = archive.extractfile(member)
                    if source is not None:
                        inside = _below(name, path, member.name)
                        yield inside, self._chunks(source, inside, max(1, left + member.size))

    def _of_zip(self, path: Path, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
        left = MOST_BYTES
        with zipfile.ZipFile(path) as archive:
            for count, member in enumerate(archive.infolist()):
                if count >= MOST_FILES or left <= 0:
                    self.notes.append(Message("{path}: only its first part was read", path=path))
                    return
                kind = member.external_attr >> 16
                if member.is_dir() or (stat.S_IFMT(kind) and not stat.S_ISREG(kind)):
                    continue
                if not member.filename.lower().endswith(_NEVER):
                    with archive.open(member) as source:
                        inside = _below(name, path, member.filename)
                        yield inside, self._chunks(source, inside, left)
                        left -= source.tell()

    def _chunks(self, source: IO[bytes], name: str, limit: int | None) -> Iterator[bytes]:
        """The chunks of one file, none for one that is no text."""
        first, left = True, limit
        try:
            while chunk := source.read(CHUNK if left is None else min(CHUNK, left)):
                if first and b"\0" in chunk[:4096] and not name.lower().endswith(_TEXTS):
                    return
                first = False
                yield chunk
                if left is not None and (left := left - len(chunk)) <= 0:
                    self.notes.append(Message("{name}: only its first part was read", name=name))
                    return
        except BROKEN as error:
            self._note(name, error)

    def _note(self, where: Path | str, error: Exception) -> None:
        self.notes.append(Message("{where}: could not be read to its end ({error})", where=where, error=_why(error)))

    def _note_error(self, error: OSError) -> None:
        self.notes.append(f"{error.filename}: {error.strerror or error}")


def _below(name: str, path: Path, member: str) -> str:
    """A member's name as one below the path; an archive inside a folder counts as a folder of its own name."""
    inside = "/".join(part for part in member.replace("\\", "/").split("/") if part not in ("", ".", ".."))
    if not name:
        return inside
    stem = name
    for end in (*_TARS, ".zip"):
        if name.lower().endswith(end):
            stem = name[: -len(end)]
    return f"{stem}/{inside}"


def _why(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).strip()
