"""The part of each point: its figures beside the baseline's, and its seconds as curves."""

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page.points import points
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import PointState, RunState
from tests.kit.pages import Seen

SECOND = {"output_tok_s": 1234.5, "ttft_ms": {"p50": 80.25, "p99": 420.5}, "tpot_ms": {"p50": 30.1, "p99": 40.2}}
POINT = {"point": "performance-01", "key": {"batch_size": 4}, "throughput": {"output_tok_s": 90.0}}
COMPARED = {
    "point": "performance-01", "metric": "output_tok_s", "value": 90.0, "baseline": 100.0, "change_percent": -10.0,
    "within_percent": 5.0, "verdict": "worse", "noise_percent": 2.4, "proven": True,
}  # fmt: skip


def drawn(report, *, windows=(), before=()):
    state = RunState(points={"performance-01": PointState("performance-01", windows=windows)})
    source = PageSource(ComparedRun("x", "p", None, report=report), state, before={"performance-01": before})
    return written(tag("body", *points(source)))


def test_a_figure_stands_beside_the_baselines_with_its_noise():
    text = Seen(drawn({"points": [POINT], "comparison": [COMPARED]})).text
    for words in ("90.00 tok/s", "100.0 tok/s", "-10.0 %", "5 %", "worse, noise 2.4 %: proven"):
        assert words in text, words


def test_the_load_is_drawn_with_the_baselines_beside_it_and_hours_of_it_stay_small():
    windows = tuple({"at_s": at, **SECOND} for at in range(1, 7200))
    html = drawn({"points": [POINT]}, windows=windows, before=windows[:600])
    assert "TPOT over time" in html and html.count('series ink-2"><path') == 3 and len(html) < 100_000
    assert "<svg" not in drawn({"points": [POINT]})
