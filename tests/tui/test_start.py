"""The wizard opened at Launch, following the service of a run that is over."""

import asyncio

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.start import Attached
from tests.kit import whole_plays as b
from tests.kit.plays import AT, answers, deployment, facts, shown, until

NODES = ("a3-01", "a3-02")


async def test_an_earlier_run_is_attached_to_at_launch_and_watched():
    dies = asyncio.Event()
    given = {"probe": answers(facts("a3-01"), facts("a3-02")),
             "attach": [ev.ServiceAttached(NODES, "20261124-021400-a3-double", AT),
                        ev.ServiceAnswered("a3-01", "http://x:1025", "deepseek", 1.0, 181.0),
                        ev.ServiceReady(NODES, 1.0)],
             "watch": [dies, ev.ServiceDied("a3-02", 137, "the daemon ended: status 137")]}  # fmt: skip
    play = b.Walk(deployment(2), given)
    app = Attached(play)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.run_state.service == "ready" and app.current_mode == "launch")
        assert [step for step, *_ in play.asked] == ["probe", "attach"]
        dies.set()
        await until(pilot, lambda: "the service on a3-02 died" in shown(app).split("\n")[1])
