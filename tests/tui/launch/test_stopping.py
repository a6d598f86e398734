"""Stop and roll back: each asks first."""

import asyncio

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.dialogs.confirm import Confirm
from mindie_tui.tui.start import Attached
from tests.kit import whole_plays as b
from tests.kit.plays import AT, answers, deployment, facts, shown, until

NODES = ("a3-01", "a3-02")


async def test_stop_asks_and_enter_keeps_it_running():
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    stops = {"stop": [ev.ServiceStopped("a3-01", "TERM"), ev.ServiceStopped("a3-02", "TERM")]}
    play = b.Walk(deployment(2), stops, state=state)
    app = b.opened(play, "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "ready after" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not play.asked
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("x")
        await until(pilot, lambda: "stopped" in shown(app).split("\n")[1])
        assert play.asked == [("stop",)]


async def test_who_stops_what_another_operator_started_is_told_who_that_is_and_says_yes_to_it():
    given = {"probe": answers(facts("a3-01"), facts("a3-02")),
             "attach": [ev.ServiceAttached(NODES, "20261124-021400-a3-double", AT, "anna@jump-02"),
                        ev.ServiceAnswered("a3-01", "http://x:1025", "deepseek", 1.0, 181.0),
                        ev.ServiceReady(NODES, 1.0)],
             "watch": [asyncio.Event()], "stop": [ev.ServiceStopped("a3-01", "stopService")]}  # fmt: skip
    play = b.Walk(deployment(2), given)
    app = Attached(play)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.run_state.service == "ready" and app.current_mode == "launch")
        await pilot.press("x")
        await until(pilot, lambda: "anna@jump-02 started it" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: ("stop", "take_over") in play.asked)
