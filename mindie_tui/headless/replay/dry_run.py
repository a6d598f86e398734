"""`replay --dry-run`: the diff of config.json, rank table, scripts and commands of each node; changes nothing there.

The nodes are asked what they have, as always; then what a launch would write and send is printed and not done. A
nonce, the time and the run's id are those of this walk: another walk has others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.documents.diff import unified
from mindie_tui.model.text import printable

if TYPE_CHECKING:
    from mindie_tui.remote.session.launch_plan import NodePlan
    from mindie_tui.remote.session.session import ContainerPlan


def lines(plans: Sequence[NodePlan], containers: Sequence[ContainerPlan] = ()) -> Iterator[str]:
    """What is printed, without anything that a terminal would act on. What is equal on all nodes stands once.

    `containers`: what would be created before; what stands inside is not known until it is there.
    """
    for made in containers:
        if made.reason:
            yield from _section(f"{made.node}: container", [f"cannot be created: {made.reason}; {made.do}"])
        elif made.commands:
            told = [
                *(line for command in made.commands for line in command.splitlines()),
                "  # then asked again, inside",
            ]
            yield from _section(f"{made.node}: container: {', then '.join(made.does)}", told)
    for plan in plans:
        if plan.config_path:
            yield from _section(f"{plan.node}: config.json", _diff(plan))
    if plans and plans[0].rank_table is not None:
        where = f"rank_table.json, on all nodes: {plans[0].rank_table_path}"
        yield from _section(where, plans[0].rank_table.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: start.sh: {plan.script_path}", plan.script.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: commands, in this order", _commands(plan))


def _section(title: str, body: Sequence[str]) -> Iterator[str]:
    yield printable(f"== {title}")
    yield from (printable(line) for line in body)
    yield ""


def _diff(plan: NodePlan) -> list[str]:
    if plan.config_now is None:
        return [f"{plan.config_path} could not be read; it would be:", *plan.config.splitlines()]
    if plan.config_now == plan.config:
        return [f"{plan.config_path} stays as it is"]
    found = unified(plan.config_now, plan.config, plan.config_path).splitlines()
    return found or [f"{plan.config_path} differs in its blanks alone"]


def _commands(plan: NodePlan) -> list[str]:
    told = []
    for sent in plan.commands:
        told += [
            *sent.text.splitlines(),
            f"  # {sent.size} bytes on standard input: {sent.program}.py and what it is told",
        ]
    return told
