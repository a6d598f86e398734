"""Why a key of the bench step cannot act now."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.bench.keys import REASONS, BenchSituation, why_not
from mindie_tui.tui.bench.screen import BenchScreen
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment
from tests.kit.sweeps import HALF

READY = b.fold(*b.started(), *b.launched(until="ready"))
MEASURED = b.fold(*bench_plays.benched(60, end="finished"), *bench_plays.compared(), state=READY, step="bench")
ASKED = deployment(2, bench=Bench(performance=Performance()))
NEW = BenchSituation(RunState(), ASKED, None, None, started_here=False, busy=False, under_cursor=None)
SWEEP = b.fold(*HALF, state=READY, step="bench")
SWEEPING = replace(NEW, state=SWEEP, going=SWEEP.sweep, started_here=True, busy=True)


def of_point(state):
    return replace(NEW, state=state, point=next(reversed(state.points.values())))


@pytest.mark.parametrize(("action", "at", "reason"), [
    ("start", NEW, "start: no service is ready; 4 Launch"), ("start", replace(NEW, state=READY), None),
    ("start", SWEEPING, "start: it measures already"),
    ("start", replace(NEW, state=READY, deployment=deployment(2)), "start: the profile has no bench.performance"),
    ("stop", NEW, "stop: no measurement is running"), ("stop", SWEEPING, None),
    ("mark", NEW, "mark baseline: nothing was measured to the end"), ("mark", of_point(MEASURED), None),
    ("copy", NEW, "copy: nothing was measured"), ("copy", of_point(MEASURED), None),
    ("metric", NEW, "metric: no line is drawn yet"), ("metric", of_point(MEASURED), None), ("metric", SWEEPING, None),
    ("zoom", NEW, "zoom: no chart is drawn yet"), ("zoom", of_point(MEASURED), None),
    ("load", SWEEPING, "load: it measures; x stops it first"), ("load", NEW, None),
    ("skip", NEW, "skip: no point under the cursor that is still to come"), ("accuracy", NEW, None),
])  # fmt: skip
def test_each_key_says_what_is_in_its_way(action, at, reason):
    assert why_not(action, at) == reason


def test_only_a_point_that_is_still_to_come_can_be_left_out():
    later = replace(SWEEPING, state=b.fold(*HALF[:3], state=READY, step="bench"), under_cursor="performance-03")
    assert later.skippable == "performance-03"
    assert replace(later, under_cursor="performance-01").skippable is None, "it is measured"
    assert replace(later, started_here=False).skippable is None, "another wizard measures"
    assert replace(later, going=None).skippable is None


def test_every_action_of_the_table_is_a_key_of_the_screen():
    assert REASONS.keys() <= {binding.action for binding in BenchScreen.BINDINGS}
