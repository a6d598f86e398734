"""What `replay` takes, and `demo`, which replays on nodes of its own."""

from __future__ import annotations

import argparse

from mindie_tui.headless.arguments import options, values
from mindie_tui.model.events.base import STEPS
from mindie_tui.model.faults.planted import PLANTED, PlantedFault
from mindie_tui.model.message import Message, joined

ENGINES = ("mindie", "vllm-ascend")
"""The engines that a demo fleet can have."""


def replay(to: argparse.ArgumentParser) -> None:
    """`replay PROFILE`."""
    to.add_argument("profile", metavar="PROFILE", help="a path if it has / or ends in .yaml, else a name")
    _all_steps(to)
    options.ssh_config(to)


def demo(to: argparse.ArgumentParser) -> None:
    """`demo`: how many nodes, how fast, and with which face."""
    fleet = "Atlas A3 nodes of 16 NPUs (default 2)"
    to.add_argument("--nodes", type=values.node_count, metavar="N", help=fleet)
    engine = Message("what serves on it: {names} (default {name})", names=" ".join(ENGINES), name=ENGINES[0])
    to.add_argument("--engine", choices=ENGINES, metavar="ENGINE", help=engine)
    to.add_argument(
        "--profile",
        metavar="PROFILE",
        default=argparse.SUPPRESS,
        help="begin with one that was saved in a demo, or with the settings of another",
    )
    fault = Message("let the start fail: {names}", names=joined(*map(_named, PLANTED.values())))
    to.add_argument("--fault", choices=tuple(PLANTED), metavar="FAULT", help=fault)
    faster = "how many times faster than usual it boots"
    to.add_argument("--speed", type=values.factor, default=1.0, metavar="X", help=faster)
    to.add_argument("--headless", action="store_true", help="replay without the screen, with replay's options")
    to.add_argument("--fleet-only", action="store_true", help="only the fleet, until INT or TERM")
    _all_steps(to)
    options.screen(to)


def _named(fault: PlantedFault) -> Message:
    return Message("{name} ({says})", name=fault.name, says=fault.says)


def _all_steps(to: argparse.ArgumentParser) -> None:
    """The options of each step, in the order of the steps, then those of the whole."""
    to.add_argument(
        "--until",
        choices=STEPS,
        metavar="STEP",
        help=Message("the last step, included: {steps}", steps=" ".join(STEPS)),
    )
    options.sets(to)
    options.mindie(to)
    options.baseline(to)
    partial = "points and figures that only one side has do not fail the comparison"
    to.add_argument("--baseline-partial", action="store_true", help=partial)
    to.add_argument("--within", type=values.percent, metavar="5%", help="how far from the baseline is still good")
    to.add_argument(
        "--waive", action="append", default=[], metavar="CHECK=REASON", help="continue although a check fails"
    )
    safe = "run its safe command where a check did not pass"
    to.add_argument("--remedy", action="append", default=[], metavar="CHECK", help=safe)
    options.accept_host_key(to)
    options.stop(to)
    other = "stop a service of ours that runs with another configuration"
    to.add_argument("--restart", action="store_true", help=other)
    take = "take over a lock that has not been updated for 5 minutes; with --restart, stop another operator's service"
    to.add_argument("--take-over", action="store_true", help=take)
    options.json_lines(to)
    to.add_argument("--dry-run", action="store_true", help="print what a launch would write and send; change nothing")
