"""The list of all runs, kept beside their folder, so that ten thousand of them are listed quickly.

The file holds nothing that the folders do not contain. Each line is compared with the inode, the time and the size of
the run's run.json and report.json; a run that differs is read again. A missing, truncated or changed file is made
again.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
from collections.abc import Iterable
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from mindie_tui.model.errors import StoreError
from mindie_tui.store import disk, passed_over, paths
from mindie_tui.store.json_files import read_object
from mindie_tui.store.runs.info import names, run_info, when

FORMAT = 1
"""Of the index; a file of another format is made again."""
MOST_INDEX = 500_000_000
"""Bytes of the index that are read: a line of a run has about 300."""
_MISSING = "-"


class IndexRow(NamedTuple):
    """One run of the list. A figure is None where its report has none."""

    id: str
    seen: str
    """Inode, time of the last change in ns and size in bytes of run.json and report.json, as they were when read."""
    when: float
    """Start of the run, seconds of the epoch."""
    profile: str
    started: str
    ended: str | None
    exit: int | None
    step: str
    simulated: bool
    points: int
    settings: str
    """Of the first point, as key_text says it."""
    output_tok_s: float | None
    """The figures are those of the point with the highest throughput."""
    ttft_p99_ms: float | None
    tpot_p99_ms: float | None
    layout: str
    nodes: tuple[str, ...]
    scores: tuple[tuple[str, float], ...]
    """(data set, score in per cent) of each accuracy run."""

    @property
    def length_s(self) -> float | None:
        """Seconds from its start to its end; None while it has none."""
        return None if self.ended is None else max(when(self.ended) - self.when, 0.0)


def index_path(root: Path) -> Path:
    """Where the list of the runs in `root` is kept."""
    return root.parent / f"{root.name}.index"


def listed(root: Path | None = None) -> list[IndexRow]:
    """Every run, newest first, as the folders say now. What is no run is passed over and named.

    A list that cannot be written is only slower the next time. Raises StoreError where `root` cannot be read.
    """
    root = root if root is not None else paths.runs()
    kept = _read(index_path(root))
    rows, fresh = [], False
    for name, seen in _seen(root):
        row = kept.get(name)
        if row is None or row.seen != seen:
            row, fresh = _row(root, name, seen), True
        if row is not None:
            rows.append(row)
    if fresh or len(rows) != len(kept):
        _write(index_path(root), rows)
    rows.sort(key=attrgetter("when", "id"), reverse=True)
    return rows


def _seen(root: Path) -> list[tuple[str, str]]:
    """(name, directory entry) of each folder; a path that begins at `root` costs a third less."""
    found = names(root)
    if not found:
        return []
    with disk.as_store_error(root):
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        return [(name, f"{_of(folder, f'{name}/run.json')} {_of(folder, f'{name}/report.json')}") for name in found]
    finally:
        os.close(folder)


def _of(folder: int, name: str) -> str:
    try:
        stat = os.stat(name, dir_fd=folder)
    except OSError:
        return _MISSING
    return f"{stat.st_ino}.{stat.st_mtime_ns}.{stat.st_size}"


def _row(root: Path, name: str, seen: str) -> IndexRow | None:
    """The line of a folder; None where it is no run, which is noted."""
    from mindie_tui.model.report.listing import Listing, listing_of  # not where the index says all
    from mindie_tui.model.report.shape import sound

    try:
        info = run_info(root / name)
    except StoreError:
        return None
    says, path = Listing(), root / name / "report.json"
    if not seen.endswith(f" {_MISSING}"):
        try:
            says = listing_of(sound(read_object(path), lambda why: passed_over.note(path, why)))
        except StoreError as error:
            passed_over.note(path, error.what)
    return IndexRow(
        name, seen, when(info.started), info.profile, info.started, info.ended, info.exit, info.step, info.simulated,
        says.points, says.settings, says.output_tok_s, says.ttft_p99_ms, says.tpot_p99_ms, says.layout,
        info.nodes, says.scores,
    )  # fmt: skip


def _read(path: Path) -> dict[str, IndexRow]:
    """The lines by run; none where the file is missing, of another format, or not as it was written."""
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        head, _, body = disk.read_bytes(path, MOST_INDEX, wait=False).partition(b"\n")
        if head == _head(body):
            return _parsed(body)
    return {}


def _parsed(body: bytes) -> dict[str, IndexRow]:
    """The lines of the JSON text; the collector would look at all of them several times while they are made."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        return {row[0]: _as_row(row) for row in json.loads(body)}
    finally:
        if collecting:
            gc.enable()


def _as_row(row: list[Any]) -> IndexRow:
    nodes, scores = row[-2:]
    return IndexRow._make((*row[:-2], tuple(nodes), tuple(map(tuple, scores)) if scores else ()))


def _write(path: Path, rows: Iterable[IndexRow]) -> None:
    body = json.dumps(list(rows), separators=(",", ":")).encode()
    with contextlib.suppress(StoreError):  # a full disk or one that is read-only: the folders say the same
        disk.write_atomic(path, _head(body) + b"\n" + body, sync=False)


def _head(body: bytes) -> bytes:
    return f"mindie-tui runs {FORMAT} {hashlib.blake2b(body, digest_size=16).hexdigest()}".encode()
