"""Moments as events write them."""

from datetime import datetime

from mindie_tui.tui.text.times import now, seconds_between


def test_now_is_an_iso_time_with_milliseconds_and_an_offset():
    moment = now()
    assert datetime.fromisoformat(moment).tzinfo is not None
    assert len(moment.partition(".")[2][:3]) == 3 and moment[23] in "+-"


def test_seconds_between_two_times_count_offsets():
    assert seconds_between("2026-01-01T10:00:00.000+08:00", "2026-01-01T02:00:01.500+00:00") == 1.5


def test_seconds_to_a_time_that_is_not_known_are_none():
    assert seconds_between("", "2026-01-01T02:00:01+00:00") is None
    assert seconds_between("2026-01-01T02:00:01", "2026-01-01T02:00:01+00:00") is None
