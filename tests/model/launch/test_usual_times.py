"""What a start usually takes comes from earlier good starts of the profile; before those from a documented default."""

from mindie_tui.model.events import codec as ev
from mindie_tui.model.launch.usual_times import UsualStart, durations, expected, start_of

DEFAULT = UsualStart({"weights": 492.0}, 565.0)


def lines(*events):
    return [ev.Recorded(n, "2026-11-23T02:11:40.004+08:00", "run", "launch", e).as_json() for n, e in enumerate(events)]


def start(weights_s, *, ready=True, attached=False):
    begin = [ev.ServiceAttached(("a3-01",), "other")] if attached else [ev.ServiceStarted("a3-01", 1, 2)]
    events = [
        *begin,
        ev.ServicePhase("a3-01", "weights", 10.0, 0),
        ev.ServicePhase("a3-01", "weights", 11.0, 50),
        ev.ServicePhase("a3-01", "warmup", 10.0 + weights_s),
        ev.ServicePhase("a3-01", "started", 12.0 + weights_s),
        ev.ServicePhase("a3-02", "weights", 10.0, 0),
        ev.ServicePhase("a3-02", "started", 14.0 + weights_s),
    ]
    return lines(*events, *([ev.ServiceReady(("a3-01", "a3-02"), 20.0 + weights_s)] if ready else []))


def test_each_phase_takes_as_long_as_on_its_slowest_node():
    assert durations(start_of(start(90.0))) == {"weights": 94.0, "warmup": 2.0}


def test_the_median_of_earlier_starts_is_what_is_usual():
    starts = [start_of(start(seconds)) for seconds in (80.0, 90.0, 400.0)]
    found = expected(starts, "a3-double", DEFAULT)
    assert found.phases["weights"] == 94.0 and found.ready_s == 110.0
    assert found.source == "3 earlier starts of a3-double"


def test_a_start_that_never_became_ready_and_one_that_only_attached_say_nothing():
    assert start_of(start(90.0, ready=False)) is None
    assert start_of(start(90.0, attached=True)) is None


def test_before_the_first_good_start_the_default_says_so():
    found = expected([], "a3-double", DEFAULT)
    assert found.source == "default" and found.phases == DEFAULT.phases
