"""A sweep as a whole: its curves, its knee, and what was not measured."""

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page import sweep
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import RunState
from tests.kit.pages import Seen


def html(part, report):
    return written(tag("body", *part(PageSource(ComparedRun("x", "p", None, report=report), RunState()))))


def point(number, tok_s):
    key = {"batch_size": number * 10}
    return {"point": f"performance-0{number}", "key": key, "throughput": {"output_tok_s": tok_s}}


def test_the_curves_run_over_the_load_that_was_swept():
    points = [point(1, 400.0), point(2, 700.0), point(3, 720.0)]
    knee = {"point": "performance-02", "text": "20 is the knee", "beside": {}, "where": "in"}
    drawn = html(sweep.sweep, {"points": points, "sweep": {"knees": [knee]}})
    assert drawn.count("<svg") == 1 and drawn.count("<circle") == 3
    assert "Knee: 20 is the knee." in drawn and "Output throughput over concurrency" in drawn
    assert html(sweep.sweep, {"points": points[:1]}).count("<section") == 0


def test_what_is_missing_is_told_with_its_reason():
    rest = {"point": "performance-04", "key": {"batch_size": 40}, "state": "failed", "reason": "the service died"}
    gap = {"point": "performance-01", "metrics": ["failed"], "lacks": "run", "key": {}, "whole": False}
    said = Seen(html(sweep.missing, {"unmeasured": [rest], "gaps": [gap], "comparison_error": "no file"})).text
    for words in ("performance-04 batch_size 40 failed the service died", "could not be compared: no file",
                  "performance-01: failed was not measured"):  # fmt: skip
        assert words in said


def test_each_pair_of_lengths_is_a_curve_of_its_own_and_repeats_are_their_mean():
    def made(size, pair, tok_s):
        key = {"batch_size": size, "input_len": pair[0], "output_len": pair[1]}
        return {"key": key, "throughput": {"output_tok_s": tok_s}, "repeat": 2}

    points = [
        made(size, pair, size * 10.0 + more) for size in (1, 2) for pair in ((128, 64), (512, 64)) for more in (0, 2)
    ]
    drawn = html(sweep.sweep, {"points": points})
    assert drawn.count("<svg") == 1 and drawn.count("<circle") == 4
    assert "input 128, output 64" in drawn and "input 512, output 64" in drawn
