"""What an operator waits for where the profile says nothing: the documented seconds."""

from dataclasses import fields

from mindie_tui.remote.timings import Timings


def test_a_lost_node_is_tried_again_quickly_first_and_for_minutes():
    timings = Timings()
    assert list(timings.retry_s) == sorted(timings.retry_s) and timings.retry_s[0] < 1
    assert timings.reconnect_s >= 60 > timings.retry_s[-1]


def test_a_bench_reports_once_a_second():
    assert Timings().bench_tick_s == 1.0


def test_a_launch_names_a_silent_answer_long_before_a_silent_log():
    patience = Timings().patience
    assert patience.answer < patience.silent
    assert all(getattr(patience, one.name) > 0 for one in fields(patience))
