"""What a run waits for, as one sentence: printed after some seconds without other output, so that no step is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mindie_tui.model.message import Message
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.model.runs.state import NodeState, PointState, RunState

NAMES = 4
"""So many nodes are named; of the others their number is enough."""
GROUPS = 2
"""So many different things are named, the oldest first."""


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing that has not come yet."""

    what: str
    """What is waited for, as a noun: "the lock", "login"."""
    since: float
    """Seconds since 1970 by this machine's clock."""
    node: str = ""
    """"" where it is no node that is waited for."""
    limit_s: float | None = None
    """When it is given up, counted from `since`; None: never."""


@dataclass(frozen=True, slots=True)
class Waited:
    """What the oldest waits come to."""

    text: str
    since: float
    limit_s: float | None = None


def oldest(waits: Sequence[Wait]) -> Waited | None:
    """The waits as one text, those for the same thing together; None where nothing is waited for."""
    groups: dict[str, list[Wait]] = {}
    for wait in sorted(waits, key=lambda one: one.since):
        groups.setdefault(wait.what, []).append(wait)
    if not groups:
        return None
    said = []
    for what, group in list(groups.items())[:GROUPS]:
        nodes = list(dict.fromkeys(wait.node for wait in group if wait.node))
        said.append(what + (f" on {named(nodes)}" if nodes else ""))
    more = f", and {len(groups) - GROUPS} more" if len(groups) > GROUPS else ""
    first = next(iter(groups.values()))[0]
    return Waited("; ".join(said) + more, first.since, first.limit_s if len(groups) == 1 else None)


def named(nodes: Sequence[str]) -> str:
    """The first nodes by name, and the number of the others."""
    return ", ".join(nodes[:NAMES]) + (f" and {len(nodes) - NAMES} more" if len(nodes) > NAMES else "")


def of_state(state: RunState) -> str:
    """What the events so far leave open."""
    runs: tuple[PointState | AccuracyState, ...] = (*state.points.values(), *state.accuracy.values())
    running = [p for p in runs if p.state == "running"]
    if running:
        phase = f", phase {running[0].phase}" if running[0].phase else ""
        return f"{running[0].name}{phase}"
    asking = [node.name for node in state.nodes.values() if node.state == "asking"]
    if state.step == "nodes" and asking:
        return Message("answers of {asking}", asking=named(asking))
    if state.step == "preflight" and state.asked:
        nodes = list(dict.fromkeys(node for _, node in sorted(state.asked)))
        return Message("{count} checks on {nodes}", count=len(state.asked), nodes=named(nodes))
    if state.service in ("starting", "attached"):
        starting = [_start(node) for node in state.nodes.values() if node.pid is not None]
        return (
            Message("the service to be ready: {starting}", starting=named(starting))
            if starting
            else "the service to answer"
        )
    return Message("the next word of step {step}", step=state.step)


def _start(node: NodeState) -> str:
    percent = f" {node.percent} %" if node.percent is not None and node.phase == "weights" else ""
    lost = " (connection lost)" if node.state == "lost" else ""
    return f"{node.name} {'in phase ' + node.phase if node.phase else 'started'}{percent}{lost}"


def sentence(found: Waited, now: float, clock: str) -> str:
    """`clock` is the time of day of `found.since`, `now` seconds since 1970."""
    limit = Message(", at most {limit_s:.0f} s", limit_s=found.limit_s) if found.limit_s is not None else ""
    return Message(
        "waiting since {clock} ({value:.0f} s{limit}) for {text}",
        clock=clock,
        value=max(0.0, now - found.since),
        limit=limit,
        text=found.text,
    )
