"""`completion SHELL`: the file that teaches bash, zsh or fish this command line. No network, no screen."""

from __future__ import annotations

import argparse

from mindie_tui.headless.completion import bash, fish, words, zsh
from mindie_tui.headless.completion.grammar import read_commands
from mindie_tui.model.errors import CommandLineError, MindieTuiError

WRITERS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}


def run(args: argparse.Namespace) -> int:
    """Print the script of a shell, or the words of a kind. Raises CommandLineError where neither is named."""
    if args.words:
        _print_words(args.words)
    elif args.shell:
        from mindie_tui.headless.command_line import parser

        print(WRITERS[args.shell](read_commands(parser())), end="")
    else:
        raise CommandLineError("the shell is missing", do="write `mindie-tui completion bash`, zsh or fish")
    return 0


def _print_words(kinds: str) -> None:
    """One word a line; a kind that cannot be read has none, since nobody reads a message while typing."""
    for kind in kinds.split(","):
        try:
            print("".join(f"{word}\n" for word in words.words(kind)), end="")
        except MindieTuiError:
            continue
