"""`replay --dry-run`: the diff of config.json, rank table, scripts and commands of each node; changes nothing there.

The nodes are asked what they have, as always; then what a launch would write and send is printed and not done. A
nonce, the time and the run's id are those of this walk: another walk has others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.message import in_language
from mindie_tui.model.text import printable
from mindie_tui.model.workbench.launch_plan import NodePlan

if TYPE_CHECKING:
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
        if plan.config is not None:
            yield from _section(f"{plan.node}: config.json", _diff(plan, plan.config))
    for file in plans[0].own_files if plans else ():
        yield from _section(f"{file.name}, on all nodes: {file.path}", file.text.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: start.sh: {plan.script.path}", plan.script.text.splitlines())
    for plan in plans:
        yield from _section(f"{plan.node}: commands, in this order", _commands(plan))


def _section(title: str, body: Sequence[str]) -> Iterator[str]:
    yield printable(f"== {title}")
    yield from (printable(line) for line in body)
    yield ""


def _diff(plan: NodePlan, config: PlannedFile) -> list[str]:
    if plan.difference is None:
        return [f"{config.path} could not be read; it would be:", *config.text.splitlines()]
    if plan.config_now == config.text:
        return [f"{config.path} stays as it is"]
    return plan.difference.splitlines() or [f"{config.path} differs in its blanks alone"]


def _commands(plan: NodePlan) -> list[str]:
    return [line for sent in plan.commands for line in (*sent.text.splitlines(), f"  # {in_language(sent.input)}")]
