"""The first error is the one that happened first, whatever order the logs came in and whatever the clocks say."""

from mindie_tui.model.events.codec import ServiceError
from mindie_tui.model.launch.first_error import FirstError

NOW = 1_764_064_800.0
"""2025-11-25T18:00:00+08:00"""
CHINA_S = 8 * 3600.0


def error(node, when=None, code="x", file=None):
    log = {"file": file or f"logs/{node}/service.log", "offset": 0}
    return ServiceError(node, code, False, "line", log=log, when=when)


def test_what_came_later_but_happened_earlier_is_the_first():
    first = FirstError({})
    assert first.seen(error("a3-01", "2025-11-25T17:59:09.908000+08:00"), NOW).first
    assert not first.seen(error("a3-01", "2025-11-25T17:59:20.000000+08:00"), NOW).first
    assert first.seen(error("a3-02", "2025-11-25T17:59:01.000000+08:00"), NOW).first
    assert first.event.node == "a3-02"


def test_a_clock_that_is_ahead_does_not_make_its_error_late():
    first = FirstError({"a3-02": 120.0})
    first.seen(error("a3-01", "2025-11-25T17:59:10+08:00"), NOW)
    assert first.seen(error("a3-02", "2025-11-25T18:01:00+08:00"), NOW).first  # 17:59:00 by our clock


def test_a_line_without_a_zone_is_read_in_the_zone_of_its_node():
    first = FirstError({})
    first.seen(error("a3-01", "2025-11-25T17:59:10+08:00"), NOW)
    assert first.seen(error("a3-02", "2025-11-25T17:59:00"), NOW, CHINA_S).first
    assert not first.seen(error("a3-02", "2025-11-25T10:59:00"), NOW, 0.0).first


def test_a_line_without_a_time_counts_from_when_it_came():
    first = FirstError({})
    first.seen(error("a3-01"), NOW)
    assert first.seen(error("a3-02", "2025-11-25T17:59:00"), NOW + 5, CHINA_S).first
    assert not first.seen(error("a3-03"), NOW + 6).first


def test_two_that_are_nearer_than_clocks_can_tell_stay_as_they_came():
    first = FirstError({"a3-02": 0.01})
    first.seen(error("a3-01", "2025-11-25T17:59:10.100+08:00"), NOW)
    assert not first.seen(error("a3-02", "2025-11-25T17:59:10.000+08:00"), NOW).first


def test_within_one_log_the_line_without_a_time_that_stands_before_is_the_first():
    """port-busy: "Socket bind failed" carries no time, "Failed to listen" behind it does."""
    first = FirstError({})
    assert first.seen(error("a3-01", code="port-bind"), NOW).first
    behind = error("a3-01", "2025-11-25T17:59:59.500+08:00", "port-listen")
    assert not first.seen(behind, NOW + 0.1).first
    assert first.event.code == "port-bind"


def test_within_one_log_a_clock_that_was_set_back_changes_nothing():
    first = FirstError({})
    first.seen(error("a3-01", "2025-11-25T17:59:10+08:00", "one"), NOW)
    assert not first.seen(error("a3-01", "2025-11-25T17:00:00+08:00", "two"), NOW + 1).first
    assert first.event.code == "one"


def test_a_line_without_a_time_is_no_later_than_the_lines_behind_it():
    first = FirstError({})
    first.seen(error("a3-02", "2025-11-25T17:59:30+08:00", "other"), NOW)
    assert not first.seen(error("a3-01", code="before"), NOW + 10).first
    assert not first.seen(error("a3-01", "2025-11-25T17:59:00+08:00", "behind"), NOW + 10).first
    assert (first.event.code, first.event.first) == ("before", True)


def test_two_logs_of_one_node_are_compared_by_their_times():
    first = FirstError({})
    first.seen(error("a3-01", "2025-11-25T17:59:10+08:00"), NOW)
    assert first.seen(error("a3-01", "2025-11-25T17:59:00+08:00", file="logs/a3-01/plog.log"), NOW + 1).first
