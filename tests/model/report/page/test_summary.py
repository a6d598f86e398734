"""The head of the page: the verdict has the colour that it deserves."""

import pytest

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page import summary
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import tag, written
from mindie_tui.model.runs.state import RunState

POINT = {"point": "performance-01", "key": {"batch_size": 4}, "throughput": {"output_tok_s": 90.0}}


def compared(verdict):
    return {"point": "performance-01", "metric": "output_tok_s", "value": 90, "verdict": verdict, "within_percent": 5}


@pytest.mark.parametrize(
    ("report", "colour"),
    [
        ({"points": [POINT], "comparison": [compared("within")]}, "verdict good"),
        ({"points": [POINT], "comparison": [compared("worse")]}, "verdict bad"),
        ({"points": [POINT], "comparison": [compared("within")], "gaps": [{"point": "x"}]}, "verdict warn"),
        ({"points": [POINT], "stopped": "stopped"}, "verdict warn"),
        ({"points": [POINT]}, "verdict"),
        ({}, "verdict warn"),
    ],
)
def test_the_colour_of_the_verdict(report, colour):
    html = written(tag("body", *summary.head(PageSource(ComparedRun("x", "p", None, report=report), RunState()))))
    assert f'class="{colour}"' in html


def test_a_simulated_run_is_marked_and_the_figures_are_those_of_the_best_point():
    worse = POINT | {"point": "performance-02", "throughput": {"output_tok_s": 40.0}}
    source = PageSource(ComparedRun("x", "p", None, report={"points": [worse, POINT]}), RunState(simulated=True))
    html = written(tag("body", *summary.head(source)))
    assert "simulated" in html and "<b>90.00 tok/s</b>" in html and "40.00" not in html
