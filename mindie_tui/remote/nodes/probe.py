"""What stands on the nodes: three round trips each (the clock, the machine, the container), all nodes at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.model.shell import sh
from mindie_tui.model.text import one_line
from mindie_tui.remote.nodes.answers import Answers, facts_from
from mindie_tui.remote.nodes.questions import Inside, asked_inside, inside_question, machine_question
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.node_program import Program

MACHINE_S, INSIDE_S = 60.0, 60.0
"""Seconds that the two long answers may take: npu-smi of a sick machine takes half a minute."""


async def probe(
    fleet: Fleet, deployment: Deployment, names: Sequence[str] | None = None
) -> AsyncGenerator[ev.Event, None]:
    """NodeAsked, then NodeFound or NodeRefused of each node; a dead one stops no other."""
    wanted = list(fleet.nodes if names is None else names)

    async def one(name: str) -> AsyncGenerator[ev.Event, None]:
        if name in fleet.connected:
            yield ev.NodeAsked(name)
        async for event in fleet.connect_one(name):
            yield event
        yield ev.NodeFound(name, await facts_of(fleet, deployment, name))

    async for event in fleet.each(wanted, one):
        yield event


async def facts_of(fleet: Fleet, deployment: Deployment, name: str) -> Facts:
    """Everything that is asked of one node, in three round trips. Raises Lost and Unreachable."""
    with fleet.waits.on("its clock", name):
        offset, answer_ms = await clock(fleet, name)
    with fleet.waits.on("what npu-smi, hccn_tool and the container say", name, limit_s=max(MACHINE_S, INSIDE_S)):
        answers = await ask(fleet, deployment, name, ("facts",))
    facts = facts_from(fleet.nodes[name], deployment.container, answers, link=fleet.host(name))
    return replace(facts, clock_offset_s=offset, answer_ms=answer_ms)


async def clock(fleet: Fleet, name: str) -> tuple[float | None, float]:
    """The node's clock minus ours in seconds, half the round trip taken off; and the round trip in milliseconds."""
    before, began = time.time(), time.monotonic()
    result = await fleet.host(name).run(sh("date +%s.%N"))
    took = time.monotonic() - began
    there = read.epoch(result.text)
    return (None if there is None else round(there - before - took / 2, 3)), round(took * 1000, 1)


async def ask(fleet: Fleet, deployment: Deployment, name: str, parts: Sequence[str]) -> Answers:
    """The machine and the inside of its container, both at once. Raises Lost, and Unreachable of the machine."""
    asked, told = await asyncio.gather(
        ask_machine(fleet, deployment, name), ask_inside(fleet, deployment, name, Inside(parts))
    )
    return replace(told, machine=asked.machine, ms=asked.ms)


async def ask_machine(fleet: Fleet, deployment: Deployment, name: str, *, ports: bool = False) -> Answers:
    """One script on the machine; `ports`: also how the NPUs' own network ports are. Raises LinkError's children."""
    command, mark = machine_question(deployment.container, ports=ports)
    result = await fleet.host(name).run(command, timeout=MACHINE_S)
    return Answers(machine=read.sections(result.text, mark), ms=result.ms)


async def ask_inside(fleet: Fleet, deployment: Deployment, name: str, asked: Inside) -> Answers:
    """One program inside the container; why it gave no answer, where it gave none. Raises Lost."""
    return await _answers(fleet, name, inside_question(deployment, fleet.nodes[name], asked))


async def ask_weights(fleet: Fleet, name: str, weights: str) -> Answers:
    """on_node/weights.py inside the container, as ask_inside: alone, for the headers of a slow disk take long."""
    return await _answers(fleet, name, asked_inside("weights", {"weights": weights}))


async def ask_reach(fleet: Fleet, name: str, reach: Sequence[tuple[str, str, tuple[int, ...]]]) -> Answers:
    """on_node/reach.py inside the container: whether each name's address answers on one of the ports."""
    return await _answers(fleet, name, asked_inside("reach", {"reach": reach}))


async def _answers(fleet: Fleet, name: str, asked: Program) -> Answers:
    try:
        result = await fleet.inside(name).run(asked.command, timeout=INSIDE_S)
    except Unreachable as error:
        return Answers(why_not_inside=error.what)
    answers: dict[str, Any] = {}
    for line in result.stdout.splitlines():
        answers |= asked.answer(line) or {}
    last = result.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {result.status}"]
    return Answers(inside=answers, why_not_inside="" if answers else one_line(last[-1]), inside_ms=result.ms)
