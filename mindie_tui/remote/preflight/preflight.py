"""The preflight: asks every serving node anew, two or three round trips each, and lets model.checks judge."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Coroutine, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mindie_tui.model.bench import datasets
from mindie_tui.model.bench.aisbench.config import settings_of
from mindie_tui.model.errors import LinkError, Lost, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.artefacts.artefacts import npu_ids_of
from mindie_tui.model.preflight import check as ck
from mindie_tui.model.preflight.evidence import Seen, run_of
from mindie_tui.model.preflight.remedies import mending
from mindie_tui.model.text import one_line
from mindie_tui.remote.bench.ais_bench_start import TOKENIZER
from mindie_tui.remote.bench.datasets import filled
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.lock import has_ended
from mindie_tui.remote.launch.planned_files import hashes
from mindie_tui.remote.launch.running_services import remains_of
from mindie_tui.remote.nodes import probe as asking

PARTS = ("facts", "ports", "write", "services", "around", "bench")
BENCH_PARTS = ("facts", "bench")
"""Of a node that only benches."""
ASKS = {
    "machine": "what npu-smi, hccn_tool and the container engine say",
    "inside": "what stands inside the container",
    "reach": "answers of the other nodes' addresses",
    "weights": "the headers of the weights",
}
"""A round trip: what is waited for, in words."""


async def preflight(
    ctx: Context, *, only: frozenset[str] | None = None, nodes: frozenset[str] | None = None, restart: bool = False
) -> AsyncGenerator[ev.Event, None]:
    """CheckAsked for each check and node, then CheckDone as the answers come; a dead node stops no other.

    `only` some checks, on some `nodes`. `restart`: an earlier service of ours may be stopped first. A check that
    judges all nodes together is done when all have answered what it needs; the others wait for nobody.
    """
    chosen = [c for c in ck.CHECKS if only is None or c.name in only]
    bench = ctx.deployment.bench_node
    on = {c.name: ck.asked_of(c, ctx.serving, bench if bench in ctx.fleet.nodes else None) for c in chosen}
    wanted = {c.name: [n for n in on[c.name] if nodes is None or n in nodes] for c in chosen}
    together = _Together([c for c in chosen if c.across and wanted[c.name]], on, wanted)
    last: dict[str, Seen] = {}

    async def one(name: str) -> AsyncGenerator[ev.Event, None]:
        mine = [c for c in chosen if name in wanted[c.name]]
        for check in mine:
            yield ev.CheckAsked(name, check.name)
        needed = set().union(*(c.needs for c in chosen if name in (on if c.across else wanted)[c.name]))
        async for event in _checked(ctx, name, mine, needed, together, restart, last):
            yield event

    asked = dict.fromkeys(n for c in chosen if wanted[c.name] for n in (on if c.across else wanted)[c.name])
    async for event in ctx.fleet.each(asked, one):
        yield event
    if any(c.name == ck.EARLIER for c in chosen):
        for event in _cut_off(ctx, last):
            yield event


def _cut_off(ctx: Context, last: Mapping[str, Seen]) -> list[ev.CheckDone]:
    """Judge earlier_service once more where a service that could be attached to does not run on all nodes."""
    seen = [last[name] for name in ctx.serving if name in last and last[name].part("services") is not None]
    there = [one for one in seen if one.ours]
    lacking = tuple(one.node for one in seen if not one.ours)
    if len(seen) < len(ctx.serving) or not lacking or not there:
        return []
    if any((one.part("services") or {}).get("lock") and not one.lock_ended for one in seen):
        return []  # somebody launches just now
    if any(not one.attachable or run_of(one) != run_of(there[0]) for one in there):
        return []
    return [_done(ck.BY_NAME[ck.EARLIER], replace(one, lacking=lacking), 0) for one in there]


Judgement = tuple[ck.Check, Seen, int]
"""A check that can be judged now, of what, and how many milliseconds its answers took."""


class _Together:
    """What was seen of all nodes so far, and the checks that judge them together and wait for it."""

    def __init__(
        self, checks: list[ck.Check], on: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]
    ) -> None:
        self._left, self._on, self._wanted = checks, on, wanted
        self._missing = {check.name: set(on[check.name]) for check in checks}
        """The nodes that have not answered yet what a check needs."""
        self._seen: dict[str, Seen] = {}
        self._took: dict[str, Mapping[str, int]] = {}
        self._gone: set[str] = set()

    def saw(self, seen: Seen, took: Mapping[str, int]) -> list[Judgement]:
        """The answers of one node so far; what is judged now that they are there."""
        self._seen[seen.node], self._took[seen.node] = seen, dict(took)
        for check in self._left:
            if check.needs <= took.keys():
                self._missing[check.name].discard(seen.node)
        return self._ready()

    def lost(self, name: str) -> list[Judgement]:
        """This node answers no more; nobody waits for it."""
        self._gone.add(name)
        for missing in self._missing.values():
            missing.discard(name)
        return self._ready()

    def _ready(self) -> list[Judgement]:
        done: list[Judgement] = []
        for check in [check for check in self._left if not self._missing[check.name]]:
            self._left.remove(check)
            peers = {name: self._seen[name] for name in self._on[check.name] if name not in self._gone}
            for name in self._wanted[check.name]:
                if name in peers:
                    ms = max(self._took[name][need] for need in check.needs)
                    done.append((check, replace(peers[name], peers=peers), ms))
        return done

    def waiting(self, check: ck.Check) -> bool:
        return check in self._left


async def _checked(
    ctx: Context, name: str, mine: list[ck.Check], needed: Collection[str], together: _Together, restart: bool,
    last: dict[str, Seen],
) -> AsyncGenerator[ev.Event, None]:  # fmt: skip
    """The checks of one node; what was seen of it in the end goes into `last`."""
    rank = ctx.serving.index(name) if name in ctx.serving else None
    seen = Seen(
        node=name,
        serving=ctx.serving,
        container=ctx.deployment.container,
        config=ctx.artefacts.config,
        npu_ids=npu_ids_of(ctx.deployment, ctx.facts),
        weights=asking.weights_path(ctx.deployment, ctx.artefacts.config),
        environment=ctx.artefacts.environments[rank] if rank is not None else {},
        others=ctx.facts,
        master_ip=_ip(ctx, ctx.master),
        restart=restart,
        operator=ctx.operator,
    )
    try:
        async for event in ctx.fleet.opened(name):
            if not isinstance(event, ev.NodeAsked):  # the probe says that; here it is a check that is asked
                yield event
        with ctx.waits.on("its clock", name):
            offset, answer_ms = await asking.clock(ctx.fleet, name)
    except LinkError as error:
        for event in [*_nothing_seen(seen, mine, error), *(_done(*one) for one in together.lost(name))]:
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
    left = {check.name: check for check in mine if not check.across}
    took: dict[str, int] = {"": round(answer_ms)}
    for check in _ready(left, took):
        yield _done(check, seen, took[""])
    questions = _questions(ctx, name, seen, needed)
    asked = {asyncio.create_task(_awaited(ctx, name, what, ask)): what for what, ask in questions.items()}
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
                seen = replace(
                    with_facts(seen, answers) if what in ("machine", "inside") else seen,
                    machine=answers.machine,
                    inside=answers.inside,
                    why_not_inside=answers.why_not_inside,
                )
                attachable = rank is not None and _attachable(ctx, seen)
                last[name] = seen = replace(seen, attachable=attachable, lock_ended=_ended(ctx, seen))
                for check in _ready(left, took):
                    yield _done(check, seen, max(took[need] for need in check.needs))
                for ready in together.saw(seen, took):
                    yield _done(*ready)  # one by one: those of sixty nodes together would hold the loop
    except LinkError as error:
        if isinstance(error, Lost):
            yield ev.NodeLost(name, error.what)
        open_still = [*left.values(), *(c for c in mine if c.across and together.waiting(c))]
        for event in _nothing_seen(replace(seen, facts=None), open_still, error):
            yield event
        for ready in together.lost(name):
            yield _done(*ready)
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
    """The round trips that the checks need, all at once.

    The weights go alone, their headers take long on a slow disk; so does what waits for an address that is silent.
    """
    found: dict[str, Coroutine[None, None, asking.Answers]] = {}
    if "machine" in needed:
        found["machine"] = asking.ask_machine(ctx.fleet, ctx.deployment, name, ports=len(ctx.serving) > 1)
    if "inside" in needed:
        found["inside"] = _inside(
            ctx,
            name,
            PARTS if name in ctx.serving else BENCH_PARTS,
            ports=ck.ports_of(ctx.artefacts.config, seen.master, len(ctx.serving) > 1),
            weights=seen.weights,
            tokenizer=(
                settings_of(ctx.deployment, ctx.artefacts.config, None).get("path") or seen.weights or "",
                TOKENIZER,
            ),
            data=datasets.question(ctx.deployment, filled),
        )
    if "reach" in needed:
        found["reach"] = asking.ask_reach(ctx.fleet, name, _reach(ctx, name))
    if "weights" in needed and seen.weights is not None:
        found["weights"] = asking.ask_weights(ctx.fleet, name, seen.weights)
    elif "weights" in needed:
        found["weights"] = _no_answer()
    return found


async def _awaited(ctx: Context, name: str, what: str, ask: Coroutine[None, None, asking.Answers]) -> asking.Answers:
    with ctx.waits.on(ASKS[what], name, limit_s=asking.MACHINE_S if what == "machine" else asking.INSIDE_S):
        return await ask


async def _inside(ctx: Context, name: str, parts: Sequence[str], **more: Any) -> asking.Answers:
    """What stands inside; where a service of ours has ended there, what it has left, too. Raises Lost."""
    told = await asking.ask_inside(ctx.fleet, ctx.deployment, name, parts, **more)
    services = told.inside.get("services")
    if not isinstance(services, dict) or not services.get("ended"):
        return told
    try:
        left = [
            {"run": one.run, "workers": list(one.workers), "operator": one.operator}
            for one in await remains_of(ctx, name)
        ]
    except LinkError as error:
        if isinstance(error, Lost):
            raise
        left = []  # the NPUs show it, if there is something
    return replace(told, inside={**told.inside, "services": {**services, "left": left}})


def _reach(ctx: Context, name: str) -> list[tuple[str, str, tuple[int, ...]]]:
    """The other serving nodes, and the service where this node benches: on the service's port, then on SSH's."""
    port = dict(ck.ports_of(ctx.artefacts.config, True, False))["port"]
    serving = ctx.serving
    named = [(other, other) for other in serving if other != name] if name in serving else []
    named += [("service", ctx.master)] if name == ctx.deployment.bench_node else []
    return [(label, ip, (port, 22)) for label, node in named if (ip := _ip(ctx, node)) is not None]


def _ip(ctx: Context, name: str) -> str | None:
    """How the other nodes reach a node."""
    fact = ctx.facts.get(name)
    return ctx.fleet.nodes[name].ip or (fact.ip if fact else None)


async def _no_answer() -> asking.Answers:
    return asking.Answers()


def _ended(ctx: Context, seen: Seen) -> bool:
    """Whether the lock there is of a mindie-tui of this machine that has ended."""
    lock = (seen.part("services") or {}).get("lock")
    return isinstance(lock, dict) and has_ended(lock, ctx.operator)


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
    mend = mending(check.name, seen) if judged.verdict in ("warn", "fail") else None
    return ev.CheckDone(
        seen.node,
        check.name,
        judged.verdict,
        one_line(judged.found),
        one_line(judged.remedy),
        check.command(seen),
        ms,
        seen.entered(mend) if mend is not None else None,
        judged.because or None,
    )


def _nothing_seen(seen: Seen, mine: list[ck.Check], error: LinkError) -> list[ev.Event]:
    """The login fails; everything else of that node is not known."""
    seen = replace(seen, refused=error.what, refused_do=error.do)
    found: list[ev.Event] = []
    for check in mine:
        if check.name == "ssh_login":
            found.append(_done(check, seen, 0))
        else:
            why = f"the node cannot be asked: {one_line(error.what)}"
            found.append(
                ev.CheckDone(seen.node, check.name, "unknown", why, one_line(error.do), check.command(seen), 0)
            )
    return found
