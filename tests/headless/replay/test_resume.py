"""What `resume` still has to measure of a run."""

import argparse
import json

import pytest

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.replay.resume import Resume
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.session.session import Options, Session

KEY = {"batch_size": 20}
DONE = (ev.BenchStarted("performance-01", KEY, "n"), ev.BenchFinished("performance-01", "r", {"key": KEY}))
KILLED = (ev.BenchStarted("performance-01", KEY, "n"), ev.BenchStopped("performance-01", "ended with TERM"))
ASKED = ev.BenchStarted("accuracy-01-gsm8k", {"datasets": "gsm8k_gen"}, "n")
CUT = (ASKED, ev.BenchStopped("accuracy-01-gsm8k", "ended at 65 of 200 answers"))
SCORED = (ASKED, ev.AccuracyFinished("accuracy-01-gsm8k", "gsm8k", "accuracy", 75.0, "r", {}))
SWEPT = (ev.SweepStarted("sweep", ({"point": "performance-01", "key": KEY},), most=1), *DONE)


@pytest.fixture
def resumed(tmp_path):
    def of(*events):
        bench = {"performance": {}, "accuracy": {"runs": [{"datasets": "gsm8k_gen"}]}}
        deployment = Deployment.model_validate_json(json.dumps({"bench": bench}))
        session = Session(deployment, Options(runs=tmp_path))
        session.begin()
        state = RunState()
        for event in events:
            state = after(state, ev.Recorded(0, "", "r", "bench", event))
        session.state = state
        return Resume(session, argparse.Namespace(simulated=False), Printer(as_json=True))

    return of


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ((), True), (KILLED, True), ((*DONE, *CUT), False), (DONE, False), ((*DONE, *SCORED), True),
        ((*SWEPT, ev.SweepEnded("sweep", "all points", 1, 0, 0), *CUT), False),
        ((*SWEPT, ev.SweepEnded("sweep", "stopped", 1, 0, 1, "stopped")), True),
    ],
)  # fmt: skip
def test_what_was_measured_is_not_measured_again_for_the_sake_of_open_questions(resumed, events, left):
    assert resumed(*events)._performance_left() is left


def test_the_last_words_name_the_command_that_goes_on(resumed):
    (said,) = resumed(*DONE, *CUT)._goes_on()
    assert "resume" in said and "unanswered questions" in said
    assert resumed(*DONE, *SCORED)._goes_on() == ()
