"""A past run moment by moment: each state is the fold up to there, however one came to it."""

from hypothesis import given, settings, strategies as st

from mindie_tui.model.runs.fold import after_read
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.runs.timeline import KEPT_EVERY, Timeline
from tests.kit import whole_plays as b
from tests.kit.bench_plays import benched

from mindie_tui.model.events import codec as ev  # isort: skip


def recorded():
    events = [*b.started(), *b.checked(), *b.launched(until="ready"), *benched(30, end="finished")]
    events = [one[-1] if isinstance(one, tuple) else one for one in events]
    return [ev.Recorded(n, f"2026-11-24T02:14:{n % 60:02d}.000+08:00", "r", "launch", e) for n, e in enumerate(events)]


EVENTS = recorded()


def folded(moment):
    state = RunState()
    for one in EVENTS[:moment]:
        state = after_read(state, one)
    return state


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(-3, len(EVENTS) + 3), min_size=1, max_size=4))
def test_a_jump_anywhere_is_the_fold_up_to_there(moments):
    line = Timeline(EVENTS, RunState())
    for moment in moments:
        assert line.state_at(moment) == folded(max(0, min(moment, len(EVENTS))))


def test_jumps_find_the_phases_and_the_bench_and_no_error_where_there_was_none():
    line = Timeline(EVENTS, RunState())
    start = line.bench_start()
    assert start is not None and isinstance(EVENTS[start - 1].event, ev.BenchStarted)
    assert line.first_error() is None
    moments, at = [], 0
    while at < line.length:
        at = line.next_phase(at)
        moments.append(at)
    assert moments == sorted(set(moments)) and line.length in moments and start in moments
    assert 3 < len(moments) < line.length


def test_time_never_goes_backwards_and_a_broken_one_is_passed_over():
    times = ("2026-11-24T02:14:00+08:00", "nonsense", "2026-11-24T02:13:00+08:00", "2026-11-24T02:14:09+08:00")
    odd = [ev.Recorded(n, at, "r", "nodes", ev.NodeAsked("a")) for n, at in enumerate(times)]
    line = Timeline(odd, RunState())
    assert [line.second_of(n) for n in range(5)] == [0.0, 0.0, 0.0, 0.0, 9.0] and line.seconds == 9.0
    assert line.moment_at(0.0) == 3 and line.moment_at(8.9) == 3 and line.moment_at(9.0) == 4
    assert Timeline((), RunState()).state_at(4) == RunState() and KEPT_EVERY > 1
