"""The report of a run is written whatever its baseline is; the baseline is the one that was there before the run."""

import json

import pytest

from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.errors import MindieTuiError, StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.session.report import FinishedRun, report
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run

KEY = {"batch_size": 20, "num_prompts": 40}
POINT = {"point": "performance-01", "key": KEY, "throughput": {"output_tok_s": 100.0}, "requests": {"failed": 0}}


def measured():
    state = RunState()
    for event in (ev.BenchStarted("performance-01", KEY, "a3-01"),
                  ev.BenchFinished("performance-01", "bench/performance-01/result.json", POINT)):  # fmt: skip
        state = after(state, ev.Recorded(0, "2026-11-24T12:00:00+08:00", "run", "bench", event))
    return state


def earlier(root, tok_s=100.0, name="profile"):
    """A run that was measured."""
    run = Run.create(Deployment(name=name), [], root=root)
    run.write_report({"format": 1, "run": run.id, "points": [POINT | {"throughput": {"output_tok_s": tok_s}}]}, "")
    return run


def told(run, root, **how):
    deployment = Deployment(name="profile", baseline=how.pop("baseline", None))
    return list(report(FinishedRun(run, deployment, measured(), Artefacts("", {})), root=root, **how))


def session(root, baseline=None):
    deployment = Deployment(name="profile", baseline=Baseline(report=baseline) if baseline else None)
    return Session(deployment, Options(runs=root))


@pytest.mark.parametrize("named", ["last", "profile", "-prof"])
async def test_a_baseline_is_found_once_before_the_run_begins(tmp_path, named):
    before = earlier(tmp_path)
    going = session(tmp_path)
    going.hold_against(named)
    going.begin()
    going.state = measured()
    events = [step[0].event async for step in going.report()]
    assert events[-1].baseline == before.id != going.run.id
    assert {e.verdict for e in events if isinstance(e, ev.MetricCompared)} == {"same"}
    again = Session.of_run(going.run.id, Options(runs=tmp_path))
    again.hold_against(None)  # a resume of it is compared with the same one
    assert again.against == going.against and again.against[1] == before.id


@pytest.mark.parametrize("named", ["last", "profile"])
def test_a_profile_that_names_the_last_run_is_never_compared_with_itself(tmp_path, named):
    before, run = earlier(tmp_path), Run.create(Deployment(name="profile"), [], root=tmp_path)
    run.write_report({"format": 1, "points": []}, "")  # the first point of it was reported
    assert told(run, tmp_path, baseline=Baseline(report=named))[-1].baseline == before.id


def test_the_last_run_is_the_last_that_has_a_report(tmp_path):
    before = earlier(tmp_path)
    Run.create(Deployment(name="a-night-that-failed"), [], root=tmp_path)
    assert baselines.find("last", root=tmp_path)[1] == before.id


def test_a_baseline_that_is_gone_costs_the_comparison_and_not_the_report(tmp_path):
    run = Run.create(Deployment(name="profile"), [], root=tmp_path)
    with pytest.raises(StoreError, match="neither a file"):
        told(run, tmp_path, baseline=Baseline(report="never-there"))
    written = run.report()
    assert written["points"][0]["key"] == KEY and "neither a file" in written["comparison_error"]
    text = (run.folder / "report.md").read_text()
    assert "measured; the baseline could not be compared" in text.splitlines()[0] and "neither a file" in text


@pytest.mark.parametrize(
    "broken",
    ["no json", "[]", '{"format": 1, "points": 7}',
     '{"format": 1, "points": [{"key": {"batch_size": 20, "num_prompts": 40}, "latency": [1], "throughput": "x"}]}',
     '{"format": 1, "points": [3, null], "accuracy": {"a": 1}, "configuration": [1]}',
     '{"format": 1, "points": [], "accuracy": 4}',
     '{"format": 1, "points": [{"key": {"batch_size": 20, "num_prompts": 40}, "throughput": {"output_tok_s": NaN}}]}'],
)  # fmt: skip
def test_whatever_is_wrong_with_a_baseline_the_report_is_written(tmp_path, broken):
    run = Run.create(Deployment(name="profile"), [], root=tmp_path)
    other = tmp_path / "other.json"
    other.write_text(broken)
    try:
        told(run, tmp_path, baseline=Baseline(report=str(other)))
    except MindieTuiError as error:
        assert json.dumps(str(error))
    assert run.report()["points"] and (run.folder / "report.md").is_file()


def test_a_point_of_the_baseline_that_was_not_measured_is_an_event(tmp_path):
    before, run = earlier(tmp_path), Run.create(Deployment(name="profile"), [], root=tmp_path)
    kept = before.report()
    kept["points"].append(POINT | {"point": "performance-02", "key": KEY | {"batch_size": 40}})
    events = told(run, tmp_path, against=(kept, before.id))
    (gap,) = [e for e in events if isinstance(e, ev.ComparisonGap)]
    assert (gap.point, gap.whole, gap.lacks) == ("performance-02", True, "run")
    assert run.report()["gaps"][0]["point"] == "performance-02" and run.report()["gaps_allowed"] is False


def test_a_run_whose_points_measured_nothing_cannot_be_kept_as_a_baseline(tmp_path):
    run = Run.create(Deployment(name="profile"), [], root=tmp_path)
    run.write_report({"format": 1, "points": [POINT | {"doubts": {"contradiction": True}}]}, "")
    with pytest.raises(StoreError, match="no point of this run can be a baseline"):
        baselines.save(run.folder / "report.json", "kept")
