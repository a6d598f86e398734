"""Every second of a load is told once, whatever the rhythm of the requests; an outage is told as an outage."""

from __future__ import annotations

import pytest

from mindie_tui.model.bench.load_windows import MOST, LoadWindows
from mindie_tui.model.bench.requests import Measure, Request
from mindie_tui.model.runs.series import corrected

ORIGIN = 1000.0


def request(number, start, end, tokens=100):
    return Request(str(number), True, ORIGIN + start, ORIGIN + start + 0.1, ORIGIN + end, (), 10, tokens)


class Load:
    """A load whose requests become known one tick after the other."""

    def __init__(self):
        self.measure, self.windows, self.told, self.each = Measure(), LoadWindows(), (), []
        self.windows.origin = ORIGIN

    def tick(self, *requests, until=None, ended=False):
        self.measure.add(requests)
        self.windows.add([r.end for r in requests])
        new = self.windows.due(self.measure, self.measure.end if until is None else ORIGIN + until, ended=ended)
        self.each.append([window["at_s"] for window in new])
        self.told = corrected(self.told, new)

    @property
    def seconds(self):
        return [window["at_s"] for window in self.told]


def test_a_request_of_two_seconds_at_a_time_is_told_second_by_second():
    load = Load()
    for number in range(12):
        load.tick(request(number, 2.3 * number, 2.3 * (number + 1)))
    load.tick(ended=True)
    assert load.seconds == [*range(1, 28), 27.6]
    assert sum(map(len, load.each)) == len(load.told), "nothing is told twice"


def test_what_became_known_without_a_success_changes_nothing():
    load = Load()
    load.windows.add([ORIGIN + 1.5])
    load.windows.add([])
    load.tick(request(1, 0, 2.2))
    assert load.seconds == [1, 2]


def test_an_outage_is_told_as_it_goes_on_with_nothing_in_it():
    load = Load()
    for second in range(6):
        load.tick(request(second, second, second + 0.9))
    for second in range(6, 25):
        load.tick(until=second + 0.5)  # known to be silent
    load.tick(request(99, 5, 25.2))
    assert load.seconds == list(range(1, 26))
    empty = [window for window in load.told if 16 <= window["at_s"] <= 24]
    assert all(window["output_tok_s"] == 0 and "ttft_ms" not in window for window in empty) and len(empty) == 9


def test_what_ended_early_and_comes_late_tells_its_seconds_again():
    load = Load()
    load.tick(request(1, 0, 8.5))
    load.tick(request(2, 0, 3.5))
    assert load.each[-1] == [4, 5, 6, 7, 8] and load.told[3]["requests"] == 1 and load.told[2]["requests"] == 0


def test_a_load_below_a_second_is_told_at_its_end():
    load = Load()
    load.tick(request(1, 0, 0.6), ended=True)
    assert load.seconds == [0.6] and load.told[0]["output_tok_s"] == pytest.approx(100 / 0.6, abs=0.1)


def test_a_long_silence_is_told_in_parts_while_it_runs_and_whole_at_the_end():
    load = Load()
    load.tick(request(1, 0, 500))
    assert load.seconds == list(range(1, MOST + 1))
    load.tick()
    assert load.seconds == list(range(1, 2 * MOST + 1))
    load.tick(ended=True)
    assert load.seconds == list(range(1, 501))
