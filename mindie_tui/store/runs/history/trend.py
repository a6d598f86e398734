"""The newest runs of a profile as a trend takes them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import StoreError
from mindie_tui.model.report.shape import sound
from mindie_tui.store import passed_over, paths
from mindie_tui.store.json_files import read_object
from mindie_tui.store.runs.index import listed


def reports_of(profile: str, most: int, root: Path | None = None) -> list[tuple[str, Mapping[str, Any]]]:
    """(run id, report) of the `most` newest runs of a profile that measured something, oldest first.

    Simulated runs are left out where the newest is a real one, and vice versa. A report that cannot be read is passed
    over and named. Raises StoreError where the folder of runs cannot be read.
    """
    root = root if root is not None else paths.runs()
    rows = [row for row in listed(root) if row.profile == profile and row.points]
    rows = [row for row in rows if row.simulated is rows[0].simulated][:most]
    found: list[tuple[str, Mapping[str, Any]]] = []
    for row in reversed(rows):
        path = root / row.id / "report.json"
        try:
            found.append((row.id, sound(read_object(path), partial(passed_over.note, path))))
        except StoreError as error:
            passed_over.note(path, error.what)
    return found
