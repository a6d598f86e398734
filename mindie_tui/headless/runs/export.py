"""`export RUN`: a run as one file for another machine."""

from __future__ import annotations

import argparse
from pathlib import Path

from mindie_tui.headless.printing.output import say
from mindie_tui.model.errors import StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.text import size
from mindie_tui.store import paths
from mindie_tui.store.runs import archive
from mindie_tui.store.runs.run import Run


def run(args: argparse.Namespace) -> int:
    """Write the archive; a file that is there is never replaced. Raises StoreError."""
    run = Run.find(args.text)
    to = paths.expand_home(args.output) if args.output else Path(f"{run.id}.run.tar.gz")
    if to.exists():
        raise StoreError("a file of this name is there already", where=str(to), do="name another one with --output")
    files, written = archive.export(run, to, redact=args.redact, redact_model=args.redact_model)
    redacted = args.redact or args.redact_model
    says = (
        "{path}: {count} files, {size}, redacted"
        if redacted
        else "{path}: {count} files, {size}, not redacted: it contains addresses, users and paths"
    )
    say(Message(says, path=to, count=files, size=size(written)))
    return 0
