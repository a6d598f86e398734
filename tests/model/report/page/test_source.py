"""What a page is made from."""

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.runs.state import RunState


def test_the_report_is_that_of_the_compared_run():
    assert PageSource(ComparedRun("x", "p", None, report={"points": []}), RunState()).report == {"points": []}
