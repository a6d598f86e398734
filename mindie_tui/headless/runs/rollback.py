"""`rollback RUN`: the config.json of before a run, on each of its nodes."""

from __future__ import annotations

import argparse
import asyncio

from mindie_tui.headless.runs.session import look_and_do


def run(args: argparse.Namespace) -> int:
    """Put back the config.json that stood on each node before a run, byte for byte."""
    return asyncio.run(look_and_do(args, "wrote", lambda session: session.rollback()))
