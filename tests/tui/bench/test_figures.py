"""The figures of a point, live or at its end, beside a baseline."""

import random

from mindie_tui.headless.printing.gate import gate
from mindie_tui.model.bench.comparison import METRICS, baseline_point, compare, gaps
from mindie_tui.model.bench.figures.repeats import is_repeated
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.diff.difference import difference
from mindie_tui.model.report.page.points import points as page_points
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import PointState, RunState
from mindie_tui.tui.bench import figures
from mindie_tui.tui.common.chart import sampled
from mindie_tui.tui.report import compare as report_table
from tests.kit import bench_plays


def stalled(*, live):
    """A point in which requests of 300 token/s came for 5 s, and none for the next 20."""
    windows = [{"at_s": at, "requests": 3, "output_tok_s": 300.0, "ttft_ms": {"p99": 900.0}} for at in range(1, 6)]
    windows += [{"at_s": at, "requests": 0, "output_tok_s": 0.0} for at in range(6, 26)]
    last = ev.BenchProgress("performance-01", 60, 40, 20, 20, 0, 10.0, {"window": 0.0, "total": 60.0}, elapsed_s=25.4,
                            age_s=20.4, stalls=True)  # fmt: skip
    return PointState("performance-01", history=(last,), windows=tuple(windows), state="running" if live else "failed")


def test_an_outage_is_drawn_as_an_outage():
    output = figures.series(stalled(live=True), "output_tok_s")
    assert [value for _, value in output[5:]] == [0.0] * 21 and output[-1] == (25.4, 0.0), "now is now"
    tail = figures.series(stalled(live=False), "ttft_ms", "p99")
    drawn = sampled(tail, 25.0, 26)
    assert drawn[1:6] == [900.0] * 5 and drawn[6:] == [None] * 20
    assert figures.series(PointState("performance-01"), "output_tok_s") == []


def test_what_is_better_for_a_rate_is_worse_for_a_latency():
    base = baseline_point(bench_plays.BASE, bench_plays.KEY)
    assert figures.against("output_tok_s", 1600, base, Baseline()).verdict == "better"
    assert figures.against("ttft_p50_ms", 400, base, Baseline()).verdict == "worse"
    assert figures.against("ttft_p50_ms", 305, base, Baseline()).verdict == "within"
    assert figures.against("ttft_p50_ms", 305, None, Baseline()).verdict == "new"
    assert figures.against("ttft_p50_ms", None, base, Baseline()).change is None


def test_a_point_of_other_settings_is_not_compared():
    assert baseline_point(bench_plays.BASE, bench_plays.KEY) is not None
    assert baseline_point(bench_plays.BASE, {**bench_plays.KEY, "batch_size": 40}) is None
    assert baseline_point({"points": "x"}, bench_plays.KEY) is None and baseline_point(None, bench_plays.KEY) is None


def test_aisbench_writes_a_tenth_of_the_batch_at_a_time():
    assert [figures.batch_of(PointState("p", {"batch_size": n})) for n in (1, 19, 20, 400, None, True)] == [
        1,
        1,
        2,
        40,
        1,
        1,
    ]


def test_a_tile_says_three_or_four_digits():
    assert [figures.figure_text(value, "ms") for value in (None, 12.34, 302.1)] == ["-", "12.3", "302"]
    assert [figures.figure_text(value, "s") for value in (9.876, 12.34, 1500.0)] == ["9.88", "12.3", "1500"]


def test_what_was_asked_is_named_and_a_rate_of_nothing_is_no_limit():
    key = {"batch_size": 80, "request_rate": 0, "num_prompts": 1000, "datasets": "gsm8k_gen_0_shot"}
    assert figures.key_words(key, wide=True) == [("concurrency", "80"), ("", "no rate limit"), ("prompts", "1000")]
    assert figures.key_words({"request_rate": 2.5}, wide=False) == [("rate", "2.5")]
    assert figures.dataset_of(key) == "gsm8k" and figures.dataset_of({}) == "bench"


def drawn_points(draw, size):
    """One load, once or three times: figures that are equal, near, far, zero, missing or no number."""
    repeat, found = draw.choice((1, 3)), []
    for at in range(repeat):
        point = {"point": f"performance-{at + 1:02d}", "key": {"batch_size": size}, "repeat": repeat}
        for metric in METRICS:
            value = draw.choice((0, 100.0, 100.4, 103.0, 105.0, 110.0, 1e-9, 1e9, None, float("nan"), -3.0))
            value = value if value is None else value * draw.choice((1.0, 1.0, 1.004, 1.06))
            here = point
            for part in metric.path[:-1]:
                here = here.setdefault(part, {})
            here |= {} if value is None else {metric.path[-1]: value}
        found.append(point)
    return found


def test_tile_tables_page_diff_and_exit_status_give_one_verdict():
    """Over random points, with repeats and without: whoever is asked says the same of each figure."""
    draw, wrong, seen = random.Random(5), [], set()
    for turn in range(30):
        limits = Baseline(partial=True)
        points, before = drawn_points(draw, 8), {"points": drawn_points(draw, draw.choice((8, 8, 8, 9)))}
        found = compare(points, before, limits)
        base = baseline_point(before, {"batch_size": 8})
        report = reports.report_json("r", Deployment(name="p"), points, {}, found, ())
        status, _ = gate(RunState(comparison=found, gaps=gaps(points, before)), limits)
        worse = any(one.verdict == "worse" for one in found)
        ways = [status == 3, report_table.headline(report)[0] == "!", "outside" in reports.headline(report)]
        ways.append("**worse" in reports.markdown(report))
        run = ComparedRun("a", "p", None, report=report)
        page = written(tag("body", *page_points(PageSource(run, RunState()))))
        ways.append('class="bad"' in page)
        if ways != [worse] * len(ways):
            wrong.append((turn, worse, ways))
        rows = {row.name: row for row in difference([ComparedRun("b", "p", None, report=before), run])}
        for one in found:
            seen.add((one.verdict, one.proven))
            metric = reports.BY_NAME[one.metric]
            if not is_repeated(points[0]):
                tile = figures.against(metric.name, one.value, base, limits)
                if (tile.verdict, tile.change) != (one.verdict, one.change_percent):
                    wrong.append((turn, one, tile))
            text = rows[metric.label].changes[0] if metric.label in rows else ""
            if text and one.change_percent is not None:
                proven = None if "measured once" in text else text.endswith(": proven")
                if not text.startswith(f"{abs(one.change_percent):.1f} %") or proven is not one.proven:
                    wrong.append((turn, one, text))
    assert wrong == []
    assert {verdict for verdict, _ in seen} == {"better", "same", "within", "worse", "new"}
    assert {proven for _, proven in seen} == {None, True, False}
