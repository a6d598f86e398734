"""`explain CODE|FIELD`: what a finding, a known error or a field means, and where that is from."""

from __future__ import annotations

import argparse

from mindie_tui.model import explain
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.language import in_force
from mindie_tui.model.message import Message


def run(args: argparse.Namespace) -> int:
    """The command. Raises CommandLineError for a word that nothing has."""
    word = args.word.strip()
    blocks = ["\n".join(block) for block in explain.blocks(word, in_force(), args.mindie)]
    if not blocks:
        raise CommandLineError(Message("nothing is named {word}", word=args.word), do=explain.near(word))
    print("\n\n".join(blocks))
    return 0
