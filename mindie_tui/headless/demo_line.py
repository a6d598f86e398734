"""What a line `demo` asks of its fleet: how many nodes, which engine, whose settings; a fault that it can have."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.faults.planted import PLANTED
from mindie_tui.model.message import Message
from mindie_tui.store.profiles import load as profiles, of_demo

NODES, ENGINE = 2, "mindie"


@dataclass(frozen=True, slots=True)
class DemoWanted:
    """A fleet to be made."""

    nodes: int = NODES
    engine: str = ENGINE
    extends: str = ""
    """The path of a profile whose settings the fleet's own one takes."""
    kept: Path | None = None
    """A profile that was saved in an earlier demo."""


def read(args: argparse.Namespace, node_count: Callable[[Deployment], int]) -> DemoWanted:
    """`node_count`: the nodes that a profile is for.

    Raises CommandLineError for what does not go together, ProfileError for a profile that cannot be read.
    """
    wanted = _of_profile(args, node_count) if args.profile else DemoWanted(args.nodes or NODES, args.engine or ENGINE)
    fault = PLANTED.get(args.fault or "")
    if fault is not None and (wanted.engine not in fault.engines or wanted.nodes < fault.least_nodes):
        what = Message(
            "a demo of {engine} with {nodes} nodes cannot have this fault", engine=wanted.engine, nodes=wanted.nodes
        )
        fits = [one for one in PLANTED.values() if wanted.engine in one.engines]
        others = [one.name for one in fits if one.least_nodes <= wanted.nodes]
        raise CommandLineError(
            what, where=f"--fault {fault.name}", do=Message("it can have {names}", names=", ".join(others))
        )
    return wanted


def _of_profile(args: argparse.Namespace, node_count: Callable[[Deployment], int]) -> DemoWanted:
    if args.fleet_only:
        raise CommandLineError(
            Message("--fleet-only opens no profile"), where="--profile", do=Message("leave one of them out")
        )
    kept = of_demo.kept(args.profile)
    loaded = profiles.load(str(kept) if kept is not None else args.profile)
    engine = loaded.deployment.engine
    if args.engine not in (None, engine):
        what = Message("profile {name} is one for {engine}", name=args.profile, engine=engine)
        raise CommandLineError(what, where="--engine", do=Message("leave one of them out"))
    nodes = args.nodes or node_count(loaded.deployment)
    return DemoWanted(nodes, engine, "" if kept is not None else str(loaded.path.absolute()), kept)
