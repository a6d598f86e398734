"""What `completion` takes."""

from __future__ import annotations

import argparse


def completion(to: argparse.ArgumentParser) -> None:
    """`completion SHELL`; the scripts themselves call `completion --words KIND`."""
    to.add_argument("shell", nargs="?", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")
    to.add_argument("--words", default="", metavar="KIND", help=argparse.SUPPRESS)
