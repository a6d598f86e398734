"""`resume RUN`: continue a stopped bench against the run's own service.

A sweep or a search continues with its next point, accuracy with the unanswered questions.
"""

from __future__ import annotations

import argparse
import asyncio

from mindie_tui.headless import password_prompt
from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.printing.sweep_exit import why_unmeasured
from mindie_tui.headless.replay.replay import Replay, run_to_its_end
from mindie_tui.model.bench.accuracy_plan import point_name
from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.remote.session.session import Options, Session


def run(args: argparse.Namespace) -> int:
    """The command; returns the exit status of `replay`."""
    return asyncio.run(_resumed(args))


async def _resumed(args: argparse.Namespace) -> int:
    options = Options(args.ssh_config, frozenset(args.accept_host_key), tuple(args.argv))
    session = Session.of_run(args.text, options, last="followed")
    session.asker = password_prompt.asker()
    session.hold_against(args.baseline)
    args.until = None
    return await run_to_its_end(Resume(session, args, Printer(as_json=args.json)))


class Resume(Replay):
    """The walk from the service that runs: followed again, measured on, reported."""

    async def _steps(self) -> tuple[int, str]:
        session = self.session
        assert session.run is not None
        session.needs_nodes()
        asked = session.deployment.bench
        if asked.performance is None and not (asked.accuracy and asked.accuracy.runs):
            do = "add bench.performance or bench.accuracy to its profile"
            raise Refused("the run asks for no bench", where=session.run.id, do=do)
        await self._print(session.probe())
        status, reason = self._nodes_status()
        if status:
            return status, reason
        async for one in session.status():
            if one.state != "runs":
                run = session.run
                raise Refused(
                    Message("the service of run {id} does not run on {node} any more", id=run.id, node=one.node),
                    where="resume",
                    do=Message(
                        "launch and measure again: mindie-tui replay {folder}", folder=run.folder / "profile.yaml"
                    ),
                )
        await self._print(session.attach())
        return await self._beside_the_service()

    def _performance_left(self) -> bool:
        """Not where all of it was measured, and only questions of the accuracy are open."""
        state, asked = self.session.state, self.session.deployment.bench
        names = [point_name(number, run) for number, run in enumerate(asked.accuracy.runs if asked.accuracy else (), 1)]
        open_still = any(name not in state.accuracy or state.accuracy[name].state != "finished" for name in names)
        through = state.sweep is None or (state.sweep.ended is not None and state.sweep.ended.how == "through")
        return not (state.points and open_still and through and why_unmeasured(state) is None)
