"""`runs`: the runs of this machine, newest first. No network, no screen."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from mindie_tui.headless.printing.table import print_table
from mindie_tui.headless.runs.summary import outcome, started
from mindie_tui.model.report import report
from mindie_tui.model.text import one_line, size
from mindie_tui.store import paths
from mindie_tui.store.runs import old_logs
from mindie_tui.store.runs.info import names
from mindie_tui.store.runs.run import Run

LISTED = 200
"""So many runs are listed unless all are asked for: a screen or two, and quick among ten thousand."""


def run(args: argparse.Namespace) -> int:
    """The newest runs of this machine, or with --all every one; --prune DAYS removes the logs of old ones."""
    if args.prune is not None:
        return _prune(args.prune)
    found = list(islice(Run.newest(), None if args.all else LISTED))
    if not found:
        print("no run on this machine yet; `mindie-tui demo --headless` makes one without any NPU")
        return 0
    print_table([(info.id, started(info), outcome(info), _points(info.points)) for info in found])
    if len(found) == LISTED and (older := max(len(names(paths.runs())) - LISTED, 0)) and not args.all:
        print(f"{older} older ones: `mindie-tui runs --all` lists them too")
    return 0


def _prune(days: int) -> int:
    """Remove the logs of each run that ended more than `days` days ago; all else of it stays."""
    runs, freed = old_logs.remove(datetime.now().timestamp() - days * 86400)
    print(f"the logs of {runs} run{'' if runs == 1 else 's'} were removed, {size(freed)}; their reports stay")
    return 0


def _points(points: Sequence[Mapping[str, Any]]) -> str:
    if not points:
        return ""
    return one_line(report.key_text(points[0])) + (f" and {len(points) - 1} more" if len(points) > 1 else "")
