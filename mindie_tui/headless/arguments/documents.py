"""What `validate`, `explain` and `migrate` take."""

from __future__ import annotations

import argparse
from pathlib import Path

from mindie_tui.headless.arguments import options, values


def validate(to: argparse.ArgumentParser) -> None:
    """`validate PROFILE|config.json|-`."""
    to.add_argument("document", metavar="PROFILE|config.json|-", help="what to judge; - is standard input")
    to.add_argument("--rank-table", type=Path, metavar="FILE", help="the rank table that goes with a config.json")
    to.add_argument("--nodes", type=int, metavar="N", help="nodes of the fleet")
    to.add_argument("--devices-per-node", type=int, metavar="N", help="NPUs of one node")
    options.sets(to)
    options.mindie(to)
    to.add_argument("--json", action="store_true", help="one finding per line, then a summary")


def explain(to: argparse.ArgumentParser) -> None:
    """`explain CODE|FIELD`."""
    to.add_argument("word", metavar="CODE|FIELD", help="a finding's code, a known error's, or a field's name")
    options.mindie(to)


def migrate(to: argparse.ArgumentParser) -> None:
    """`migrate FILE`."""
    to.add_argument("file", metavar="FILE", help="a config.json; - is standard input")
    to.add_argument("--to", default="3.0.0", type=values.release, metavar="RELEASE", help="whose form (default 3.0.0)")
