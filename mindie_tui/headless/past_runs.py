"""Looking back: `runs`, `show RUN`, `profiles`. No network, no screen."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from mindie_tui.headless.printing.event_lines import OFTEN, sentence
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import codec as events
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.report import report
from mindie_tui.model.text import one_line, printable, size
from mindie_tui.store import passed_over, paths
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs import old_logs
from mindie_tui.store.runs.info import names
from mindie_tui.store.runs.run import Run, RunInfo

ENDS = {
    0: "done",
    1: "refused",
    2: "launch failed",
    3: "outside the baseline",
    4: "not measured",
    129: "hung up",
    130: "interrupted",
    143: "terminated",
}
"""What an exit status means, in two words."""
LISTED = 200
"""So many runs are listed unless all are asked for: a screen or two, and quick among ten thousand."""


def add_arguments(to: argparse.ArgumentParser) -> None:
    """The argument of `show RUN`."""
    to.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")


def run_runs(args: argparse.Namespace) -> int:
    """The newest runs of this machine, or with --all every one; --prune DAYS removes the logs of old ones."""
    if args.prune is not None:
        return _prune(args.prune)
    found = list(islice(Run.newest(), None if args.all else LISTED))
    if not found:
        print("no run on this machine yet; `mindie-tui demo --headless` makes one without any NPU")
        return 0
    _print_table([(info.id, _started(info), _state(info), _points(info.points)) for info in found])
    if len(found) == LISTED and (older := max(len(names(paths.runs())) - LISTED, 0)) and not args.all:
        print(f"{older} older ones: `mindie-tui runs --all` lists them too")
    return 0


def _prune(days: int) -> int:
    """Remove the logs of each run that ended more than `days` days ago; all else of it stays."""
    runs, freed = old_logs.remove(datetime.now().timestamp() - days * 86400)
    print(f"the logs of {runs} run{'' if runs == 1 else 's'} were removed, {size(freed)}; their reports stay")
    return 0


def run_show(args: argparse.Namespace) -> int:
    """What one run did: its events as sentences, then what it came to. StoreError for a run that is not there."""
    run = Run.find(args.text)
    info = run.info
    print("  ".join(map(one_line, (info.id, _started(info), _state(info), *(["SIM"] if info.simulated else [])))))
    print(f"  profile  {one_line(info.profile)} on {one_line(', '.join(info.nodes)) or 'no node'}")
    print(f"  command  {one_line(' '.join(info.argv)) or '-'}")
    print(f"  folder   {one_line(str(info.folder))}")
    print()
    ended = False
    for recorded in run.recorded():
        ended = isinstance(recorded.event, events.RunEnded)
        said = _said(run, recorded)
        if said is not None and not isinstance(recorded.event, OFTEN):
            node = getattr(recorded.event, "node", None) or ""
            print(one_line(f"{recorded.at[11:19]} {recorded.step} {node}") + " " + one_line(said))
    text = _report(run)
    if text is not None:
        print()
        print(printable(text), end="")
    elif not ended:
        print("\nit has no report: it was cut off, or still runs")
    return 0


def _said(run: Run, recorded: events.Recorded) -> str | None:
    try:
        return sentence(recorded.event)
    except BROKEN:
        passed_over.note(run.folder / "events.jsonl", f"event {recorded.seq} is broken")
        return None


def _report(run: Run) -> str | None:
    """The report as Markdown; None where there is none, or where it cannot be read, which is named."""
    try:
        measured = run.report()
        return report.markdown(measured) if measured is not None else None
    except StoreError as error:
        passed_over.note(run.folder / "report.json", error.what)
    except BROKEN:
        passed_over.note(run.folder / "report.json", "it is no report of mindie-tui")
    return None


def run_profiles(args: argparse.Namespace) -> int:
    """Shipped profiles, the site's and one's own; a broken one with its sentence."""
    rows = [(entry.name, entry.origin, one_line(entry.problem or entry.notes)) for entry in profiles.listed()]
    _print_table(rows)
    return 0


def _started(info: RunInfo) -> str:
    return info.started[:16].replace("T", " ")


def _state(info: RunInfo) -> str:
    if info.exit is None:
        return f"not ended ({info.step})"
    return f"{ENDS.get(info.exit, 'ended')} ({info.exit})"


def _points(points: Sequence[Mapping[str, Any]]) -> str:
    if not points:
        return ""
    return one_line(report.key_text(points[0])) + (f" and {len(points) - 1} more" if len(points) > 1 else "")


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns side by side; the last one as long as it is."""
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]) - 1)] if rows else []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join((*cells, row[-1])).rstrip())
