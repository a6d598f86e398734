"""`baseline set|list|show|rm`: reports that later runs are compared with, by name and with the reason."""

from __future__ import annotations

import argparse

from mindie_tui.headless.printing.output import say
from mindie_tui.headless.printing.table import print_table
from mindie_tui.model.errors import CommandLineError, StoreError
from mindie_tui.model.message import Message
from mindie_tui.model.report import report
from mindie_tui.model.report.localized import localized
from mindie_tui.model.text import one_line, printable
from mindie_tui.store import disk, paths
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run


def run(args: argparse.Namespace) -> int:
    """Do what `args.action` says. Raises StoreError, and CommandLineError where a name is missing."""
    if args.action == "list":
        return _list()
    if not args.name or (args.action == "set" and not args.text):
        wanted = "`baseline set` needs a name and a run" if args.action == "set" else "`baseline {action}` needs a name"
        raise CommandLineError(Message(wanted, action=args.action), do="see `mindie-tui baseline --help`")
    if args.action == "set":
        kept = baselines.save(Run.find(args.text).folder / "report.json", args.name, reason=args.reason)
        compare = "{name}: {kept}; `mindie-tui replay PROFILE --baseline {name}` compares with it"
        say(Message(compare, name=args.name, kept=kept))
        return 0
    path = paths.baselines() / f"{args.name}.json"
    if "/" in args.name or not paths.is_file(path):
        raise StoreError(
            Message("there is no baseline {name!r}", name=args.name), do="`mindie-tui baseline list` lists them"
        )
    if args.action == "show":
        print(printable(localized(report.markdown(baselines.read(path)))), end="")
        return 0
    with disk.as_store_error(path):
        path.unlink()
    say(Message("{name} was removed; its run stays", name=args.name))
    return 0


def _list() -> int:
    rows = []
    for path in sorted(paths.baselines().glob("*.json")):
        kept = baselines.read(path)
        reason = kept.get("reason")
        rows.append((path.stem, str(kept.get("run", "")), str(kept.get("profile", "")), one_line(str(reason or "-"))))
    if rows:
        print_table(rows)
    else:
        say("no baseline yet; `mindie-tui baseline set NAME RUN --reason WHY` saves one")
    return 0
