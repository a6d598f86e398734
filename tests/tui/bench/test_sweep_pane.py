"""The sentence of a sweep or a search: how far it is, how it ended, what to press."""

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.bench.sweep_pane import sentence
from tests.kit.sweeps import ENDED, HALF, SEARCH, VERDICT, WHOLE, plan
from tests.kit.whole_plays import fold


def said(*events, resumes=False, wide=True):
    state = fold(*events, step="bench")
    newest = next(reversed(tuple(state.points.values())), None)
    left, right = sentence(state.sweep, state, newest, resumes, wide)
    return left.plain, right.plain


def test_while_it_runs_it_says_which_point_of_how_many_and_the_time_that_is_left():
    left, right = said(*HALF)
    assert left.endswith("sweep   3 of 3") and right == "about 1 m 04 s left"


def test_a_search_names_its_limits_where_there_is_room():
    assert "ttft_p99 2000 ms" in said(*SEARCH)[0] and "ttft" not in said(*SEARCH, wide=False)[0]


def test_at_its_end_it_says_how_many_points_it_has_and_what_to_press():
    assert said(*WHOLE) == ("✓ sweep   3 of 3", "] report")
    assert said(*SEARCH, VERDICT, ENDED)[0].startswith("✓ search")
    stopped = [*HALF, ev.BenchStopped("performance-03", "ended"), ev.SweepEnded("sweep", "stopped", 2, 0, 1, "stopped")]
    assert said(*stopped, resumes=True) == ("- sweep   2 of 3   stopped", "b resume")


def test_before_the_first_point_it_says_how_many_there_will_be():
    assert said(plan(8, 24, 64))[0] == "- sweep   3 points"
