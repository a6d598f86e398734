"""`show RUN`: what one run did, and its report. No network, no screen."""

from __future__ import annotations

import argparse

from mindie_tui.headless.printing.event_lines import OFTEN, sentence
from mindie_tui.headless.runs.summary import outcome, started
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import codec as events
from mindie_tui.model.events.field_types import BROKEN
from mindie_tui.model.message import Message, cleaned, in_language
from mindie_tui.model.report import report
from mindie_tui.model.report.localized import localized
from mindie_tui.model.text import one_line, printable
from mindie_tui.store import passed_over
from mindie_tui.store.runs.run import Run


def run(args: argparse.Namespace) -> int:
    """What one run did: its events as sentences, then what it came to. StoreError for a run that is not there."""
    run = Run.find(args.text)
    info = run.info
    print("  ".join(map(one_line, (info.id, started(info), outcome(info), *(["SIM"] if info.simulated else [])))))
    nodes = ", ".join(info.nodes) or Message("no node")
    lines = (
        Message("  profile  {profile} on {nodes}", profile=info.profile, nodes=nodes),
        Message("  command  {command}", command=" ".join(info.argv) or "-"),
        Message("  folder   {folder}", folder=str(info.folder)),
    )
    for line in lines:
        print(in_language(cleaned(line, one_line)))
    print()
    ended = False
    for recorded in run.recorded():
        ended = isinstance(recorded.event, events.RunEnded)
        said = _sentence(run, recorded)
        if said is not None and not isinstance(recorded.event, OFTEN):
            node = getattr(recorded.event, "node", None) or ""
            print(one_line(f"{recorded.at[11:19]} {recorded.step} {node}") + " " + one_line(in_language(said)))
    text = _markdown(run)
    if text is not None:
        print()
        print(printable(text), end="")
    elif not ended:
        print("\n" + in_language("it has no report: it was cut off, or still runs"))
    return 0


def _sentence(run: Run, recorded: events.Recorded) -> str | None:
    try:
        return sentence(recorded.event)
    except BROKEN:
        passed_over.note(run.folder / "events.jsonl", Message("event {seq} is broken", seq=recorded.seq))
        return None


def _markdown(run: Run) -> str | None:
    """The report as Markdown; None where there is none, or where it cannot be read, which is named."""
    try:
        measured = run.report()
        return localized(report.markdown(measured)) if measured is not None else None
    except StoreError as error:
        passed_over.note(run.folder / "report.json", error.what)
    except BROKEN:
        passed_over.note(run.folder / "report.json", "it is no report of mindie-tui")
    return None
