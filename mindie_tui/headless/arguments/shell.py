"""What `completion` and `doctor` take."""

from __future__ import annotations

import argparse

from mindie_tui.headless.arguments import options


def completion(to: argparse.ArgumentParser) -> None:
    """`completion SHELL`; the scripts themselves call `completion --words KIND`."""
    to.add_argument("shell", nargs="?", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    to.add_argument("--words", default="", metavar="KIND", help=argparse.SUPPRESS)


def doctor(to: argparse.ArgumentParser) -> None:
    """`doctor`."""
    options.ssh_config(to)
    options.json_lines(to)
