"""Scores with their intervals, and what was no score."""

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page.scores import accuracy
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import RunState
from tests.kit.pages import Seen

ENTRY = {
    "point": "accuracy-01-ceval", "dataset": "ceval", "metric": "accuracy", "score": 91.25, "interval": [90.1, 92.3],
    "requests": {"asked": 100, "success": 99},
    "subjects": [{"name": "law", "score": 88.0, "correct": 44, "total": 50}, {"name": "<b>", "score": None}],
}  # fmt: skip
HELD = ENTRY | {"baseline": 92.0, "change_points": -0.75, "verdict": "worse"}


def html(report):
    return written(tag("body", *accuracy(PageSource(ComparedRun("x", "p", None, report=report), RunState()))))


def test_a_score_has_its_interval_its_change_in_points_and_its_subjects():
    text = Seen(html({"accuracy": [ENTRY], "comparison": [HELD]})).text
    for words in (
        "ceval accuracy 91.25 % 90.10 .. 92.30 92.00 % -0.75 points 99 / 100",
        "law 88.00 % 44 50",
        "<b> - - -",
    ):
        assert words in text, words


def test_what_is_no_score_says_why():
    bad = {"point": "accuracy-02-mmlu", "state": "failed", "reason": "the service died"}
    assert "accuracy-02-mmlu: the service died" in html({"accuracy_unmeasured": [bad]})
    assert "section" not in html({})
