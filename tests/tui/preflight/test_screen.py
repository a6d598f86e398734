"""Step 3: every check on every node, what is wrong is found without reading, and a start is refused with the reason."""

import asyncio

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.output import Output
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until
from tests.kit.sizes import SIZES


async def at_preflight(pilot):
    await until(pilot, lambda: "checks on" in shown(pilot.app))


@pytest.mark.parametrize("size", SIZES)
async def test_the_one_failed_check_is_found_without_reading(size):
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=size) as pilot:
        await at_preflight(pilot)
        await until(pilot, lambda: "✗ weights complete" in shown(app))
        row = row_of(app, "✗ weights complete")
        assert "✗ weights" in row and "a3-02: 162 of 163 safetensors" in row
        assert "✗ 1" in shown(app).split("\n")[1] and "! 2" in shown(app).split("\n")[1]
        app.screen.query_one("#checks", Matrix).go_to("weights_complete")
        await until(pilot, lambda: "rsync -P a3-01:" in shown(app))
        assert b.LS in shown(app) and "missing" not in row


async def test_asked_checks_spin_until_they_answer():
    gate = asyncio.Event()
    script = [ev.CheckAsked("a3-01", "disk"), gate, ev.CheckDone("a3-01", "disk", "pass", "77.4 GiB free")]
    walk = b.Walk(deployment(2), {"preflight": script}, state=b.fold(*b.started()))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "a3-01: asked" in row_of(app, "disk free"))
        assert app.screen.why_not("again") and app.screen.why_not("launch")
        gate.set()
        await until(pilot, lambda: "77.4 GiB free" in row_of(app, "disk free"))
        assert walk.asked == [("preflight", None, None)]


async def test_R_asks_only_what_failed():
    walk = b.Walk(deployment(2), state=b.preflight(well=False))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        await pilot.press("R")
        await until(pilot, lambda: walk.asked)
        assert walk.asked == [("preflight", ["weights_complete"], None)]


async def test_a_check_is_waived_only_with_a_reason_and_only_where_it_may_be():
    walk = b.Walk(deployment(2), state=b.preflight(well=False))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("weights_complete")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: "needs a reason" in shown(app))
        await pilot.press(*"copied", "enter")
        await until(pilot, lambda: "waived: copied" in row_of(app, "weights complete"))
        assert ("waive", "weights_complete", "copied") in walk.asked
        assert "! weights" in row_of(app, "weights complete")


async def test_what_must_hold_cannot_be_waived_and_says_so():
    state = b.fold(ev.CheckDone("a3-01", "ports_free", "fail", "1025 is taken"), state=b.preflight())
    app = b.opened(b.Walk(deployment(2), state=state), "preflight")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("ports_free")
        await until(pilot, lambda: "cannot be waived" in shown(app))
        await pilot.press("w")
        await until(pilot, lambda: "ports free cannot be waived" in shown(app))
        assert not app.screen.is_modal


async def test_c_shows_what_is_not_well_and_find_filters():
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        await pilot.press("c")
        await until(pilot, lambda: "SSH login" not in shown(app))
        assert "weights complete" in shown(app)
        await pilot.press("c", "slash", *"ports")
        await until(pilot, lambda: "weights complete" not in shown(app))
        assert "ports free" in shown(app) and "config.json mode" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "config.json mode" in shown(app))


async def test_enter_shows_the_whole_answer_and_y_copies_the_remedy():
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("weights_complete")
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard.startswith("rsync -P a3-01:"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Output))
        assert b.MISSING[:40] in shown(app)


async def test_what_a_node_says_is_never_markup_nor_an_escape_sequence():
    wild = "[bold red]x[/] \x1b[31m[link=http://evil]y 中文"
    state = b.fold(ev.CheckDone("a3-02", "disk", "fail", wild, "[@click=quit]do[/]", "echo [b]"), state=b.preflight())
    app = b.opened(b.Walk(deployment(2), state=state), "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await at_preflight(pilot)
        assert "[bold red]x[/] [link=http://evil]y 中文" in row_of(app, "disk free")
        app.screen.query_one("#checks", Matrix).go_to("disk")
        await until(pilot, lambda: "[@click=quit]do[/]" in shown(app))
        assert "\x1b" not in shown(app)


async def test_without_a_node_the_screen_says_what_to_do():
    app = b.opened(b.Walk(Deployment(), state=b.fold()), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "no node is picked" in shown(app))
