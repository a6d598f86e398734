"""The session's step Launch: start, attach, watch, stop, roll back."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from mindie_tui.model.errors import LaunchFailed, Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.remote.session.base import SessionBase
from mindie_tui.remote.session.record import Steps

if TYPE_CHECKING:
    from mindie_tui.remote.context import Context
    from mindie_tui.remote.launch.log.logs import Logs
    from mindie_tui.remote.launch.status import NodeStands as NodeStands


class Start:
    """Start, follow and end the service of a run. `measuring` says whether a load runs on it just now."""

    def __init__(self, session: SessionBase, measuring: Callable[[], bool]) -> None:
        self.session, self.measuring = session, measuring
        self._stopping = False
        """A stop() runs: it reports each node's end itself."""
        self._logs: Logs | None = None

    async def launch(self, *, restart: bool = False, take_over: bool = False) -> Steps:
        """Write, start, follow, and call it ready after one real streamed completion.

        `take_over` is the operator's yes to a stale lock (LockHolder.stale).
        Raises Refused before anything is changed: a finding of severity error, or a check that fails or is unknown.
        Raises LaunchFailed after, with each node's standing.
        """
        from mindie_tui.remote.launch.launch import launch

        if (reason := self.session.refusal()) is not None:
            raise Refused(reason, where="launch", do="fix it, then launch again; nothing was changed")
        self.session.book.begin(self.session.deployment, again=self.session.book.launched)
        self.session.book.launched = True
        ctx = self.session.context()
        async for step in self._proved(launch(ctx, await self._new_logs(ctx), restart=restart, take_over=take_over)):
            yield step

    async def attach(self) -> Steps:
        """Follow the service of this run again, from the byte where its log stopped, until it has answered."""
        from mindie_tui.remote.launch.launch import attach

        self.session.needs_nodes()
        ctx = self.session.context()
        async for step in self._proved(attach(ctx, await self._new_logs(ctx))):
            yield step

    async def _proved(self, happening: AsyncGenerator[ev.Event, None]) -> Steps:
        try:
            async for step in self.session.book.recorded("launch", happening):
                yield step
        except LaunchFailed as failed:
            yield self.session.book.record("launch", ev.ServiceFailed(failed.what, failed.do, failed.standing))
            raise
        finally:
            self.session.forget_checks()  # the ports are taken now: what was checked holds no longer

    async def status(self) -> AsyncGenerator[NodeStands, None]:
        """Whether the service of this run is running on each node now; nothing is recorded."""
        from mindie_tui.remote.launch.status import status

        self.session.needs_nodes()
        await self.session.connect()
        async for one in status(self.session.context()):
            yield one

    async def watch(self) -> Steps:
        """What happens to the service after it was ready: a node lost, an error, its death. Continues until closed."""
        if self._logs is not None:
            from mindie_tui.remote.launch.serving.vitals import VitalSigns

            signs = VitalSigns(self._logs, self.measuring, lambda: self._stopping)
            async with signs.looked_at(), aclosing(self._logs.events()) as events:
                async for event in events:
                    if isinstance(event, ev.ServiceStopped | ev.ServiceDied) and self._end_is_recorded(event.node):
                        continue
                    yield self.session.book.record(
                        self.session.state.step, event
                    )  # it tells beside another step, and opens none

    def _end_is_recorded(self, node: str) -> bool:
        """Whether the end of a node's service is, or will be, in the record by our own stop()."""
        known = self.session.state.nodes.get(node)
        return self._stopping or (known is not None and bool(known.stopped))

    async def stop(self, *, take_over: bool = False) -> Steps:
        """End the service of this run: gently, then TERM, then KILL; only processes that it started.

        `take_over` is the operator's yes to end what another operator started and this run only attached to.
        Raises Refused where nothing of this run runs, but another service of ours does; LaunchFailed.
        """
        from mindie_tui.remote.launch.ending import stop

        self.session.needs_nodes()
        self._stopping = True
        try:
            async for step in self.session.book.recorded("launch", stop(self.session.context(), take_over=take_over)):
                yield step
            await self.close_logs()
        finally:
            self._stopping = False
            self.session.forget_checks()

    async def rollback(self) -> Steps:
        """Put back the config.json that stood on each node before this run, byte for byte."""
        from mindie_tui.remote.launch.files import rollback

        self.session.needs_nodes()
        async for step in self.session.book.recorded("launch", rollback(self.session.context())):
            yield step

    async def _new_logs(self, ctx: Context) -> Logs:
        """What follows the services from now on."""
        from mindie_tui.remote.launch.log.logs import Logs

        await self.close_logs()
        ctx.run.hold()
        self._logs = Logs(ctx)
        return self._logs

    async def close_logs(self) -> None:
        """Follow the services no longer."""
        if self._logs is not None:
            logs, self._logs = self._logs, None
            await logs.close()
            logs.run.release()
