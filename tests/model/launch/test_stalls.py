"""A start that does not move says where it stands, and what this usually takes."""

from mindie_tui.model.events.codec import ServiceError, ServicePhase
from mindie_tui.model.launch.stalls import SILENT, UNREGISTERED, Patience, Stalls

NODES = ("a3-01", "a3-02")


def stalls(**patience):
    made = Stalls(NODES, {"weights": 90.0, "slaves": 20.0}, Patience(**patience))
    for node in NODES:
        made.started(node, 0.0)
    return made


def said(events, kind=ServiceError):
    return [(e.node, e.code if kind is ServiceError else e.phase) for e in events if isinstance(e, kind)]


def test_a_phase_carries_the_time_in_it_and_what_it_usually_takes():
    made = stalls()
    assert made.phase(ServicePhase("a3-01", "weights", 60.0, 0)).phase_s == 0
    event = made.phase(ServicePhase("a3-01", "weights", 460.0, 71, "43/61"))
    assert (event.percent, event.count, event.phase_s, event.usual_s) == (71, "43/61", 400.0, 90.0)
    assert made.where("a3-01", 460.0) == "weights (400 s, usually 90 s)"
    assert made.where("a3-02", 460.0) == "the start"


def test_a_phase_that_takes_twice_the_usual_time_is_said_again_and_at_each_doubling():
    made = stalls(silent=1e9)
    made.phase(ServicePhase("a3-01", "weights", 10.0, 40))
    times = [at for at in range(0, 1000, 10) if made.due(float(at))]
    assert times == [190, 370, 730]


def test_what_is_short_as_a_rule_is_not_said_again_after_a_second():
    made = stalls()
    made.phase(ServicePhase("a3-01", "rank_table", 1.0))
    assert made.due(9.0) == []


def test_a_slave_that_never_registers_is_named_once_while_its_master_waits():
    made = stalls()
    made.phase(ServicePhase("a3-01", "slaves", 2.0))
    made.phase(ServicePhase("a3-02", "slaves", 3.0))
    assert made.due(11.0) == []
    (event,) = made.due(12.0)
    assert (event.node, event.code) == ("a3-02", UNREGISTERED)
    assert "a3-01" in event.line and "1120" in event.remedy
    assert made.due(13.0) == []


def test_a_slave_whose_line_is_down_is_not_called_unregistered():
    made = stalls()
    made.phase(ServicePhase("a3-01", "slaves", 2.0))
    made.phase(ServicePhase("a3-02", "slaves", 3.0))
    made.heard("a3-02", 100, 4.0, lost=True)
    assert said(made.due(14.0)) == []
    made.heard("a3-02", 100, 15.0)
    assert said(made.due(15.0)) == [("a3-02", UNREGISTERED)]


def test_a_slave_that_has_registered_is_fine():
    made = stalls()
    made.phase(ServicePhase("a3-01", "slaves", 2.0))
    made.phase(ServicePhase("a3-02", "engine", 3.0))
    assert said(made.due(14.0)) == []


def test_a_log_that_stands_still_is_named_once_and_again_after_it_went_on():
    made = stalls(silent=30.0)
    made.phase(ServicePhase("a3-02", "weights", 5.0, 1))
    made.heard("a3-02", 10, 5.0)
    made.heard("a3-02", 10, 34.0)
    assert said(made.due(34.0)) == []
    (event,) = made.due(35.0)
    assert (event.node, event.code, event.line) == (
        "a3-02",
        SILENT,
        "nothing was printed for 30 s in phase weights; this phase usually takes 90 s",
    )
    assert made.due(60.0) == []
    made.heard("a3-02", 11, 61.0)
    assert said(made.due(91.0)) == [("a3-02", SILENT)]


def test_a_node_that_has_started_may_be_silent():
    made = stalls(silent=30.0)
    made.phase(ServicePhase("a3-02", "started", 5.0))
    made.heard("a3-02", 10, 5.0)
    assert made.due(500.0) == []
