"""What a launch would write and send, by node; nothing of it is written or sent."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.remote.launch.files import install
from mindie_tui.remote.launch.launch import start_program
from mindie_tui.remote.launch.lock import Lock
from mindie_tui.remote.launch.planned_files import CONFIG, SCRIPT, TABLE, plan_files
from mindie_tui.remote.launch.running_services import processes
from mindie_tui.remote.session.session import Session
from mindie_tui.remote.transport.container import run_inside
from mindie_tui.remote.transport.node_program import Program


@dataclass(frozen=True, slots=True)
class Sent:
    """One command as it would run on the machine."""

    text: str
    program: str
    """Which program of on_node stands on its standard input, with what it is told behind it."""
    size: int
    """Bytes on standard input."""


@dataclass(frozen=True, slots=True)
class NodePlan:
    """One node: what stands there, what would stand there, and how it would get there."""

    node: str
    config_path: str
    """"" where the engine has no config.json."""
    config_now: str | None
    """None: it was not read."""
    config: str
    rank_table_path: str
    rank_table: str | None
    script_path: str
    script: str
    commands: tuple[Sent, ...]


def plans(session: Session) -> tuple[NodePlan, ...]:
    """The serving nodes, master first. Raises Refused where the config.json of one was not found.

    A node whose container is yet to be created is left out: what stands inside is not known.
    """
    ctx = session.context()
    known = [node for node in ctx.serving if node not in session.lacking]
    lock, ports = Lock(ctx), ctx.endpoint.ports
    found = []
    for node in known:
        files = plan_files(ctx, node)
        programs = (
            processes(ctx, node, "find", {}),
            lock.program(node, "take", ""),
            install(ctx, node, list(files.values())),
            start_program(ctx, node, ports),
            lock.program(node, "release"),
        )
        table, config = files.get(TABLE), files.get(CONFIG)
        found.append(
            NodePlan(
                node=node,
                config_path=config.path if config else "",
                config_now=ctx.facts[node].config_text,
                config=config.data.decode() if config else "",
                rank_table_path=table.path if table else "",
                rank_table=table.data.decode() if table else None,
                script_path=files[SCRIPT].path,
                script=files[SCRIPT].data.decode(),
                commands=tuple(_sent(session, program) for program in programs),
            )
        )
    return tuple(found)


def _sent(session: Session, program: Program) -> Sent:
    command = run_inside(session.deployment.container, program.command)
    return Sent(command.text, program.name, len(command.stdin or b""))
