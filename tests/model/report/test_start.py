"""The report says how long the start took, to ready and to the first token, and what of the memory is not needed."""

from mindie_tui.model.events import codec as ev
from mindie_tui.model.report import start as report_start
from mindie_tui.model.runs.state import RunState

STARTED = RunState(
    ready=ev.ServiceReady(("a3-01",), 251.4),
    answered=ev.ServiceAnswered("a3-01", "http://10.0.0.1:1025", "deepseek", 251.3, 181.0, 249.0),
    memory=ev.ServiceMemory("a3-01", "NPU_MEMORY_FRACTION", 0.92, 0.86, True, 623, 160, 0.0085),
)


def test_a_start_is_reported_with_its_times_and_its_memory():
    found = report_start.part(STARTED)
    assert found["start"]["ready_s"] == 251.4 and found["start"]["first_token_s"] == 249.0
    assert report_start.lines(found) == [
        "",
        "Ready 251 s after the start, first token after 249 s.",
        "",
        "NPU_MEMORY_FRACTION 0.92 could be lowered to 0.86.",
    ]


def test_a_run_that_started_nothing_says_nothing():
    assert report_start.part(RunState()) == {}
    assert report_start.part(RunState(ready=STARTED.ready, attached=ev.ServiceAttached(("a3-01",), "other"))) == {}
    assert report_start.lines({}) == []
