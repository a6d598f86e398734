"""`prune`: old runs that nothing needs any more are removed, after a question. No network."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import size
from mindie_tui.store.runs.history import pruning
from mindie_tui.store.runs.history.pruning import Pruning


def run(args: argparse.Namespace) -> int:
    """Say what goes, ask, and remove it; 1 where the operator says no.

    Raises CommandLineError where nothing says which runs are old, or where nobody can be asked.
    """
    if args.older_than is None and not args.keep:
        raise CommandLineError(
            Message("prune removes nothing without a rule for old runs"),
            do=Message("write --older-than 30d, --keep 20, or both"),
        )
    found = pruning.plan(args.keep, args.older_than or 0.0, datetime.now().timestamp())
    asks = not args.dry_run and not args.yes
    if asks and found.remove and (args.json or not sys.stdin.isatty()):
        raise CommandLineError(
            Message("prune would remove {count} runs, and there is no terminal to confirm it", count=len(found.remove)),
            do=Message("write --yes to remove them, --dry-run to see them"),
        )
    _show(found, as_json=args.json)
    if args.dry_run or not found.remove:
        return 0
    if asks and not _answers_yes(found):
        print(in_language(Message("nothing was removed")))
        return 1
    runs, freed = pruning.remove(found.remove)
    if args.json:
        write_json({"v": 1, "event": "pruned", "runs": runs, "bytes": freed}, sys.stdout)
    else:
        print(in_language(Message("{count} runs were removed, {size}", count=runs, size=size(freed))))
    return 0


def _show(found: Pruning, *, as_json: bool) -> None:
    if as_json:
        for one in found.remove:
            write_json({"v": 1, "event": "prunable", "run": one.id, "profile": one.profile, "bytes": one.bytes},
                       sys.stdout)  # fmt: skip
        for kept in found.kept:
            write_json({"v": 1, "event": "kept", "run": kept.id, "reason": kept.reason}, sys.stdout)
        return
    if found.remove:
        print_table([(one.id, size(one.bytes)) for one in found.remove])
        says = Message("{count} runs, {size}", count=len(found.remove), size=size(found.bytes))
        print(in_language(says))
    else:
        print(in_language(Message("no run is old enough to be removed")))
    for kept in found.kept:
        print(in_language(Message("stays: {run}: {reason}", run=kept.id, reason=kept.reason)))


def _answers_yes(found: Pruning) -> bool:
    question = Message("Remove these {count} runs for good? [y/N] ", count=len(found.remove))
    try:
        return input(in_language(question)).strip().lower() in ("y", "yes")
    except EOFError:
        return False
