"""A step's first look at the service's nodes, also where a connection dropped while nothing was done."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import Event, HostKeyAdded, NodeRefused
from mindie_tui.model.message import Message
from mindie_tui.remote.context import Context


async def reconnect_serving(ctx: Context) -> AsyncGenerator[Event, None]:
    """Connect again the serving nodes whose connection has dropped; nothing where all hold.

    Raises Refused where one does not come back: nothing was changed on any node.
    """
    away = [name for name in ctx.serving if name not in ctx.fleet.connected]
    async for event in ctx.fleet.connect(away) if away else _nothing():
        if isinstance(event, NodeRefused):
            what = Message(
                "the connection has dropped and does not come back: {reason}; nothing was changed", reason=event.reason
            )
            raise Refused(what, where=event.node, do=event.do or "bring the node back, then launch again")
        if isinstance(event, HostKeyAdded):
            yield event


async def _nothing() -> AsyncGenerator[Event, None]:
    none: tuple[Event, ...] = ()
    for event in none:
        yield event
