"""`stop RUN`: the end of the service that a run started."""

from __future__ import annotations

import argparse
import asyncio

from mindie_tui.headless.runs.session import look_and_do


def run(args: argparse.Namespace) -> int:
    """End the service that a run started: gently, then TERM, then KILL; only its own processes."""
    return asyncio.run(look_and_do(args, "started", lambda session: session.stop(take_over=args.take_over)))
