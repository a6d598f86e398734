"""One node in the preflight: asked all at once, judged check by check as its answers come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Sequence
from dataclasses import replace

from mindie_tui.model.errors import LinkError, Lost, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import Message, cleaned, phrase
from mindie_tui.model.preflight import check as ck
from mindie_tui.model.preflight.evidence import Seen
from mindie_tui.model.preflight.remedies import mending
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.launch.lock import has_ended
from mindie_tui.remote.launch.planned_files import hashes
from mindie_tui.remote.nodes import probe as asking
from mindie_tui.remote.nodes.answers import Answers, facts_from
from mindie_tui.remote.preflight.questions import address_of, await_answers, questions
from mindie_tui.remote.preflight.together import Together


class NodeChecks:
    """The checks of one node: what was seen there so far, and which of them are still to be judged."""

    def __init__(
        self, ctx: Context, name: str, checks: Sequence[ck.Check], needed: Collection[str], together: Together,
        restart: bool,
    ) -> None:  # fmt: skip
        """`needed` are the round trips that these checks need, or that those of `together` need of this node."""
        self.ctx, self.name, self._checks, self._needed, self._together = ctx, name, checks, needed, together
        self._rank = ctx.serving.index(name) if name in ctx.serving else None
        start = ctx.engine.start
        self.seen = Seen(
            node=name,
            serving=ctx.serving,
            container=ctx.deployment.container,
            config=ctx.artefacts.config,
            label=ctx.engine.label,
            program=ctx.engine.parameters.program,
            ports=start.ports(ctx.artefacts, name == ctx.master, len(ctx.serving) > 1),
            service_port=dict(start.ports(ctx.artefacts, True, False))["port"],
            npu_ids=start.npu_ids(ctx.deployment, ctx.facts),
            weights=start.weights(ctx.deployment, ctx.artefacts),
            environment=ctx.artefacts.environments[self._rank] if self._rank is not None else {},
            others=ctx.facts,
            master_ip=address_of(ctx, ctx.master),
            restart=restart,
            operator=ctx.operator,
        )
        self._answers = Answers()
        self._left = {check.name: check for check in checks if not check.across}
        self._took: dict[str, int] = {}
        """Milliseconds of each round trip that has come back; "" is the clock's."""
        self._clock_offset_s: float | None = None
        self._answer_ms = 0.0

    async def events(self) -> AsyncGenerator[ev.Event, None]:
        """CheckDone for each check of the node, HostKeyAdded and NodeLost; no LinkError leaves it."""
        try:
            async for event in self.ctx.fleet.connect_one(self.name):
                if not isinstance(event, ev.NodeAsked):  # the probe says that; here it is a check that is asked
                    yield event
            with self.ctx.waits.on("its clock", self.name):
                self._clock_offset_s, self._answer_ms = await asking.clock(self.ctx.fleet, self.name)
        except LinkError as error:
            for event in [*nothing_seen(self.seen, self._checks, error), *self._lost_to_the_others()]:
                yield event
            return
        self.seen, self._took[""] = self._with_facts(), round(self._answer_ms)
        for done in self._ready():
            yield done
        async for event in self._ask():
            yield event

    async def _ask(self) -> AsyncGenerator[ev.Event, None]:
        asks = questions(self.ctx, self.name, self.seen, self._needed)
        asked = {asyncio.create_task(await_answers(self.ctx, self.name, what, ask)): what for what, ask in asks.items()}
        try:
            while asked:
                done, _ = await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    what = asked.pop(task)
                    self._hear(what, task.result())
                    for event in self._ready():
                        yield event
                    for ready in self._together.saw(self.seen, self._took):
                        yield done_check(*ready)  # one by one: those of sixty nodes together would hold the loop
        except LinkError as error:
            if isinstance(error, Lost):
                yield ev.NodeLost(self.name, error.what)
            across = [check for check in self._checks if check.across and self._together.waiting(check)]
            for event in nothing_seen(replace(self.seen, facts=None), [*self._left.values(), *across], error):
                yield event
            for event in self._lost_to_the_others():
                yield event
        finally:
            for task in asked:
                task.cancel()
            await asyncio.gather(*asked, return_exceptions=True)

    def _hear(self, what: str, told: Answers) -> None:
        """The answers of one round trip."""
        self._took[what] = max(told.ms, told.inside_ms)
        self._answers = answers = replace(
            self._answers,
            machine={**self._answers.machine, **told.machine},
            inside={**self._answers.inside, **told.inside},
            why_not_inside=told.why_not_inside or self._answers.why_not_inside,
        )
        seen = replace(
            self._with_facts() if what in ("machine", "inside") else self.seen,
            machine=answers.machine,
            inside=answers.inside,
            why_not_inside=answers.why_not_inside,
        )
        attachable = self._rank is not None and is_attachable(self.ctx, seen)
        self.seen = replace(seen, attachable=attachable, lock_ended=lock_has_ended(self.ctx, seen))

    def _with_facts(self) -> Seen:
        """What was seen, with the facts that follow from all answers so far."""
        ctx, name, fact = self.ctx, self.name, self.ctx.facts.get(self.name)
        link = ctx.fleet.host(name)
        facts = facts_from(ctx.fleet.nodes[name], self.seen.container, self._answers, link=link)
        path = facts.config_path or (fact.config_path if fact else None)
        facts = replace(facts, clock_offset_s=self._clock_offset_s, answer_ms=self._answer_ms, config_path=path)
        return replace(self.seen, facts=facts, others={**ctx.facts, name: facts})

    def _ready(self) -> Iterator[ev.CheckDone]:
        """The checks of this node alone whose answers have all come."""
        for check in [check for check in self._left.values() if check.needs <= self._took.keys()]:
            del self._left[check.name]
            ms = max((self._took[need] for need in check.needs), default=self._took[""])
            yield done_check(check, self.seen, ms)

    def _lost_to_the_others(self) -> Iterator[ev.CheckDone]:
        """What is judged of all nodes now that nobody waits for this one."""
        for ready in self._together.lost(self.name):
            yield done_check(*ready)


def lock_has_ended(ctx: Context, seen: Seen) -> bool:
    """Whether the lock there is of a mindie-tui of this machine that has ended."""
    lock = (seen.part("services") or {}).get("lock")
    return isinstance(lock, dict) and has_ended(lock, ctx.operator)


def is_attachable(ctx: Context, seen: Seen) -> bool:
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


def done_check(check: ck.Check, seen: Seen, ms: int) -> ev.CheckDone:
    """The verdict of a check, with the command that would fix it; `ms` is how long its answers took."""
    judged = check.judge(seen)
    mend = mending(check.name, seen) if judged.verdict in ("warn", "fail") else None
    return ev.CheckDone(
        seen.node,
        check.name,
        judged.verdict,
        cleaned(judged.found, one_line),
        cleaned(judged.remedy, one_line),
        check.command(seen),
        ms,
        seen.entered(mend) if mend is not None else None,
        judged.because or None,
    )


def nothing_seen(seen: Seen, checks: Sequence[ck.Check], error: LinkError) -> list[ev.CheckDone]:
    """The login fails; everything else of that node is not known."""
    seen = replace(seen, refused=error.what, refused_do=error.do)
    found: list[ev.CheckDone] = []
    for check in checks:
        if check.name == "ssh_login":
            found.append(done_check(check, seen, 0))
        else:
            why = Message("the node cannot be asked: {why}", why=phrase(cleaned(error.what, one_line)))
            found.append(
                ev.CheckDone(seen.node, check.name, "unknown", why, cleaned(error.do, one_line), check.command(seen), 0)
            )
    return found
