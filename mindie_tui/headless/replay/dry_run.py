"""`replay --dry-run`: the diff of config.json, rank table, scripts and commands of each node; changes nothing there.

The nodes are probed as usual; what a launch would write and send is then printed instead of done. A
nonce, the time and the run's id are those of this walk: another walk has others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from mindie_tui.model.launch.planned_file import PlannedFile
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.text import printable
from mindie_tui.model.workbench.launch_plan import NodePlan

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import ContainerPlan


def lines(plans: Sequence[NodePlan], containers: Sequence[ContainerPlan] = ()) -> Iterator[str]:
    """The printed lines, without anything that a terminal would act on. What is equal on all nodes is printed once.

    `containers`: those that would be created before; their inside is unknown until they exist.
    """
    for made in containers:
        if made.reason:
            refused = Message("cannot be created: {reason}; {do}", reason=made.reason, do=made.do)
            yield from _section(Message("{node}: container", node=made.node), [refused])
        elif made.commands:
            body = [line for command in made.commands for line in command.splitlines()]
            body.append(Message("  # then its facts are read from inside"))
            steps = reduce(lambda first, then: Message("{first}, then {then}", first=first, then=then), made.does)
            yield from _section(Message("{node}: container: {steps}", node=made.node, steps=steps), body)
    for plan in plans:
        if plan.config is not None:
            yield from _section(f"{plan.node}: config.json", _diff(plan, plan.config))
    for file in plans[0].own_files if plans else ():
        yield from _section(
            Message("{name}, on all nodes: {path}", name=file.name, path=file.path), file.text.splitlines()
        )
    for plan in plans:
        yield from _section(f"{plan.node}: start.sh: {plan.script.path}", plan.script.text.splitlines())
    for plan in plans:
        yield from _section(Message("{node}: commands, in this order", node=plan.node), _commands(plan))


def _section(title: str, body: Sequence[str]) -> Iterator[str]:
    yield printable(f"== {in_language(title)}")
    yield from (printable(in_language(line) if isinstance(line, Message) else line) for line in body)
    yield ""


def _diff(plan: NodePlan, config: PlannedFile) -> list[str]:
    if plan.difference is None:
        return [Message("{path} could not be read; it would be:", path=config.path), *config.text.splitlines()]
    if plan.config_now == config.text:
        return [Message("{path} does not change", path=config.path)]
    return plan.difference.splitlines() or [Message("{path} differs only in white space", path=config.path)]


def _commands(plan: NodePlan) -> list[str]:
    return [line for sent in plan.commands for line in (*sent.text.splitlines(), f"  # {in_language(sent.input)}")]
