"""Step 5: the figures live, where they come from and how old they are, and AISBench's own table at the end."""

import asyncio
from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Baseline, Bench, Performance
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.bench import figures
from mindie_tui.tui.common.chart import Chart
from mindie_tui.tui.dialogs.confirm import Confirm
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until
from tests.kit.scenes import BASE
from tests.kit.sizes import SIZES


def walk(*events, script=None, base=True):
    bench = Bench(performance=Performance(num_prompts=1000, settings={"batch_size": 80, "request_rate": 0}))
    value = deployment(2, bench=bench, baseline=Baseline(report=str(BASE)) if base else None)
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


@pytest.mark.parametrize("size", SIZES)
async def test_live_figures_stand_beside_the_baseline(size):
    app = b.opened(walk(*bench_plays.benched(200)), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "of 1 000" in shown(app))
        assert "811" in shown(app) and "46 s left" in shown(app).split("\n")[1]
        assert "! +" in shown(app), "TTFT is outside 5 %"
        assert "updated 1.4 s ago" in shown(app) and "8 at a time" in shown(app)
        foot = row_of(app, "updated")
        assert "a3-01" in foot and "a3-02" in foot and ".." not in foot, "nothing of it is cut"
        assert row_of(app, "in flight").split("in flight")[1].split()[0] == "80"
        assert len(app.screen.query(Chart)) == 3
        throughput = app.screen.query_one("#throughput", Chart)
        assert throughput.values[-2] == (198, pytest.approx(bench_plays.window(198)["output_tok_s"]))
        tile = figures.output_tok_s(app.screen.point)
        assert throughput.values[-1] == (199, tile), "now is the same on tile and chart"


@pytest.mark.parametrize("size", SIZES)
async def test_at_the_end_the_table_is_aisbench_s_own(size):
    app = b.opened(walk(*bench_plays.benched(60, end="finished")), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "1 000 of 1 000 succeeded" in shown(app))
        row = row_of(app, "TTFT ms")
        assert "352.1" in row and "324.0" in row and "771.4" in row and "+9.7 %" in row and "! worse" in row
        assert ("902.3" in row) == (size[0] > 100)


@pytest.mark.parametrize("size", SIZES)
async def test_before_a_request_has_finished_the_service_s_own_rate_carries_the_pane(size):
    app = b.opened(walk(*bench_plays.benched(6, source="metrics"), base=False), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "counts and /metrics" in shown(app))
        told = "by the service's /metrics" if size[0] > 100 else "output token/s, by /metrics  "
        assert told in shown(app)
        chart = app.screen.query_one("#throughput", Chart)
        assert not chart.values and [at for at, _ in chart.rough] == [1, 2, 3, 4, 5, 6]


async def test_seconds_of_which_not_all_is_known_are_grey_and_the_heading_says_what_they_are():
    late = ev.BenchProgress("performance-01", 1000, 500, 400, 300, 0, 10.0, elapsed_s=60.0, age_s=40.0)
    late = replace(late, service={"generated_tok_s": 1400.0})
    app = b.opened(walk(*bench_plays.benched(20), late, base=False), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "60 s" in shown(app))
        chart = app.screen.query_one("#throughput", Chart)
        assert chart.values[-1][0] == 19 and chart.rough == [(60.0, 1400.0)]
        assert "the last 10 s; grey: /metrics, newer" in shown(app)


async def test_counts_alone_are_said_to_be_counts():
    app = b.opened(walk(*bench_plays.benched(6, source="counts"), base=False), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "counts only" in shown(app))
        assert "AISBench writes its requests 8 at a time" in shown(app)
        assert "posted      " in shown(app) and "104" in row_of(app, "posted")


@pytest.mark.parametrize("size", SIZES)
async def test_a_failed_point_says_why_and_what_to_do(size):
    app = b.opened(walk(*bench_plays.benched(30, end="failed")), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "could not be measured" in shown(app))
        assert "61 of 100 requests failed" in shown(app) and "4 Launch" in shown(app)


async def test_b_measures_and_then_the_report_is_written():
    gate = asyncio.Event()
    events = bench_plays.benched(20, end="finished")
    play = walk(script={"bench": [*events[:5], gate, *events[5:]], "report": bench_plays.compared()})
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "nothing was measured yet" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "of 1 000" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "it measures already" in shown(app))
        gate.set()
        await until(pilot, lambda: app.run_state.report)
        assert play.asked == [("bench",), ("report", None)]


async def test_without_a_service_nothing_is_measured_and_the_key_says_why():
    play = b.Walk(deployment(2, bench=Bench(performance=Performance())), state=b.fold(*b.started()))
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "no service is ready" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "start: no service is ready" in shown(app))
        assert not play.asked


async def test_stop_asks_first():
    gone = [ev.BenchStopped("performance-01", "ended with TERM")]
    play = walk(*bench_plays.benched(20), script={"stop_bench": gone})
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "of 1 000" in shown(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not play.asked
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("x")
        await until(pilot, lambda: "stopped: ended with TERM" in shown(app))


async def test_v_turns_the_right_chart_to_another_metric():
    app = b.opened(walk(*bench_plays.benched(30)), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "TTFT p99" in shown(app))
        await pilot.press("v", "v")
        await until(pilot, lambda: "E2EL p99 s" in shown(app))


@pytest.mark.parametrize("size", SIZES)
async def test_data_sets_on_their_way_to_the_node_are_followed_until_they_stand_there(size):
    gate = asyncio.Event()
    sent = ev.UploadProgress("a3-01", "gsm8k", "/root/data/gsm8k", 42, 100, 1, 3, eta_s=30.0)
    there = ev.UploadFinished("a3-01", "gsm8k", "/root/data/gsm8k", 100, 3, 100)
    app = b.opened(walk(script={"bench": [sent, gate, there, *bench_plays.benched(20)]}, base=False), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen.STEP == "bench")
        await pilot.press("b")
        await until(pilot, lambda: "sending gsm8k 42 % 30 s" in shown(app))
        assert shown(app).split("\n")[1].split()[1:4] == ["sending", "the", "data"]
        gate.set()
        await until(pilot, lambda: "of 1 000" in shown(app))
        assert "sending" not in shown(app)


@pytest.mark.parametrize(("size", "shown_notes"), [((80, 24), 1), ((120, 36), 3)])
async def test_what_must_be_said_beside_the_figures_of_a_point_is_said(size, shown_notes):
    *events, end = bench_plays.benched(60, end="finished")
    notes = [f"note number {n}: the requested load was not reached" for n in range(1, 6)]
    app = b.opened(walk(*events, replace(end, summary={**end.summary, "notes": notes})), "bench")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "1 000 of 1 000 succeeded" in shown(app))
        assert [f"note number {n}" in shown(app) for n in range(1, 6)] == [n <= shown_notes for n in range(1, 6)]
        assert f"{5 - shown_notes} more: 6 Report" in shown(app) and "352.1" in row_of(app, "TTFT ms")
