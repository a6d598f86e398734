"""`status [RUN]`: whether the service of a run runs, on each of its nodes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.json_lines import write_json
from mindie_tui.headless.printing.waiting import never_silent
from mindie_tui.headless.runs.session import session_of_run
from mindie_tui.model.message import Message, in_language, joined
from mindie_tui.model.text import one_line

if TYPE_CHECKING:
    from mindie_tui.remote.session.start import NodeStands

WORDS = {
    "runs": Message("service runs"), "left": Message("not running"), "gone": Message("not running"),
    "other": Message("another run's service is there"), "unreachable": Message("not reached"),
}  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Whether a run's service runs: a line per node. 0 where it runs on all of them, else 1; nothing is changed."""
    return asyncio.run(_status(args))


async def _status(args: argparse.Namespace) -> int:
    session = session_of_run(args, "followed")
    assert session.run is not None
    well = True
    try:
        if not args.json:
            about = (session.run.id, session.deployment.name, session.run.info.started[:19])
            print("  ".join(map(one_line, about)))
        async with never_silent(session, Printer(as_json=True)):  # what is waited for goes to standard error
            answers = [one async for one in session.status()]
        for one in answers:
            well &= one.state == "runs" and one.well
            if args.json:
                said = {"v": 1, "event": "status", "node": one.node, "state": one.state, "run": one.run,
                        "pid": one.pid, "since": one.since, "said": one.said, "completion": one.completion,
                        "config": one.config}  # fmt: skip
                write_json(said, sys.stdout)
                continue
            print(f"  {one_line(f'{one.node}  {in_language(_sentence(one))}')}", flush=True)
        there = [one.node for one in answers if one.state == "runs"]
        if there and any(one.state == "gone" for one in answers) and not args.json:
            says = "it runs on {there} only; mindie-tui stop {run}  ends it, then launch again"
            print("  " + in_language(Message(says, there=", ".join(there), run=session.run.id)))
        if well and not args.json:
            says = "mindie-tui attach {run}  follows it; mindie-tui stop {run}  ends it"
            print("  " + in_language(Message(says, run=session.run.id)))
    finally:
        await session.close()
    return 0 if well else 1


def _sentence(one: NodeStands) -> str:
    """The state of the service on a node."""
    run = Message("run {run}", run=one.run) if one.state == "other" else ""
    since = Message("pid {pid} since {since}", pid=one.pid, since=one.since) if one.pid is not None else ""
    return joined(WORDS[one.state], run, since, one.said or "", one.completion or "", one.config or "", between=", ")
