"""Row 0: where one is, how each step stands, which profile is open."""

from dataclasses import replace

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.stepper import marks
from mindie_tui.tui.text.cells import width
from tests.kit.plays import deployment, facts, play, shown


async def test_at_80_columns_the_stepper_holds_numbers_and_the_name_of_the_step():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = shown(app).split("\n")[0]
        assert "▸ 1 Nodes" in first and "Parameters" not in first and "6" in first and "a3-double" in first


@pytest.mark.parametrize("name", ["a3-double", "deepseek-v3-on-two-a3", "x" * 60])
async def test_a_long_name_takes_the_room_of_the_brand_before_it_is_cut(name):
    session = play()
    session.deployment = session.deployment.model_copy(update={"name": name})
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        app.edit(app.deployment.model_copy(update={"notes": "edited"}))
        await pilot.pause()
        first = shown(app).split("\n")[0]
        assert width(first) == 120 and first.rstrip().endswith("edited") and "6 Report" in first
        assert (name in first) or (len(name) > 40 and ".." in first)


async def test_a_click_on_a_step_goes_there():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.click("Stepper", offset=(shown(app).split("\n")[0].index("4 Launch") + 2, 0))
        assert app.current_mode == "launch"


@pytest.mark.long
async def test_a_simulated_fleet_is_marked_on_every_screen_and_a_real_one_is_not():
    for simulated in (True, False):
        session = play()
        session.state = replace(session.state, simulated=simulated)
        app = MindieApp(session)
        async with app.run_test(size=(120, 36)) as pilot:
            for key in "123456":
                await pilot.press(key)
                await pilot.pause()
                assert ("SIM" in shown(app).split("\n")[0]) is simulated


def test_a_step_is_marked_by_how_it_stands():
    value, state = deployment(2), play().state
    assert marks(value, state, ())["nodes"] == ""
    for event in (ev.NodeAsked("a3-01"), ev.NodeFound("a3-01", facts("a3-01")), ev.NodeAsked("a3-02")):
        state = after(state, ev.Recorded(0, "", "", "nodes", event))
    assert marks(value, state, ())["nodes"] == "work"
    refused = ev.NodeRefused("a3-02", "unreachable", "no answer", "check the cable")
    assert marks(value, after(state, ev.Recorded(0, "", "", "nodes", refused)), ())["nodes"] == "✗"
