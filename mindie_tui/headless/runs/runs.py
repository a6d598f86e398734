"""`runs`: the runs of this machine, newest first. No network, no screen."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from typing import Any

from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.table import print_table
from mindie_tui.headless.runs.summary import outcome, started
from mindie_tui.model.language import in_force
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.runs.outcomes import outcome_word
from mindie_tui.model.text import size
from mindie_tui.store.runs.index import IndexRow, listed
from mindie_tui.store.runs.selection import Selection, in_order

LISTED = 200
"""How many runs are listed without --all: a screen or two."""


def run(args: argparse.Namespace) -> int:
    """The newest runs of this machine, or with --all every one; --prune DAYS removes the logs of old ones."""
    if args.prune is not None:
        return _prune(args.prune)
    known = listed()
    asked = Selection(args.of_profile, args.outcome, args.node)
    found = in_order((row for row in known if asked.holds(row)), args.sort)
    shown = found if args.all else found[:LISTED]
    if args.json:
        for row in shown:
            write_json(as_json(row), sys.stdout)
        return 0
    if not found:
        says = "no run on this machine yet; `mindie-tui demo --headless` makes one without any NPU"
        none = "none of the {count} runs matches; `mindie-tui runs` without a filter lists them"
        print(in_language(Message(none, count=len(known)) if known else says))
        return 0
    print_table([_line(row) for row in shown])
    if len(shown) < len(found):
        older = len(found) - len(shown)
        print(in_language(Message("{count} older ones: `mindie-tui runs --all` lists them too", count=older)))
    return 0


def _line(row: IndexRow) -> tuple[str, str, str, str, str]:
    figure = "" if row.output_tok_s is None else f"{row.output_tok_s:.1f} tok/s"
    more = Message("{first} and {count} more", first=row.settings, count=row.points - 1)
    return row.id, started(row), outcome(row), figure, in_language(more) if row.points > 1 else row.settings


def as_json(row: IndexRow) -> dict[str, Any]:
    """One run as a line of `runs --json`; times are ISO 8601, a figure that is unknown is null."""
    return {
        "v": 1, "event": "run", "run": row.id, "profile": row.profile, "nodes": list(row.nodes),
        "started": row.started, "ended": row.ended, "length_s": row.length_s, "exit": row.exit,
        "outcome": outcome_word(row.exit), "step": row.step, "simulated": row.simulated, "layout": row.layout,
        "points": row.points, "settings": row.settings, "output_tok_s": row.output_tok_s,
        "ttft_p99_ms": row.ttft_p99_ms, "tpot_p99_ms": row.tpot_p99_ms,
        "accuracy": [{"dataset": name, "score": score} for name, score in row.scores],
    }  # fmt: skip


def _prune(days: int) -> int:
    """Remove the logs of each run that ended more than `days` days ago; all else of it stays."""
    from mindie_tui.store.runs import old_logs  # it loads much more than the list

    runs, freed = old_logs.remove(datetime.now().timestamp() - days * 86400)
    says = "the logs of {count} runs were removed, {size}; their reports stay"
    if runs == 1 and in_force() == "en":
        says = "the logs of {count} run were removed, {size}; their reports stay"
    print(in_language(Message(says, count=runs, size=size(freed))))
    return 0
