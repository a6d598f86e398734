"""A past run in the six steps: at its end, at any moment before, and played."""

import re

import pytest

from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.session.session import Options
from mindie_tui.remote.session.watch import WatchSession
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.opened_run import OpenedRun
from tests.kit import whole_plays as b
from tests.kit.bench_plays import benched
from tests.kit.plays import deployment, shown, until

TEN = 10
MOVES = re.compile(r"[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|, \d+ s\b *| +(?=⡇)")


def recorded(root):
    """A run that came to the end of a bench, and its states after each event."""
    run = Run.create(deployment(2), ["mindie-tui"], root=root, simulated=True)
    state, states = RunState(profile="a3-double", simulated=True), []
    for one in (*b.started(), *b.checked(), *b.launched(until="ready"), *benched(30, end="finished")):
        event = one[-1] if isinstance(one, tuple) else one
        state = after(state, run.record("launch", event))
        states.append(state)
    run.close()
    return run, states


def opened(run, root):
    session = WatchSession.of_run(run.id, Options(runs=root, simulated=True))
    session.refresh()
    return OpenedRun(session)


async def test_it_opens_at_its_end_and_jumps_to_any_moment(tmp_path):
    run, states = recorded(tmp_path)
    app = opened(run, tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: app.line is not None)
        assert app.run_state == states[-1] and "read only" in shown(app).split("\n")[0]
        await pilot.press("f3")
        assert app.run_state == states[0] and "paused" in shown(app).split("\n")[0]
        await pilot.press("f4")
        assert [point.state for point in app.run_state.points.values()] == ["running"]
        await pilot.press("f9")
        await until(pilot, lambda: "this run has no error" in shown(app))
        await pilot.press("f2")
        assert app.run_state == states[-1] and "read only" in shown(app).split("\n")[0]


async def test_played_it_comes_to_its_end_at_the_speed_that_was_chosen(tmp_path):
    run, states = recorded(tmp_path)
    app = opened(run, tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: app.line is not None)
        await pilot.press("f3", "f7", "f7", "f5")
        await until(pilot, lambda: app.run_state == states[-1] and not app.playing)
        assert "60x" in shown(app)


@pytest.mark.long
async def test_at_ten_moments_each_step_shows_what_it_showed_then(tmp_path):
    """But for the first row and the hints, since a past run is read only, and for what counts seconds from now."""
    run, states = recorded(tmp_path)
    app = opened(run, tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.line is not None)
        for number in range(TEN):
            moment = 1 + number * (len(states) - 1) // (TEN - 1)
            app._show(moment)
            assert app.run_state == states[moment - 1]
            step = ("nodes", "parameters", "preflight", "bench")[number % 4]
            app.action_step(step)
            await until(pilot, lambda step=step: getattr(app.screen, "STEP", "") == step)
            live = b.opened(b.Walk(deployment(2), state=states[moment - 1]), step)
            async with live.run_test(size=(120, 36)) as other:
                await other.pause()
                await pilot.pause()
                then, now = (MOVES.sub("", shown(one)).split("\n")[2:-3] for one in (live, app))
                assert [pair for pair in zip(then, now, strict=True) if pair[0] != pair[1]] == [], (step, moment)
