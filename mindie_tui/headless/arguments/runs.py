"""What the commands on past runs take, and those on the service that a run has left."""

from __future__ import annotations

import argparse
from typing import Any

from mindie_tui.headless.arguments import options, values
from mindie_tui.model.bench.figures.metrics import BY_NAME
from mindie_tui.model.message import Message
from mindie_tui.model.runs.outcomes import ORDERS

_STARTED = Message("the newest that started a service")
_WROTE = Message("the newest that wrote a config.json")


def runs(to: argparse.ArgumentParser) -> None:
    """`runs`."""
    to.add_argument("--all", action="store_true", help="not only the newest 200")
    old = "remove the logs of runs that ended at least this many days ago"
    to.add_argument("--prune", type=values.days, metavar="DAYS", help=old)
    part = "only runs whose {} holds this text".format
    to.add_argument("--profile", default="", metavar="P", dest="of_profile", help=part("profile's name"))
    how = "only runs with this outcome: an exit status, or a word such as done, refused, baseline, not ended"
    to.add_argument("--outcome", default="", metavar="WORD", help=how)
    to.add_argument("--node", default="", metavar="NODE", help=part("list of nodes"))
    to.add_argument("--sort", default="newest", metavar="BY", help=Message("one of {names}", names=", ".join(ORDERS)))
    options.json_lines(to)


def show(to: argparse.ArgumentParser) -> None:
    """`show RUN`."""
    to.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")


def open_run(to: argparse.ArgumentParser) -> None:
    """`open RUN`."""
    to.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")
    options.screen(to)


def report(to: argparse.ArgumentParser) -> None:
    """`report RUN`."""
    to.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")
    to.add_argument("--output", metavar="FILE", help="where it is written (default report.html in the run's folder)")


def diff(to: argparse.ArgumentParser) -> None:
    """`diff RUN RUN...`."""
    to.add_argument("first", metavar="RUN", help="what the others are compared with: a part of its id, or `last`")
    to.add_argument("others", metavar="RUN", nargs="+", help="the runs that are compared with it")
    options.json_lines(to)


def trend(to: argparse.ArgumentParser) -> None:
    """`trend PROFILE`."""
    to.add_argument("profile", metavar="PROFILE", help="the profile, by the name that its runs have")
    to.add_argument(
        "--metric", default="output_tok_s", metavar="METRIC", help=Message("one of {names}", names=", ".join(BY_NAME))
    )
    to.add_argument("--last", type=values.amount, default=30, metavar="N", help="this many of its newest runs")
    least = "the change of a level that counts, in per cent"
    to.add_argument("--tolerance", type=values.percent, default=5.0, metavar="5%", help=least)
    options.json_lines(to)


def prune(to: argparse.ArgumentParser) -> None:
    """`prune`."""
    keep = "keep this many of the newest runs of each profile"
    to.add_argument("--keep", type=values.count, default=0, metavar="N", help=keep)
    old = "only runs that ended at least this long ago: 30d, 12h"
    to.add_argument("--older-than", type=values.age, metavar="AGE", help=old)
    to.add_argument("--dry-run", action="store_true", help="say what would be removed, and remove nothing")
    to.add_argument("--yes", action="store_true", help="do not ask")
    options.json_lines(to)


def baseline(to: argparse.ArgumentParser) -> None:
    """`baseline set BASELINE RUN`, `baseline list`, `baseline show BASELINE`, `baseline rm BASELINE`."""
    to.add_argument("action", choices=("set", "list", "show", "rm"), help="what to do")
    to.add_argument("name", metavar="BASELINE", nargs="?", default="", help="its name")
    to.add_argument("text", metavar="RUN", nargs="?", default="", help="any unambiguous part of its id, or `last`")
    to.add_argument("--reason", default="", metavar="WHY", help="why this run is a baseline")


def export(to: argparse.ArgumentParser) -> None:
    """`export RUN`."""
    to.add_argument("text", metavar="RUN", help="any unambiguous part of its id, or `last`")
    to.add_argument("--output", metavar="FILE", help="where it is written (default RUN.run.tar.gz in this folder)")
    to.add_argument("--redact", action="store_true", help="without addresses, host names, users and paths")
    to.add_argument("--redact-model", action="store_true", help="also without the model's name; includes --redact")


def import_file(to: argparse.ArgumentParser) -> None:
    """`import FILE`."""
    what = "an archive that `mindie-tui export` wrote, or a script that starts vLLM or MindIE; - is standard input"
    to.add_argument("file", metavar="FILE", help=what)
    name = "of a script: the name of the new profile, or a path that ends in .yaml"
    to.add_argument("--name", default="", metavar="NAME", help=name)


def status(to: argparse.ArgumentParser) -> None:
    """`status [RUN]`."""
    _run_on_its_nodes(to, Message("{last} (the same when absent)", last=_STARTED), nargs="?", default="")


def resume(to: argparse.ArgumentParser) -> None:
    """`resume RUN`."""
    _run_on_its_nodes(to, _STARTED)
    options.baseline(to)
    options.stop(to)


def attach(to: argparse.ArgumentParser) -> None:
    """`attach RUN`, on a screen or without one."""
    _run_on_its_nodes(to, _STARTED)
    options.screen(to)


def stop(to: argparse.ArgumentParser) -> None:
    """`stop RUN`."""
    _run_on_its_nodes(to, _STARTED)
    theirs = "also end a service that another operator started and the run attached to"
    to.add_argument("--take-over", action="store_true", help=theirs)


def rollback(to: argparse.ArgumentParser) -> None:
    """`rollback RUN`."""
    _run_on_its_nodes(to, _WROTE)


def _run_on_its_nodes(to: argparse.ArgumentParser, last: str, **absent: Any) -> None:
    """A run, and how its nodes are reached; `last` says which one that word means, `absent` when none is named."""
    to.add_argument(
        "text", metavar="RUN", help=Message("any unambiguous part of its id; `last`: {last}", last=last), **absent
    )
    options.ssh_config(to)
    options.accept_host_key(to)
    options.json_lines(to)
