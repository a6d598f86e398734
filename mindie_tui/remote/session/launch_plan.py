"""What a launch would write and send, by node; nothing of it is written or sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mindie_tui.model.workbench.launch_plan import NodePlan, Sent
from mindie_tui.model.workbench.workbench import Workbench
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.files import install
from mindie_tui.remote.launch.launch import start_program
from mindie_tui.remote.launch.lock import Lock
from mindie_tui.remote.launch.running_services import processes
from mindie_tui.remote.transport.container import run_inside


def launch_plan(workbench: Workbench, ctx: Context, nodes: Iterable[str]) -> tuple[NodePlan, ...]:
    """These of the serving nodes, master first. Raises Refused where the config.json of one was not found."""
    lock, ports = Lock(ctx), ctx.endpoint.ports
    found = []
    for node in nodes:
        plan = workbench.plan(node)
        programs = (
            processes(ctx, node, "find", {}),
            lock.program(node, "take", ""),
            install(ctx, node, list(plan.files)),
            start_program(ctx, node, ports),
            lock.program(node, "release"),
        )
        sent = ((run_inside(ctx.deployment.container, program.command), program.name) for program in programs)
        commands = (Sent(command.text, name, len(command.stdin or b"")) for command, name in sent)
        found.append(replace(plan, commands=tuple(commands)))
    return tuple(found)
