"""Old runs, removed on request: which may go, why the others stay, and how much that frees."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.store import disk, paths
from mindie_tui.store.json_files import parse_object
from mindie_tui.store.runs.index import IndexRow, listed
from mindie_tui.store.runs.info import events_of, when
from mindie_tui.store.runs.run import Run

PINNED = "pinned"
"""A file of this name in a run's folder keeps the run; its text is the note why."""
WRITTEN_S = 86400.0
"""A run without an end that was written to so recently may still be written."""
_LEAVING = ".pruned-"
"""What a folder is called while it is removed: hidden names are no runs."""
_STARTED, _ATTACHED, _OVER = b'"service.started"', b'"service.attached"', (b'"service.stopped"', b'"service.died"')


@dataclass(frozen=True, slots=True)
class Prunable:
    """A run that may go."""

    id: str
    profile: str
    bytes: int


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run that is old enough to go, and why it stays."""

    id: str
    reason: Message


@dataclass(frozen=True, slots=True)
class Pruning:
    """What a removal would do."""

    remove: tuple[Prunable, ...]
    """Newest first."""
    kept: tuple[KeptRun, ...]

    @property
    def bytes(self) -> int:
        """What all of them take on the disk."""
        return sum(one.bytes for one in self.remove)


def plan(keep: int, older_than_s: float, now: float, root: Path | None = None) -> Pruning:
    """The runs that ended more than `older_than_s` seconds before `now`, without the `keep` newest of each profile.

    A run that may still serve, that is pinned, that a baseline or an own profile names, or that may still be written
    stays. Raises StoreError where the folder of runs cannot be read.
    """
    root = root if root is not None else paths.runs()
    rows, named = listed(root), _named()
    later: set[str] = set()
    seen: dict[str, int] = {}
    remove, kept = [], []
    for row in rows:
        seen[row.profile] = seen.get(row.profile, 0) + 1
        folder = root / row.id
        lives = {} if row.simulated and row.ended is not None else service_of(folder)  # a demo's ends with the demo
        serving = {node for node, runs in lives.items() if runs and node not in later}
        later |= lives.keys()
        if seen[row.profile] <= keep or now - _last(row, folder) <= older_than_s:
            continue
        if (reason := _reason(row, folder, serving, named, now)) is not None:
            kept.append(KeptRun(row.id, reason))
        elif not folder.is_symlink():
            remove.append(Prunable(row.id, row.profile, _size(folder)))
    return Pruning(tuple(remove), tuple(kept))


def pinned(folder: Path) -> str | None:
    """The note why a run is kept; None where it is not pinned."""
    try:
        return (folder / PINNED).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def pin(folder: Path, note: str | None) -> None:
    """Keep a run, with a note why; None lets it go again. Raises StoreError."""
    with disk.as_store_error(folder / PINNED):
        if note is None:
            (folder / PINNED).unlink(missing_ok=True)
        else:
            disk.write_atomic(folder / PINNED, f"{note}\n".encode("utf-8", "replace"))


def remove(found: Sequence[Prunable], root: Path | None = None) -> tuple[int, int]:
    """Remove these runs: how many went, how many bytes that freed. One that another process follows now stays.

    What an earlier removal left behind goes, too. Raises StoreError where the disk refuses.
    """
    root = root if root is not None else paths.runs()
    runs = freed = 0
    for one in found:
        if _removed(root, one.id):
            runs, freed = runs + 1, freed + one.bytes
    for left in root.glob(f"{_LEAVING}*"):
        shutil.rmtree(left, ignore_errors=True)
    return runs, freed


def _removed(root: Path, name: str) -> bool:
    run = Run.find(name, root)
    try:
        run.hold()
    except StoreError:
        return False
    leaving = root / f"{_LEAVING}{name}"
    try:
        with disk.as_store_error(run.folder):
            run.folder.rename(leaving)  # a run that is half removed is never listed
    finally:
        run.close()
    with disk.as_store_error(leaving):
        shutil.rmtree(leaving)
    return True


def _reason(row: IndexRow, folder: Path, serving: set[str], named: str, now: float) -> Message | None:
    """Why a run stays although it is old; None where nothing holds it."""
    if (folder / PINNED).exists():
        return Message("it is pinned")
    if row.id in named:
        return Message("a baseline or a profile names it")
    if row.ended is None and now - _last(row, folder) < WRITTEN_S:
        return Message("it may still be written")
    if serving:
        nodes = ", ".join(sorted(serving))
        return Message("its service may still run on {nodes}; `mindie-tui stop {run}` ends it", nodes=nodes, run=row.id)
    return None


def _named() -> str:
    """The texts of all baselines and of the operator's own profiles, in which the id of a run may be."""
    files: list[Path] = list(paths.baselines().glob("*.json"))
    for folder in paths.search("profiles")[1:]:
        files += folder.glob("*.yaml")
    found = []
    for file in files:
        with contextlib.suppress(OSError):
            found.append(file.read_text(encoding="utf-8", errors="replace"))
    return "\n".join(found)


def service_of(folder: Path) -> dict[str, bool]:
    """Whether, by the last event of a node's service in a run, it is running; by the node's address."""
    lines = events_of(folder)
    if _STARTED not in lines and _ATTACHED not in lines:
        return {}
    found: dict[str, bool] = {}
    addresses: dict[str, str] = {}
    for line in lines.splitlines():
        begins, ends = _STARTED in line or _ATTACHED in line, any(word in line for word in _OVER)
        if not begins and not ends and b'"run.started"' not in line:
            continue
        with contextlib.suppress(ValueError):
            event = parse_object(line)
            nodes = event.get("nodes")
            if event.get("event") == "run.started":
                addresses |= {str(n.get("name")): str(n.get("ip") or n.get("name")) for n in _mappings(nodes)}
                continue
            for node in (event.get("node"), *(nodes if isinstance(nodes, list) else ())):
                if isinstance(node, str) and node:
                    found[addresses.get(node, node)] = begins
    return found


def _mappings(value: object) -> Iterable[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _last(row: IndexRow, folder: Path) -> float:
    """When the run ended; of one without an end, when it was written last."""
    if row.ended is not None:
        return when(row.ended)
    try:
        return max(row.when, (folder / "events.jsonl").stat().st_mtime)
    except OSError:
        return row.when


def _size(folder: Path) -> int:
    total = 0
    for at, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(at, name)).st_size
    return total
