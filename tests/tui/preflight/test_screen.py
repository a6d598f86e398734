"""Step 3: every check on every node, what is wrong is found without reading, and a start is refused with the reason."""

import asyncio
from dataclasses import replace

import pytest
from rich.cells import cell_len

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.confirm import Confirm
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.dialogs.pages import Pages
from mindie_tui.tui.launch.confirm import LaunchObstacles
from mindie_tui.tui.preflight.rows import CheckView, check_rows
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until

SIZES = [(80, 24), (120, 36)]


async def at_preflight(pilot):
    await until(pilot, lambda: "checks on" in shown(pilot.app))


def plain(row):
    return " ".join("".join(words for words, _ in cell) for cell in row.cells)


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


def test_seven_nodes_become_counts_and_the_names_stand_in_what_was_found():
    nodes = tuple(f"a3-{n:02d}" for n in range(1, 61))
    state = b.fold(
        *b.started(nodes), *b.checked(nodes), ev.CheckDone("a3-44", "disk", "fail", "full"), step="preflight"
    )
    columns, rows = check_rows(b.CHECKS, nodes, state, CheckView())
    assert [column.head.strip() for column in columns] == ["check", "60 nodes", "ms", "found"]
    disk = next(row for row in rows if row.key == "disk")
    assert "59 ✓  1 ✗" in plain(disk) and "a3-44: full" in plain(disk)
    one, _ = check_rows(b.CHECKS, nodes[:6], state, CheckView())
    assert [column.head.strip() for column in one][1:7] == list(nodes[:6])


def test_a_row_is_cut_by_cells_so_that_chinese_keeps_its_columns():
    state = b.fold(ev.CheckDone("a3-02", "disk", "fail", "磁盘空间不足" * 20), state=b.preflight())
    _, rows = check_rows(b.CHECKS, ("a3-01", "a3-02"), state, CheckView())
    assert cell_len(plain(next(row for row in rows if row.key == "disk"))) > 100, "the table cuts it, not the row"


async def test_without_a_node_the_screen_says_what_to_do():
    app = b.opened(b.Walk(Deployment(), state=b.fold()), "preflight")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "no node is picked" in shown(app))


MEND = "chmod 640 -- /usr/local/conf/config.json"


async def test_what_can_be_mended_is_mended_after_a_yes_to_the_exact_command():
    bad = ev.CheckDone("a3-02", "config_mode", "fail", "mode 644, owner root", "chmod 640", "stat", 3, MEND)
    good = replace(bad, verdict="pass", found="mode 640", remedy="", mend=None)
    ran = [bad, ev.CheckRemedied("a3-02", "config_mode", MEND, 0), good]
    walk = b.Walk(deployment(2), {"remedy": ran}, state=b.fold(bad, state=b.preflight(well=True)))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("config_mode")
        await until(pilot, lambda: "^g mend" in shown(app))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert f"$ {MEND}" in shown(app) and "a3-02" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not walk.asked, "enter mends nothing"
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("g")
        await until(pilot, lambda: ("remedy", "config_mode", "a3-02", MEND) in walk.asked)
        await until(pilot, lambda: "a3-02  mended" in shown(app))
        assert "✗" not in row_of(app, "config.json mode")


async def test_what_has_no_safe_command_is_not_mended_and_says_so():
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("weights_complete")
        await pilot.pause()
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "nothing that is safe to run" in shown(app))
