"""Options that several commands have in common, each with one meaning."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from mindie_tui.headless.arguments import values
from mindie_tui.model.language import LANGUAGES

_ABSENT: dict[str, Any] = {"default": argparse.SUPPRESS}
"""A command without a default of its own keeps the value before it: `mindie-tui --readonly demo`."""


def screen(to: argparse.ArgumentParser, *, of_a_command: bool = True) -> None:
    """How the screen looks, and whether it only watches."""
    absent = _ABSENT if of_a_command else {}
    to.add_argument("--theme", metavar="THEME", help="a theme of themes/ or of your own", **absent)
    watch = "only watch: no key changes a node, a profile or a run"
    to.add_argument("--readonly", action="store_true", help=watch, **absent)
    slow = "for a slow link: fewer frames, no animation"
    to.add_argument("--slow", action=argparse.BooleanOptionalAction, help=slow, **absent)


def language(to: argparse.ArgumentParser, *, of_a_command: bool = True) -> None:
    """`--lang en|zh`."""
    absent = _ABSENT if of_a_command else {}
    text = "English or Chinese; else what LC_ALL, LC_MESSAGES or LANG says"
    to.add_argument("--lang", choices=LANGUAGES, metavar="en|zh", help=text, **absent)


def ssh_config(to: argparse.ArgumentParser, *, of_a_command: bool = True) -> None:
    """`--ssh-config FILE`."""
    absent = _ABSENT if of_a_command else {}
    text = "as ssh -F (default ~/.ssh/config)"
    to.add_argument("--ssh-config", type=Path, metavar="FILE", help=text, **absent)


def mindie(to: argparse.ArgumentParser) -> None:
    """`--mindie RELEASE`."""
    text = "MindIE's release, such as 2.1.RC1; else what the node shows"
    to.add_argument("--mindie", type=values.release, metavar="RELEASE", help=text)


def sets(to: argparse.ArgumentParser) -> None:
    """`--set X=V`, any number of times."""
    to.add_argument("--set", action="append", default=[], metavar="X=V", dest="sets", help="dp=4, or a dotted path")


def baseline(to: argparse.ArgumentParser) -> None:
    """`--baseline RUN|FILE`."""
    to.add_argument("--baseline", metavar="RUN|FILE", help="a report.json, a run or a name to compare with")


def accept_host_key(to: argparse.ArgumentParser) -> None:
    """`--accept-host-key SHA256:..`, any number of times."""
    to.add_argument("--accept-host-key", action="append", default=[], metavar="SHA256:..", help="add this host key")


def stop(to: argparse.ArgumentParser) -> None:
    """`--stop` after the report."""
    to.add_argument("--stop", action="store_true", help="stop the service after the report")


def json_lines(to: argparse.ArgumentParser) -> None:
    """`--json`."""
    to.add_argument("--json", action="store_true", help="one JSON object per line")
