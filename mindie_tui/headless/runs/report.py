"""`report RUN`: the page of a finished run, written again in the language of this command."""

from __future__ import annotations

import argparse

from mindie_tui.model.errors import StoreError
from mindie_tui.store import paths
from mindie_tui.store.runs.run import Run
from mindie_tui.store.shown import report_page as page


def run(args: argparse.Namespace) -> int:
    """Write report.html, or FILE, which must not be there yet; print its path. Raises StoreError."""
    run = Run.find(args.text)
    if not args.output:
        print(page.write(run))
        return 0
    to = paths.expand_home(args.output)
    if to.exists():
        raise StoreError("a file of this name is there already", where=str(to), do="name another one with --output")
    print(page.write_to(to, page.page_of(run)))
    return 0
