"""Step 4: how far each node is, the first error with its cause, and the log that never slides under a reader."""

import asyncio
from dataclasses import replace

import pytest

from mindie_tui.model.errors import LaunchFailed
from mindie_tui.model.events import codec as ev
from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui.common.inspector import Inspector
from mindie_tui.tui.dialogs.pages import Pages
from mindie_tui.tui.launch.expected_times import memory_fix
from mindie_tui.tui.launch.log.view import LogView
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until
from tests.kit.scenes import FAILED, MASTER, SLAVE
from tests.kit.sizes import SIZES


def walk(kind, script=None, **spools):
    state = b.fold(*b.started(), *b.checked())
    state = b.fold(*b.launched(until=kind), state=state) if kind else state
    given = {name.replace("_", "-"): lines for name, lines in spools.items()}
    return b.Walk(deployment(2), script, state=state, spools=given)


def pane(app):
    return app.screen.query_one("#log", LogView)


@pytest.mark.parametrize("size", SIZES)
async def test_a_node_row_says_the_phase_the_count_and_the_memory(size):
    app = b.opened(walk("weights", a3_01=b.Lines(MASTER), a3_02=b.Lines(SLAVE)), "launch")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "43/61" in row_of(app, "a3-01  "))
        assert "0-15" in row_of(app, "43/61") and "41.2" in row_of(app, "43/61")
        assert "42/61" in shown(app) and "loading the weights" in shown(app).split("\n")[1]


@pytest.mark.parametrize("size", SIZES)
async def test_ready_is_said_with_the_proof(size):
    app = b.opened(walk("ready"), "launch")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "answered as" in shown(app))
        assert "ready after 4 m 11 s" in shown(app) and ("181 ms" in shown(app) or size[0] < 100)


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_error_stands_with_line_cause_and_remedy(size):
    app = b.opened(walk("failed", a3_01=b.Lines(MASTER + FAILED)), "launch")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "another HCCL job" in shown(app))
        assert "a3-01 failed while connecting" in shown(app).split("\n")[1]
        assert "stop the other job" in shown(app) and "first error, on a3-01" in shown(app)
        await pilot.press("e")
        await until(pilot, lambda: "error 1 of" in shown(app))
        assert not pane(app).following
        await pilot.press("y")
        await until(pilot, lambda: "port[16666] fail" in app.clipboard)


@pytest.mark.parametrize("size", SIZES)
async def test_a_failed_launch_puts_the_cursor_on_its_cause_offers_to_roll_back_and_no_toast_hides_why(size):
    failed = b.fold(*b.started(), *b.checked(), *b.launched(until="failed", nodes=("a3-02", "a3-01")))
    app = b.opened(b.Walk(deployment(2), state=failed), "launch")
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: "first error, on a3-02" in shown(app))
        assert app.screen.matrix.key == "a3-02" and "▸ ✗ ⡇ a3-02" in row_of(app, "▸ ✗")
        assert "u roll back" in shown(app).rstrip().split("\n")[-1]
        app.notify("one thing", timeout=60)
        app.notify("another thing", timeout=60)
        await until(pilot, lambda: "another thing" in shown(app))
        lines = shown(app).split("\n")
        inspector = app.screen.query_one(Inspector).region
        assert all("thing" not in line for line in lines[inspector.y :])
        await pilot.press("up")
        assert app.screen.matrix.key == "a3-01"
        app.screen._changed()
        assert app.screen.matrix.key == "a3-01"


async def test_the_log_follows_both_nodes_and_says_which(tmp_path):
    spool = Spool(tmp_path / "a.log")
    app = b.opened(walk("weights", a3_01=spool, a3_02=b.Lines("hello from the second\n" * 3)), "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "hello from the second" in shown(app))
        spool.append(b"first \x1b[31mred\x1b[0m [bold]line[/] \xe4\xb8\xad\xe6\x96\x87\r\nsecond\n")
        await until(
            pilot, lambda: "second" in row_of(app, "a3-01  "[:5]) or "first red [bold]line[/] 中文" in shown(app)
        )
        await until(pilot, lambda: "first red [bold]line[/] 中文" in shown(app))
        assert "⡇" in row_of(app, "first red") and "a3-01" in row_of(app, "first red")
    spool.close()


@pytest.mark.long
async def test_scrolled_up_nothing_slides_and_what_waits_is_counted():
    lines = b.Lines("".join(f"line {n}\n" for n in range(300)))
    app = b.opened(walk("weights", a3_01=lines), "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "line 299" in shown(app))
        pane(app).focus()
        await pilot.press("pageup")
        await until(pilot, lambda: "paused" in shown(app))
        before = shown(app).split("\n")[8:30]
        lines.append("".join(f"new {n}\n" for n in range(312)))
        await until(pilot, lambda: "312 new below" in shown(app))
        assert shown(app).split("\n")[8:30] == before
        await pilot.press("f")
        await until(pilot, lambda: "new 311" in shown(app))
        assert "following" in shown(app)
        await pilot.press("f")
        await until(pilot, lambda: "paused" in shown(app))
        lines.append("later\n" * 2)
        await until(pilot, lambda: "2 new below" in shown(app))


async def test_one_node_is_picked_by_enter_and_all_come_back_by_a():
    app = b.opened(walk("weights", a3_01=b.Lines("of the first\n" * 2), a3_02=b.Lines("of the second\n" * 2)), "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "of the first" in shown(app) and "of the second" in shown(app))
        await pilot.press("j", "enter")
        await until(pilot, lambda: "of the first" not in shown(app))
        assert "of the second" in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: "of the first" in shown(app))


@pytest.mark.long
async def test_find_stands_on_the_hit_and_n_goes_on():
    app = b.opened(walk("weights", a3_01=b.Lines(MASTER), a3_02=b.Lines(SLAVE)), "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Daemon start success" in shown(app))
        await pilot.press("slash", *"registration", "enter")
        await until(pilot, lambda: "find registration" in shown(app))
        at = pane(app).marked
        await pilot.press("n")
        await until(pilot, lambda: pane(app).marked != at)
        assert "registration" in pane(app).entry(pane(app).marked).raw.lower()


@pytest.mark.long
async def test_a_flood_is_kept_whole_and_the_first_line_is_still_there():
    lines = b.Lines("".join(f"{n}\n" for n in range(30_000)))
    app = b.opened(walk("weights", a3_01=lines), "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "29999" in shown(app))
        lines.append("".join(f"{n}\n" for n in range(30_000, 60_000)))
        await until(pilot, lambda: "59999" in shown(app))
        assert pane(app).line_count == 60_000
        pane(app).focus()
        await pilot.press("g")
        await until(pilot, lambda: "a3-01     0" in shown(app))


@pytest.mark.long
async def test_a_service_that_dies_after_it_was_ready_is_said_on_any_step():
    dies = asyncio.Event()
    given = {"launch": [e for _, e in b.launched(until="ready")],
             "watch": [dies, ev.ServiceDied("a3-02", 137, "the daemon ended: status 137")]}  # fmt: skip
    app = b.opened(b.Walk(deployment(2), given, state=b.fold(*b.started(), *b.checked())), "preflight")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        await pilot.press("L")
        await until(pilot, lambda: app.run_state.service == "ready")
        await pilot.press("5")
        dies.set()
        await until(pilot, lambda: "the service on a3-02 died: the daemon ended" in shown(app))
        await pilot.press("4")
        await until(pilot, lambda: "the service on a3-02 died" in shown(app).split("\n")[1])


async def test_a_key_that_cannot_act_says_why():
    app = b.opened(walk(""), "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "nothing was launched yet" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: "stop: nothing runs" in shown(app))


MEMORY = ev.ServiceMemory("a3-01", "NPU_MEMORY_FRACTION", 0.6, 0.82, False, 12, 96, 0.02)


async def test_a_start_that_lacked_memory_offers_the_least_fraction_that_starts_as_an_edit():
    state = b.fold(*b.launched(until="failed"), state=b.fold(*b.started(), *b.checked()))
    walk = b.Walk(deployment(2), state=b.fold(MEMORY, state=state))
    app = b.opened(walk, "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "^g NPU_MEMORY_FRACTION = 0.82" in shown(app))
        assert "leaves 12 KV blocks and 96 are needed" in shown(app)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: app.deployment.environment["NPU_MEMORY_FRACTION"] == "0.82")
        await until(pilot, lambda: "is set; R starts again" in shown(app))
        assert app.screen.why_not("fix"), "it is not offered twice"
    assert memory_fix(b.fold(replace(MEMORY, least=1.2), state=state)) is None, "no fraction is above 1"


async def test_a_launch_that_failed_is_told_once_by_the_step_itself():
    gate = asyncio.Event()
    events = [e for _, e in b.launched(until="failed")]
    walk = b.Walk(deployment(2), {"launch": [*events, gate]}, state=b.fold(*b.started(), *b.checked()))
    failing = walk.launch

    async def launch(**asked):
        async for step in failing(**asked):
            yield step
        raise LaunchFailed("a3-01: the daemon ended", where="a3-01", do="look at the log", standing=())

    walk.launch = launch
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        await pilot.press("L")
        gate.set()
        await until(pilot, lambda: app.current_mode == "launch" and app.run_state.failed is not None)
        await until(pilot, lambda: "first error, on" in shown(app))
        await until(pilot, lambda: not any(w.group == "launch" and w.is_running for w in app.workers))
        assert not app.screen.is_modal
