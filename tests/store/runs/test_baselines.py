"""Baselines: found by a path, a name or a run, and kept by a name."""

import json

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import ProfileError, StoreError
from mindie_tui.store import paths
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run

REPORT = {"format": 1, "points": []}


def measured(root):
    run = Run.create(Deployment(name="lab"), [], root=root)
    run.write_report(REPORT, "")
    run.close()
    return run


def test_a_baseline_goes_by_its_path_its_name_or_its_run(tmp_path):
    run = measured(tmp_path)
    report = run.folder / "report.json"
    kept = baselines.save(report, "good")
    assert kept == paths.baselines() / "good.json" and json.loads(kept.read_text())["points"] == []
    for name, label in (
        (str(report), str(report)),
        ("good", "good"),
        ("good.json", str(kept)),
        (run.id, run.id),
        ("last", run.id),
    ):
        assert baselines.find(name, root=tmp_path) == (baselines.read(report), label)


def test_the_run_that_is_compared_is_not_its_own_baseline(tmp_path):
    older, newer = measured(tmp_path), measured(tmp_path)
    assert baselines.find("last", root=tmp_path, besides=newer.id)[1] == older.id


def test_a_baseline_knows_the_run_that_it_is_from(tmp_path):
    run = measured(tmp_path)
    (tmp_path / "of-a-run.json").write_text(json.dumps(REPORT | {"run": run.id}))
    (tmp_path / "by-hand.json").write_text(json.dumps(REPORT))
    named = [str(tmp_path / "of-a-run.json"), str(tmp_path / "by-hand.json"), "nope", None]
    assert [baselines.run_of(name, root=tmp_path) for name in named] == [run.id, None, None, None]


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 2, "points": []}', '{"format": 1}'])
def test_what_is_no_report_is_refused_with_its_place(tmp_path, text):
    (tmp_path / "r.json").write_text(text)
    with pytest.raises(ProfileError) as refused:
        baselines.find(str(tmp_path / "r.json"))
    assert refused.value.line == 1


def test_what_is_not_there_is_named_with_where_to_look(tmp_path):
    with pytest.raises(StoreError, match="neither a file, a saved baseline nor a run"):
        baselines.find("nope", root=tmp_path)
    run = Run.create(Deployment(name="lab"), [], root=tmp_path)
    run.close()
    with pytest.raises(StoreError, match="has no report"):
        baselines.find(run.id, root=tmp_path)
    for name in ("", ".x", "a/b"):
        with pytest.raises(StoreError, match="not a valid name for a baseline"):
            baselines.save(tmp_path / "r.json", name)
