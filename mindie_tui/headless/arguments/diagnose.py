"""What `diagnose` takes."""

from __future__ import annotations

import argparse
from pathlib import Path

from mindie_tui.model.message import Message


def _node(text: str) -> tuple[str, Path]:
    name, equals, path = text.partition("=")
    if not (name and equals and path):
        raise argparse.ArgumentTypeError(Message("write NAME=PATH, such as a3-01=logs/a3-01"))
    return name, Path(path)


def diagnose(to: argparse.ArgumentParser) -> None:
    """`diagnose PATH...`."""
    to.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="folder, file, .tar.gz or .zip of logs")
    to.add_argument(
        "--node", metavar="NAME=PATH", action="append", default=[], type=_node, help="logs of one node, by its name"
    )
    to.add_argument(
        "--rank-table", type=Path, metavar="FILE", help="the rank table, so that ranks become nodes and NPUs"
    )
    to.add_argument("--all", action="store_true", help="also the errors that follow from the first one")
    to.add_argument(
        "--extract", type=Path, metavar="FILE", help="write the lines to send on: no addresses, names, keys"
    )
    to.add_argument("--json", action="store_true", help="one JSON object")
