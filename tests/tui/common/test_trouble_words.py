"""What went wrong with a service that still runs, on row 1 of the launch step, in its log and on the stepper."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.model.language import chinese
from mindie_tui.model.launch.vitals import SAYS
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.launch.log.our_lines import sentence as own
from mindie_tui.tui.launch.words import sentence

AT = "2026-11-24T12:00:00+08:00"
READY = [ev.ServiceStarted("a3-01", 7, 1), ev.ServiceReady(("a3-01",), 30.0)]
UNWELL = ev.ServiceTrouble("a3-01", "health", "503")


def state(*happened):
    found = RunState()
    for event in happened:
        found = after(found, ev.Recorded(0, AT, "", "launch", event))
    return found


@pytest.fixture(autouse=True)
def english():
    yield
    language.use("en")


def row(*happened):
    return sentence(state(*happened), AT, {}, wide=True)[0].plain


def test_a_service_that_is_not_healthy_is_not_called_ready():
    assert row(*READY).startswith("✓ ready")
    assert row(*READY, UNWELL) == "! a3-01: not healthy: 503"
    assert row(*READY, UNWELL, ev.ServiceTrouble("a3-02", "npu", "NPU 3 Alarm")) == (
        "! a3-01: not healthy: 503   and 1 more")  # fmt: skip
    assert row(*READY, UNWELL, ev.ServiceTrouble("a3-01", "health", "", over=True, lasted_s=32.0)).startswith("✓ ready")


def test_a_log_that_is_silent_is_no_alarm():
    assert row(*READY, ev.ServiceTrouble("a3-01", "log", "nothing was printed for 300 s")).startswith("✓ ready")


def test_it_is_chinese_too():
    assert {("", said) for pair in SAYS.values() for said in pair} <= chinese().keys()
    language.use("zh")
    assert row(*READY, UNWELL) == "! a3-01：不健康：503"
    assert own(ev.ServiceTrouble("a3-01", "health", "", over=True, lasted_s=32.0)) == "a3-01：32 s 后恢复健康"
