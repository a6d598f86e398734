"""What a launch asks first, and why there can be none."""

import pytest

from mindie_tui.model.errors import LockHeld, LockHolder
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.dialogs.confirm import Confirm, Told
from mindie_tui.tui.dialogs.pages import Pages
from mindie_tui.tui.launch.confirm import LaunchObstacles
from tests.kit import whole_plays as b
from tests.kit.launch_question import ask_for_launch, holding
from tests.kit.plays import deployment, shown, until
from tests.kit.sizes import SIZES


async def at_preflight(pilot):
    await until(pilot, lambda: "checks on" in shown(pilot.app))


async def test_L_asks_once_names_what_is_overwritten_and_enter_does_not_start():
    walk = b.Walk(deployment(2), {"launch": [ev.LockTaken("a3-01")]}, state=b.preflight())
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        said = shown(app)
        assert "Start 32 NPUs on 2 nodes?" in said and "config.json" in said and "a3-01, a3-02" in said
        assert "dp 4 x cp 1 x tp 8" in said
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not walk.asked and app.current_mode == "preflight"
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        await pilot.press("L")
        await until(pilot, lambda: ("launch", False) in walk.asked)
        await until(pilot, lambda: app.current_mode == "launch")


@pytest.mark.parametrize("size", SIZES)
async def test_a_layout_that_does_not_fill_the_node_is_refused_with_dp_tp_and_the_world_size(size):
    value = deployment(1)
    value.parameters["ModelConfig"]["dp"] = 4
    walk = b.Walk(value, state=b.preflight(nodes=("a3-01",)))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=size) as pilot:
        await at_preflight(pilot)
        assert "dp 4 x cp 1 x tp 8 = 32" in shown(app).split("\n")[1]
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, LaunchObstacles))
        assert "dp 4 x cp 1 x tp 8 = 32, not 16" in shown(app) and "world size 16" in shown(app)
        assert not walk.asked
        await pilot.press("2")
        await until(pilot, lambda: app.current_mode == "parameters")


async def test_a_failed_check_stops_the_launch_and_is_named():
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, LaunchObstacles))
        assert "weights_complete on a3-02" in shown(app)


@pytest.mark.long
async def test_a_stale_lock_is_taken_over_on_a_yes_and_a_fresh_one_is_not_asked_about():
    for stale in (True, False):
        holder = LockHolder("li@jump", "02:11", "R", age_s=900, stale=stale)
        held = LockHeld("the node is in use", node="a3-01", holder=holder)
        told = holding({}, {"launch": [ev.LockTaken("a3-01")]})
        plain_walk = told.launch

        def launch(*, restart=False, take_over=False, told=told, held=held, plain_walk=plain_walk):
            told.asked.append(("launch", take_over))
            return plain_walk(restart=restart) if take_over else raising(held)

        told.launch = launch
        app = b.opened(told, "preflight")
        async with app.run_test(size=(80, 24)) as pilot:
            await ask_for_launch(pilot)
            await pilot.press("L")
            wanted = Confirm if stale else Told
            await until(pilot, lambda app=app, wanted=wanted: isinstance(app.screen, wanted))
            assert not stale or ("li@jump" in shown(app) and "15 m" in shown(app))
            await pilot.press("t" if stale else "enter")
            await until(pilot, lambda app=app: not app.screen.is_modal)
            assert (("launch", True) in told.asked) is stale


async def raising(error):
    raise error
    yield
