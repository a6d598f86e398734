"""A run as one file for another machine, and back. An archive from anywhere leads nowhere out of its run's folder."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.store import disk, kept_facts, paths
from mindie_tui.store.json_files import json_text, parse_object
from mindie_tui.store.runs.info import run_info
from mindie_tui.store.runs.redacted import redactor_of
from mindie_tui.store.runs.run import Run

FORMAT = 1
MANIFEST = "mindie-tui-run.json"
"""The first member: {"format", "id", "redacted", "files": {name: SHA-256}}."""
MOST_FILES, MOST_FILE, MOST_MANIFEST = 100_000, 20_000_000_000, 50_000_000
"""Files of a run, bytes of one, bytes of the manifest: what is larger is no run of ours."""
MOST_ALL = 50_000_000_000
"""Bytes of all files of an archive once they are unpacked."""
_LEFT_OUT = frozenset({"followed", "ending"})
"""Locks: they are empty, and belong to this machine."""
_ID = re.compile(r"[\w][\w.-]{0,200}")


def export(run: Run, to: Path, *, redact: bool = False, redact_model: bool = False) -> tuple[int, int]:
    """Write a run as an archive: (files, bytes of the archive). Raises StoreError; `to` is whole or not there.

    `redact`: without addresses, host names, users and paths; `redact_model`: without the model's name, too.
    """
    redactor = redactor_of(run, model=redact_model) if redact or redact_model else None
    files: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".export-", dir=disk.make_folder(to.absolute().parent)) as scratch:
        spool = Path(scratch) / "archive"
        with disk.as_store_error(to), tarfile.open(spool, "w:gz", compresslevel=6) as tar:
            members: list[tuple[str, Path]] = []
            for name, path in _files(run.folder):
                if redactor is not None and name.startswith(f"{kept_facts.FOLDER}/"):
                    continue  # all that is known of a machine; the events have what a reader needs
                data = path
                if redactor is not None:
                    data = Path(scratch) / f"{len(members)}"
                    data.write_bytes(redactor.data(disk.read_bytes(path, MOST_FILE, wait=False)))
                    name = redactor.name(name)
                files[name] = _hash(data)
                members.append((name, data))
            head = {"format": FORMAT, "id": run.id, "redacted": redactor is not None, "files": files}
            _add(tar, MANIFEST, json_text(head))
            for name, data in members:
                tar.add(data, name, recursive=False, filter=_plain)
        with disk.as_store_error(to):
            os.replace(spool, to)
            os.chmod(to, 0o600)
            return len(files), to.stat().st_size


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of a run: by its content, not by its name."""
    with (
        contextlib.suppress(OSError, StoreError, tarfile.TarError, EOFError, zlib.error),
        tarfile.open(path, "r|gz") as tar,
    ):
        first = tar.next()
        return first is not None and first.name == MANIFEST
    return False


def take_in(path: Path, root: Path | None = None) -> tuple[Run, bool]:
    """The run of an archive in the folder of runs, and whether it is new here.

    Raises StoreError: no archive of a run, cut off, changed, hostile, or a run of this id that differs.
    """
    root = disk.make_folder(root if root is not None else paths.runs())
    scratch = Path(tempfile.mkdtemp(prefix=".import-", dir=root))
    try:
        try:
            name = _unpack(path, scratch)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, UnicodeError) as error:
            raise _refused(path, Message("no archive of a run, or cut off ({error})", error=error)) from error
        except OSError as error:
            raise disk.store_error(error, path) from error
        run_info(scratch)
        there = root / name
        if there.exists():
            if _content(there) != _content(scratch):
                raise _refused(
                    there,
                    Message("another run {name} is here already", name=name),
                    "delete it, or rename its folder, first",
                )
            return Run.of(run_info(there)), False
        with disk.as_store_error(there):
            os.rename(scratch, there)
        return Run.of(run_info(there)), True
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _unpack(path: Path, into: Path) -> str:
    """Write each file of the archive below `into`; the id of the run."""
    total = 0
    with tarfile.open(path, "r|gz") as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST:
            raise ValueError(Message("{MANIFEST} is not its first file", MANIFEST=MANIFEST))
        head = parse_object(_reader(tar, first).read(MOST_MANIFEST))
        files, name = head.get("files"), head.get("id")
        if head.get("format") != FORMAT or not isinstance(files, dict) or len(files) > MOST_FILES:
            raise ValueError(Message("its format is not {FORMAT}", FORMAT=FORMAT))
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise ValueError("its id is no name of a run")
        left = dict(files)
        while (member := tar.next()) is not None:
            total += member.size
            if not member.isreg() or member.name not in left or member.size > MOST_FILE or total > MOST_ALL:
                raise ValueError(Message("{name!r} is not a file of a run", name=member.name[:80]))
            target = _inside(into, member.name)
            disk.make_folder(target.parent)
            _write(_reader(tar, member), target, str(left.pop(member.name)))
    if left:
        raise ValueError(Message("{count} files are missing", count=len(left)))
    return name


def _reader(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    reader = tar.extractfile(member)
    if reader is None:
        raise ValueError(Message("{name!r} holds nothing", name=member.name[:80]))
    return reader


def _write(source: Any, target: Path, digest: str) -> None:
    seen = hashlib.sha256()
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
        while chunk := source.read(1 << 20):
            seen.update(chunk)
            file.write(chunk)
    if seen.hexdigest() != digest:
        raise ValueError(Message("{name!r} differs from its SHA-256", name=target.name))


def _inside(folder: Path, name: str) -> Path:
    """The path of a member; ValueError for a name that leads out of the folder, or is hidden."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or "\0" in name or any(part == ".." or len(part) > 200 for part in parts):
        raise ValueError(Message("{name!r} is not a valid name inside a run", name=name[:80]))
    return folder.joinpath(*parts)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name in the archive, path) of each file of a run; links and pipes are left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name not in _LEFT_OUT and path.is_file() and not path.is_symlink():
            yield name, path


def _content(folder: Path) -> Mapping[str, str]:
    return {name: _hash(path) for name, path in _files(folder)}


def _hash(path: Path) -> str:
    with disk.as_store_error(path), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(_plain(member), io.BytesIO(data))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without what names this machine's users."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode, member.mtime = 0o600, 0
    return member


def _refused(path: Path, what: str, do: str = "name a file that `mindie-tui export` wrote") -> StoreError:
    return StoreError(what, where=str(path), do=do)
