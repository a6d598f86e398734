"""What one measured point says of the load that is searched."""

import pytest

from mindie_tui.model.bench.search_point import format_load, pace_of, reached_of


@pytest.mark.parametrize(("load", "text"), [(64.0, "64"), (4.5, "4.5"), (1234.5678, "1235"), (0.33333, "0.3333")])
def test_a_load_is_written_as_people_do(load, text):
    assert format_load(load) == text


def test_a_concurrency_is_what_was_in_flight_or_aisbenchs_own_mean():
    old = {"concurrency": {"asked": 64, "reached": 60.5}}
    assert reached_of(old, "batch_size") == 60.5
    assert reached_of({**old, "in_flight": 63}, "batch_size") == 63
    assert reached_of({"in_flight": True}, "batch_size") is None


def test_a_rate_is_what_was_sent_or_the_answers_over_the_time_without_the_last():
    assert reached_of({"sent_s": 3.5}, "request_rate") == 3.5
    old = {"duration_s": 110, "requests": {"success": 1000}, "latency": {"e2el_ms": {"avg": 10_000}}}
    assert reached_of(old, "request_rate") == 10
    assert reached_of({"throughput": {"request_s": 2}}, "request_rate") == 2


def test_a_rate_is_held_back_by_the_places_where_all_are_taken():
    assert pace_of({"concurrency": {"asked": 8}, "in_flight": 8}) == "batch_size 8"
    assert pace_of({"concurrency": {"asked": 8}, "in_flight": 2}) == ""
