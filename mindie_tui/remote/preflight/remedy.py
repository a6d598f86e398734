"""A remedy of the preflight that the operator confirmed: checked again, run exactly as shown, checked once more."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.message import Message
from mindie_tui.model.shell import Command
from mindie_tui.model.text import one_line
from mindie_tui.remote.context import Context
from mindie_tui.remote.preflight.preflight import preflight


async def remedy(ctx: Context, check: str, node: str, shown: str) -> AsyncGenerator[ev.Event, None]:
    """The check asked again, CheckRemedied, and the check asked again.

    Raises Refused, before anything is run, where the check calls for another command than `shown` by now.
    """
    mend: str | None = None
    async with aclosing(_check_again(ctx, check, node)) as events:
        async for event in events:
            if isinstance(event, ev.CheckDone):
                mend = event.mend
            yield event
    if mend != shown:
        now = "by now it needs another command" if mend else "by now it needs no command, or cannot be asked"
        raise Refused(
            Message("{check}: {now}; nothing was run", check=check, now=now), where=node, do="look at the check again"
        )
    done = await ctx.fleet.host(node).run(Command(mend))
    last = one_line(done.stderr.decode("utf-8", "replace"))[-300:] if done.status else ""
    yield ev.CheckRemedied(node, check, mend, done.status, last)
    async with aclosing(_check_again(ctx, check, node)) as events:
        async for event in events:
            yield event


def _check_again(ctx: Context, check: str, node: str) -> AsyncGenerator[ev.Event, None]:
    return preflight(ctx, only=frozenset({check}), nodes=frozenset({node}))
