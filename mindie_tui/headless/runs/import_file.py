"""`import FILE`: a run that another machine exported."""

from __future__ import annotations

import argparse

from mindie_tui.store import paths
from mindie_tui.store.runs import archive


def run(args: argparse.Namespace) -> int:
    """Take the run of an archive in. Raises StoreError for a file that is none, or a run that differs from ours."""
    run, new = archive.take_in(paths.expand_home(args.file))
    print(f"{run.id}: {'imported' if new else 'it is here already, and is the same'}")
    print(f"  mindie-tui show {run.id}")
    return 0
