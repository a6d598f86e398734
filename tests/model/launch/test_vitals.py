"""A change of a vital sign is said once, and once more when it is over."""

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.stalls import Stalls
from mindie_tui.model.launch.vitals import SAYS, Vitals, has_room, npus_ill
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState


def test_a_trouble_is_said_once_and_its_end_once():
    vitals, looks = Vitals(), [(True, 0), (False, 10), (False, 20), (True, 32), (True, 40), (False, 50)]
    told = [vitals.seen("a3-01", "health", good, "503", "read the log", at) for good, at in looks]
    assert [one and (one.over, one.lasted_s) for one in told] == [
        None, (None, None), None, (True, 22), None, (None, None)]  # fmt: skip


def test_another_npu_that_falls_ill_is_said_again():
    vitals = Vitals()
    said = ["NPU 3 Alarm", "NPU 3 Alarm", "NPU 3 Alarm, NPU 4 Warning"]
    told = [vitals.seen("a3-01", "npu", False, one, "", at) for at, one in enumerate(said)]
    assert [one is not None for one in told] == [True, False, True]


@pytest.mark.parametrize(("healths", "said"), [
    ({0: "OK", 1: "ok"}, ""), ({0: "OK", 1: "Alarm", 9: "Alarm"}, "NPU 1 Alarm"),
    ({0: "OK", 1: ""}, "NPU 1 without a health"), ({0: "OK"}, "NPU 1 is gone from npu-smi's table"),
])  # fmt: skip
def test_only_the_npus_that_are_used_are_ill(healths, said):
    assert npus_ill(healths, (0, 1)) == said


def test_a_disk_between_full_and_room_has_not_changed():
    assert [has_room(free) for free in (0, 1 << 19, 4 << 20, 1 << 30)] == [False, False, None, True]


@pytest.mark.parametrize("what", SAYS)
def test_each_is_a_line_for_a_person(what):
    bad, over = SAYS[what]
    assert sentence(ev.ServiceTrouble("a3-01", what, "it says 503", "look")) == f"TROUBLE  {bad}: it says 503; look"
    assert sentence(ev.ServiceTrouble("a3-01", what, "", over=True, lasted_s=32.4)) == f"{over} after 32 s"


def test_the_state_holds_what_goes_on():
    state = RunState()
    for event in (ev.ServiceTrouble("a3-01", "health", "503"), ev.ServiceTrouble("a3-01", "npu", "NPU 3 Alarm"),
                  ev.ServiceTrouble("a3-01", "health", "", over=True, lasted_s=3.0)):  # fmt: skip
        recorded = ev.Recorded(1, "2026-11-24T12:00:00+08:00", "run", "launch", event)
        assert ev.from_json(recorded.as_json()) == recorded
        state = after(state, recorded)
    assert list(state.nodes["a3-01"].troubles) == ["npu"]


def test_a_log_is_quiet_from_its_last_byte_and_not_while_its_connection_is_down():
    stalls = Stalls(("a3-01",), {})
    stalls.started("a3-01", 0.0)
    assert stalls.quiet_s("a3-01", 20.0) == 0.0
    stalls.heard("a3-01", 100, 5.0)
    assert stalls.quiet_s("a3-01", 20.0) == 15.0
    stalls.heard("a3-01", 100, 21.0, lost=True)
    assert stalls.quiet_s("a3-01", 40.0) == 0.0
