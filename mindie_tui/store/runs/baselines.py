"""Baselines: report.json files to compare with, named by a run, a name, or a path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mindie_tui.model.bench.point_checks import is_baseline
from mindie_tui.model.errors import MindieTuiError, ProfileError, StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.report.shape import sound
from mindie_tui.store import disk, passed_over, paths
from mindie_tui.store.json_files import MOST_BYTES
from mindie_tui.store.runs.run import Run, json_text


def find(name: str, *, root: Path | None = None, besides: str = "") -> tuple[dict[str, Any], str]:
    """The report and its label. A path (with / or .json), a name in baselines/, or a run; in this order.

    `last` is the newest run that has a report. `besides` is the id of the compared run: it never matches. Raises
    ProfileError where it is not a report.json, StoreError where nothing is found.
    """
    path = paths.expand_home(name)
    if "/" in name or name.endswith(".json"):
        if not paths.is_file(path) and paths.is_file(named := paths.baselines() / name):
            path = named
        return read(path), str(path)
    kept = paths.baselines() / f"{name}.json"
    if paths.is_file(kept):
        return read(kept), name
    if name == "last":
        name = _newest_reported(root, besides) or name
    try:
        run = Run.find(name, root, besides=besides)
    except StoreError as error:
        raise StoreError(
            Message("the baseline {name!r} is neither a file, a saved baseline nor a run", name=name),
            where=str(paths.baselines()),
            do="name one that `mindie-tui runs` lists, or a path to a report.json",
        ) from error
    report = run.folder / "report.json"
    if not report.is_file():
        raise StoreError(
            Message("run {id} has no report to compare with", id=run.id),
            where=str(run.folder),
            do="name a run that was measured",
        )
    return read(report), run.id


def run_of(named: str | None, *, root: Path | None = None, besides: str = "") -> str | None:
    """The run that a baseline is from, as `find` takes its name; None without one, or where it cannot be read."""
    if named is None:
        return None
    try:
        found = find(named, root=root, besides=besides)[0].get("run")
    except MindieTuiError:
        return None
    return str(found) if found else None


def _newest_reported(root: Path | None, besides: str) -> str | None:
    """The id of the newest run with a report: a night that failed must not stop the next one."""
    reported = Run.newest(root, lambda folder: folder.name != besides and paths.is_file(folder / "report.json"))
    return next((info.id for info in reported), None)


def read(path: Path) -> dict[str, Any]:
    """A report.json; ProfileError with line and column where it is not one."""
    try:
        text = disk.read_bytes(path, MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        raise StoreError(
            "this baseline does not exist", where=str(path), do="name a report.json, a saved baseline or a run"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        raise StoreError(
            Message("this baseline cannot be read: {why}", why=why), where=str(path), do="name another report.json"
        ) from error
    try:
        report = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
        raise ProfileError(
            "this is not JSON", file=str(path), line=line, column=column, do="name a report.json of mindie-tui"
        ) from error
    if not isinstance(report, dict) or report.get("format") != 1 or not isinstance(report.get("points"), list):
        raise ProfileError(
            'no report.json of mindie-tui ("format": 1 and "points" are missing)',
            file=str(path),
            line=1,
            column=1,
            do="name a report.json that a run wrote",
        )
    return sound(report, lambda why: passed_over.note(path, why))


def save(report: Path, name: str, *, reason: str = "") -> Path:
    """Keep a copy of a report.json as the baseline `name`; replaces an older one of that name, atomically.

    `reason`: why it is a baseline, kept in the copy.

    Raises StoreError where none of its points can be one (point_checks), or where the disk refuses.
    """
    if not name or name.startswith(".") or "/" in name:
        raise StoreError(
            Message("{name!r} is not a valid name for a baseline", name=name),
            where=str(paths.baselines()),
            do="write letters, digits, - and _",
        )
    kept = paths.baselines() / f"{name}.json"
    points = [point for point in read(report)["points"] if isinstance(point, dict)]
    if points and not any(map(is_baseline, points)):
        raise StoreError(
            "no point of this run can be a baseline", where=str(report), do="read the notes of its points in report.md"
        )
    data = json_text(read(report) | ({"reason": reason} if reason else {}))
    disk.make_folder(kept.parent)
    disk.write_atomic(kept, data)
    return kept
