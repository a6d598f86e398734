"""The preflight: asks every serving node anew, two or three round trips each, and lets model.checks judge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Coroutine, Mapping
from dataclasses import replace

from mindie_tui.model import checks as ck
from mindie_tui.model import events as ev
from mindie_tui.model.artefacts import npu_ids_of
from mindie_tui.model.errors import LinkError, Lost, Refused
from mindie_tui.model.judges import Seen
from mindie_tui.model.text import one_line
from mindie_tui.remote import probe as asking
from mindie_tui.remote.context import Context
from mindie_tui.remote.standing import hashes

PARTS = ("facts", "ports", "write", "services")


async def preflight(
    ctx: Context, *, only: frozenset[str] | None = None, nodes: frozenset[str] | None = None, restart: bool = False
) -> AsyncIterator[ev.Event]:
    """CheckAsked for each check and node, then CheckDone as the answers come; a dead node stops no other.

    `only` some checks, on some `nodes`. `restart`: an earlier service of ours may be stopped first.
    """
    chosen = [c for c in ck.CHECKS if only is None or c.name in only]
    names = [name for name in ctx.serving if nodes is None or name in nodes]

    async def one(name: str) -> AsyncIterator[ev.Event]:
        mine = [c for c in chosen if name in ck.asked_of(c, ctx.serving)]
        for check in mine:
            yield ev.CheckAsked(name, check.name)
        async for event in _checked(ctx, name, mine, restart):
            yield event

    async for event in ctx.fleet.each(names, one):
        yield event


async def _checked(ctx: Context, name: str, mine: list[ck.Check], restart: bool) -> AsyncIterator[ev.Event]:
    seen = Seen(
        node=name,
        serving=ctx.serving,
        container=ctx.deployment.container,
        config=ctx.artefacts.config,
        npu_ids=npu_ids_of(ctx.deployment, ctx.facts),
        weights=asking.weights_path(ctx.deployment, ctx.artefacts.config),
        others=ctx.facts,
        restart=restart,
    )
    try:
        async for event in ctx.fleet.opened(name):
            if not isinstance(event, ev.NodeAsked):  # the probe says that; here it is a check that is asked
                yield event
        offset, answer_ms = await asking.clock(ctx.fleet, name)
    except LinkError as error:
        for event in _nothing_seen(seen, mine, error):
            yield event
        return
    link, fact = ctx.fleet.host(name), ctx.facts.get(name)

    def with_facts(seen: Seen, answers: asking.Answers) -> Seen:
        facts = asking.facts_from(ctx.fleet.nodes[name], seen.container, answers, link=link)
        path = facts.config_path or (fact.config_path if fact else None)
        facts = replace(facts, clock_offset_s=offset, answer_ms=answer_ms, config_path=path)
        return replace(seen, facts=facts, others={**ctx.facts, name: facts})

    answers = asking.Answers()
    seen = with_facts(seen, answers)
    left = {check.name: check for check in mine}
    took: dict[str, int] = {"": round(answer_ms)}
    for check in _ready(left, took):
        yield _done(check, seen, took[""])
    needed = set().union(*(check.needs for check in left.values())) if left else set()
    asked = {asyncio.create_task(ask): what for what, ask in _questions(ctx, name, seen, needed).items()}
    try:
        while asked:
            done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                what, told = asked.pop(task), task.result()
                took[what] = max(told.ms, told.inside_ms)
                answers = replace(
                    answers,
                    machine={**answers.machine, **told.machine},
                    inside={**answers.inside, **told.inside},
                    why_not_inside=told.why_not_inside or answers.why_not_inside,
                )
                seen = replace(with_facts(seen, answers), inside=answers.inside, why_not_inside=answers.why_not_inside)
                seen = replace(seen, attachable=_attachable(ctx, seen))
                for check in _ready(left, took):
                    yield _done(check, seen, max(took[need] for need in check.needs))
    except LinkError as error:
        if isinstance(error, Lost):
            yield ev.NodeLost(name, error.what)
        for event in _nothing_seen(replace(seen, facts=None), list(left.values()), error):
            yield event
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


def _ready(left: dict[str, ck.Check], took: Mapping[str, int]) -> list[ck.Check]:
    """The checks whose answers have all come, taken out of `left`."""
    return [left.pop(name) for name, check in list(left.items()) if check.needs <= took.keys()]


def _questions(
    ctx: Context, name: str, seen: Seen, needed: Collection[str]
) -> dict[str, Coroutine[None, None, asking.Answers]]:
    """The round trips that the checks need. The weights go alone: their headers take long on a slow disk."""
    found: dict[str, Coroutine[None, None, asking.Answers]] = {}
    if "machine" in needed:
        found["machine"] = asking.ask_machine(ctx.fleet, ctx.deployment, name)
    if "inside" in needed:
        ports = ck.ports_of(ctx.artefacts.config, seen.master, len(ctx.serving) > 1)
        found["inside"] = asking.ask_inside(ctx.fleet, ctx.deployment, name, PARTS, ports=ports, weights=seen.weights)
    if "weights" in needed and seen.weights is not None:
        found["weights"] = asking.ask_inside(ctx.fleet, ctx.deployment, name, ("weights",), weights=seen.weights)
    elif "weights" in needed:
        found["weights"] = _no_answer()
    return found


async def _no_answer() -> asking.Answers:
    return asking.Answers()


def _attachable(ctx: Context, seen: Seen) -> bool:
    """Whether the one service of ours there has the hashes of the files that would be written now."""
    if len(seen.ours) != 1:
        return False
    record = seen.ours[0]
    try:
        wanted = hashes(ctx, seen.node)
    except Refused:
        return False
    names = ("config_sha256", "rank_table_sha256", "script_sha256")
    return tuple(str(record.get(name) or "") for name in names) == wanted


def _done(check: ck.Check, seen: Seen, ms: int) -> ev.CheckDone:
    judged = check.judge(seen)
    return ev.CheckDone(
        seen.node, check.name, judged.verdict, one_line(judged.found), one_line(judged.remedy), check.command(seen), ms
    )


def _nothing_seen(seen: Seen, mine: list[ck.Check], error: LinkError) -> list[ev.Event]:
    """The login fails; everything else of that node is not known."""
    seen = replace(seen, refused=error.what, refused_do=error.do)
    found = []
    for check in mine:
        if check.name == "ssh_login":
            found.append(_done(check, seen, 0))
        else:
            why = f"the node cannot be asked: {one_line(error.what)}"
            found.append(
                ev.CheckDone(seen.node, check.name, "unknown", why, one_line(error.do), check.command(seen), 0)
            )
    return found
