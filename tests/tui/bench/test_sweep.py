"""Step 5 with several points: table and curve grow, knee and edge are marked, a sweep is stopped and resumed."""

import pytest
from textual.widgets import Input

from mindie_tui.model.deployment import Bench, Objective, Performance, Sweep
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.bench import sweep_rows
from mindie_tui.tui.bench.load import Choose, LoadForm, formed
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.confirm import Confirm
from mindie_tui.tui.text import translate
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until

SIZES = [(80, 24), (120, 36)]
OWN = {"batch_size": 20, "request_rate": 0}
SWEPT = Performance(num_prompts=200, settings=OWN, sweep=Sweep(batch_size=(8, 24, 64)))
SOUGHT = SWEPT.model_copy(update={"sweep": None, "objective": Objective(ttft_p99_ms=2000)})


def key(size):
    return {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 200, "batch_size": size, "request_rate": 0}


def summary(name, size, output, ttft, reached=None):
    return {
        "point": name, "key": key(size), "duration_s": 50.0,
        "requests": {"asked": 200, "total": 200, "success": 200, "failed": 0},
        "concurrency": {"asked": size, "reached": reached or size * 0.95},
        "throughput": {"output_tok_s": output, "request_s": output / 80},
        "latency": {"ttft_ms": {"avg": ttft, "p50": ttft / 2, "p99": ttft}, "tpot_ms": {"avg": 30, "p50": 30.0},
                    "e2el_ms": {"avg": 2000 + 40 * size, "p50": 2000.0 + 40 * size}},
    }  # fmt: skip


def measured(name, size, output, ttft, **more):
    return [ev.BenchStarted(name, key(size), "a3-01"),
            ev.BenchFinished(name, f"bench/{name}/result.json", summary(name, size, output, ttft, **more))]  # fmt: skip


def plan(*sizes, done=()):
    points = tuple({"point": f"performance-0{n}", "key": key(s), "done": s in done} for n, s in enumerate(sizes, 1))
    return ev.SweepStarted("sweep", points, most=len(sizes))


HALF = [plan(8, 24, 64), *measured("performance-01", 8, 320, 300), *measured("performance-02", 24, 800, 420),
        ev.SweepProgress(2, 3, 64.0), ev.BenchStarted("performance-03", key(64), "a3-01"),
        ev.BenchPhase("performance-03", "load"),
        ev.BenchProgress("performance-03", 200, 120, 60, 56, 0, 10, {"window": 900.0, "total": 880.0})]  # fmt: skip
KNEE = ev.SweepKnee(
    "performance-02", "batch_size", 24, "beyond concurrency 24 output grows by +8 % and TTFT p99 by +300 %", "inside",
    {},
    {"says": "beyond {over} {value} output grows by {gain} % and {metric} by {cost} %", "over": "concurrency",
     "value": "24", "gain": "+8", "metric": "TTFT p99", "cost": "+300"},
)  # fmt: skip
WHOLE = [*HALF, ev.BenchFinished("performance-03", "r", summary("performance-03", 64, 860, 1700, 40.0)), KNEE,
         ev.SweepEnded("sweep", "all points", 3, 0, 0)]  # fmt: skip
SEARCH = [ev.SweepStarted("search", (), {"ttft_p99_ms": 2000, "over": "batch_size"}, most=8),
          *measured("performance-01", 20, 640, 900), *measured("performance-02", 60, 900, 2600),
          *measured("performance-03", 48, 890, 1950)]  # fmt: skip
VERDICT = ev.SearchVerdict(
    "met", 48, "TTFT p99 <= 2000 ms holds up to concurrency 48; at 50 TTFT p99 is 2 060.0 ms", "batch_size",
    "performance-03", "met", {"limits": "TTFT p99 <= 2000 ms", "over": "concurrency", "value": "48", "above": "50",
                              "worst": "TTFT p99 is 2 060.0 ms"},
)  # fmt: skip
ENDED = ev.SweepEnded("search", "a verdict", 3, 0, 0)


def walk(*events, performance=SWEPT, script=None):
    value = deployment(1, bench=Bench(performance=performance))
    state = b.fold(*b.started(("a3-01",)), *b.launched(until="ready", nodes=("a3-01",)))
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


@pytest.fixture(autouse=True)
def english():
    yield
    translate.use("en")


@pytest.mark.parametrize("size", SIZES)
async def test_the_table_holds_what_is_measured_what_runs_and_what_is_to_come(size):
    app = b.opened(walk(*HALF), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        assert "about 1 m 04 s left" in shown(app).split("\n")[1]
        rows = [line for line in shown(app).split("\n") if line.strip()[:1] in "✓⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" or "▸" in line]
        assert any("320.0" in line and "300.0" in line for line in rows) and any("56 / 200" in line for line in rows)
        assert "output tok/s over TTFT p99" in shown(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_knee_is_marked_and_a_concurrency_that_was_not_reached_is_said(size):
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        assert "knee  beyond concurrency 24 output grows by +8 %" in shown(app)
        assert "800.0" in row_of(app, "  knee") and "24 knee" in shown(app), "in the table and at the curve"
        assert "not reached" in row_of(app, "860.0")


@pytest.mark.parametrize("size", SIZES)
async def test_a_search_shows_what_holds_and_ends_with_its_verdict(size):
    app = b.opened(walk(*SEARCH, performance=SOUGHT), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "search" in shown(app))
        assert "holds" in row_of(app, "640.0") and "misses" in row_of(app, "2 600.0")
    app = b.opened(walk(*SEARCH, VERDICT, ENDED, performance=SOUGHT), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "met  TTFT p99 <= 2000 ms holds up to concurrency 48" in shown(app))
        assert "edge" in row_of(app, "890.0") and "48 edge" in shown(app)


async def test_verdict_and_knee_are_said_in_chinese(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    app = b.opened(walk(*SEARCH, VERDICT, ENDED, performance=SOUGHT), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "在并发 48 以内成立" in shown(app).replace("\u200b", ""))
        assert "边界" in shown(app) and "搜索" in shown(app)
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "拐点" in shown(app))


async def test_a_stopped_sweep_is_resumed_by_the_same_key():
    stopped = [*HALF, ev.BenchStopped("performance-03", "ended at 56 of 200 requests"),
               ev.SweepEnded("sweep", "stopped", 2, 0, 1, "stopped")]  # fmt: skip
    play = walk(*stopped, script={"bench": [plan(8, 24, 64, done=(8, 24))]})
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "b resume" in shown(app).split("\n")[1])
        await pilot.press("b")
        await until(pilot, lambda: ("bench",) in play.asked)
    whole = b.fold(*WHOLE)
    assert not sweep_rows.unfinished(whole, SWEPT) and not sweep_rows.unfinished(RunState(), SWEPT)


async def test_stop_asks_whether_the_point_or_the_sweep():
    play = walk(*HALF)
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "sweep" in shown(app))
        for answer, said in (("p", ("stop_bench", "one")), ("x", ("stop_bench",))):
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, Confirm))
            await pilot.press(answer)
            await until(pilot, lambda said=said: said in play.asked)


async def test_a_point_to_come_is_left_out_and_taken_in_again():
    play = walk(plan(8, 24, 64), ev.BenchStarted("performance-01", key(8), "a3-01"))
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "sweep" in shown(app))
        app.screen.running = True
        app.screen.query_one("#points", Matrix).focus()
        await pilot.press("j", "j", "s")
        await until(pilot, lambda: play.skipped == {"performance-03"})
        await until(pilot, lambda: "left out" in shown(app))
        await pilot.press("s")
        await until(pilot, lambda: not play.skipped)
        await pilot.press("k", "k", "s")
        await until(pilot, lambda: "no point under the cursor that is still to come" in shown(app))


async def test_the_cursor_shows_the_figures_of_its_point():
    app = b.opened(walk(*WHOLE), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "sweep   3 of 3" in shown(app))
        app.screen.query_one("#points", Matrix).focus()
        await pilot.press("g")
        await until(pilot, lambda: app.screen.point.name == "performance-01")
        await pilot.press("v")
        await until(pilot, lambda: "output tok/s over TPOT p50" in shown(app))


async def test_the_form_turns_a_point_into_a_sweep_and_a_search():
    app = b.opened(walk(performance=SWEPT.model_copy(update={"sweep": None})), "bench")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LoadForm))
        await pilot.press("right")
        app.screen.query_one("#batch_size", Input).value = "8, x"
        await until(pilot, lambda: "concurrency: x is no number" in shown(app))
        await pilot.press("enter")
        assert isinstance(app.screen, LoadForm), "what was typed is kept"
        app.screen.query_one("#batch_size", Input).value = "8, 16 400"
        await until(pilot, lambda: "3 points, one after the other" in shown(app))
        assert "never reached" in shown(app), "the rules speak at once"
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.bench.performance.sweep is not None)
        assert app.deployment.bench.performance.sweep.batch_size == (8, 16, 400)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LoadForm))
        mode, sizes = app.screen.query_one("#mode", Choose), app.screen.query_one("#batch_size", Input)
        mode.action_turn(-1)
        await until(pilot, lambda: "one point" in shown(app))
        assert sizes.value == "8", "a point takes the first of a list"
        mode.action_turn(1)
        await until(pilot, lambda: sizes.value == "8, 16, 400")
        mode.action_turn(1)
        app.screen.query_one("#limits", Input).value = "ttft_p99 2000, tpot_p90_ms 50"
        await until(pilot, lambda: "8 points at most" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.bench.performance.objective is not None)
        assert app.deployment.bench.performance.objective == Objective(ttft_p99_ms=2000, tpot_p90_ms=50)
        assert app.deployment.bench.performance.sweep is None


@pytest.mark.parametrize(
    ("mode", "changed", "words"),
    [
        ("point", {"batch_size": "8, 16"}, "several are a sweep"),
        ("point", {"prompts": "0"}, "whole number from 1"),
        ("point", {"request_rate": "70000"}, "not within 0 to 64000"),
        ("sweep", {"batch_size": "", "request_rate": ""}, "needs a list"),
        ("search", {"limits": ""}, "a name and a number"),
        ("search", {"limits": "ttft 5"}, "none of"),
        ("search", {"limits": "ttft_p99_ms -1"}, "above 0"),
        ("search", {"limits": "ttft_p99_ms many"}, "no number"),
    ],
)
def test_what_the_form_cannot_mean_is_said(mode, changed, words):
    good = {"batch_size": "20", "request_rate": "0", "limits": "ttft_p99_ms 2000", "prompts": "200"}
    with pytest.raises(ValueError, match=words):
        formed(SWEPT, mode, "batch_size", good | changed)
    made = formed(SWEPT, "point", "batch_size", good)
    assert made.sweep is None and made.settings == {"batch_size": 20, "request_rate": 0}
