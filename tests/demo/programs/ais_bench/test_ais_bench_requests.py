"""When requests start."""

import pytest


@pytest.fixture
def requests(program):
    return program("ais_bench_requests")


def test_without_a_rate_they_start_in_a_dense_row(requests):
    assert requests.arrivals(3, 0) == [0.0, requests.BLOCK_S, 2 * requests.BLOCK_S]


def test_a_rate_spreads_them_over_the_time_that_it_gives(requests):
    times = requests.arrivals(100, 20)
    assert times == sorted(times) and times[-1] == pytest.approx(5.0)
    assert times == requests.arrivals(100, 20), "a run repeated is the same run"
