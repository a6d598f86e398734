"""The options of the commands that need no network, apart from what runs them, so that --help stays quick."""

from __future__ import annotations

import argparse
from pathlib import Path

from mindie_tui.model.release import find_release


def mindie(to: argparse.ArgumentParser) -> None:
    """`--mindie RELEASE`."""
    to.add_argument(
        "--mindie", type=_release, metavar="RELEASE", help="MindIE's release, such as 2.1.RC1; else what the node shows"
    )


def _release(text: str) -> str:
    found = find_release(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text} is no release of MindIE; write one such as 2.1.RC1")
    return found.text


def validate(to: argparse.ArgumentParser) -> None:
    """`validate PROFILE|config.json|-`."""
    to.add_argument("document", metavar="PROFILE|config.json|-", help="what to judge; - is standard input")
    to.add_argument("--rank-table", type=Path, metavar="FILE", help="the rank table that goes with a config.json")
    to.add_argument("--nodes", type=int, metavar="N", help="nodes of the fleet")
    to.add_argument("--devices-per-node", type=int, metavar="N", help="NPUs of one node")
    to.add_argument("--set", action="append", default=[], metavar="X=V", dest="sets", help="dp=4, or a dotted path")
    mindie(to)
    to.add_argument("--json", action="store_true", help="one finding per line, then a summary")


def explain(to: argparse.ArgumentParser) -> None:
    """`explain CODE|FIELD`."""
    to.add_argument("word", metavar="CODE|FIELD", help="a finding's code, a known error's, or a field's name")
    mindie(to)


def migrate(to: argparse.ArgumentParser) -> None:
    """`migrate FILE`."""
    to.add_argument("file", metavar="FILE", help="a config.json; - is standard input")
    to.add_argument("--to", default="3.0.0", type=_release, metavar="RELEASE", help="whose form (default 3.0.0)")
