"""The list of all runs: what it says is what the folders say, whatever stands in its file."""

import json
import os
import shutil

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from mindie_tui.store import passed_over
from mindie_tui.store.runs.index import index_path, listed
from mindie_tui.store.runs.info import newest
from tests.kit.many_runs import plant_run

AGAIN = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def nothing_passed_over():
    passed_over.take_sentences()
    yield
    passed_over.take_sentences()


@pytest.fixture
def root(tmp_path):
    for at in range(12):
        plant_run(tmp_path / "runs", at)
    return tmp_path / "runs"


def as_the_folders_say(root):
    index_path(root).unlink(missing_ok=True)
    return listed(root)


def test_the_list_holds_each_run_newest_first_as_its_folder_says(root):
    said = [(one.id, one.profile, one.started, one.ended, one.exit, one.step, one.nodes) for one in newest(root)]
    for _ in ("from the folders", "from its file"):
        rows = listed(root)
        assert [(r.id, r.profile, r.started, r.ended, r.exit, r.step, r.nodes) for r in rows] == said
    assert rows == as_the_folders_say(root)
    assert index_path(root).parent == root.parent and index_path(root).stat().st_mode & 0o777 == 0o600


def test_a_run_that_came_went_or_changed_is_listed_so(root):
    before = listed(root)
    plant_run(root, 50)
    shutil.rmtree(root / before[3].id)
    head = json.loads((root / before[5].id / "run.json").read_text())
    (root / before[5].id / "run.json").write_text(json.dumps(head | {"exit": 143}))
    (root / before[0].id / "report.json").write_text(json.dumps({"points": [{"key": {"batch_size": 9}}]}))
    rows = {row.id: row for row in listed(root)}
    assert len(rows) == 12 and before[3].id not in rows
    assert rows[before[5].id].exit == 143 and rows[before[0].id].settings == "batch_size 9"
    assert list(rows.values()) == as_the_folders_say(root)


@AGAIN
@given(data=st.data())
def test_a_list_that_was_changed_or_cut_off_is_made_anew(root, data):
    right = listed(root)
    path = index_path(root)
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["cut", "flip", "zeros", "folder"]))
    if how == "cut":
        path.write_bytes(whole[:at])
    elif how == "flip":
        path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    elif how == "zeros":
        path.write_bytes(bytes(len(whole)))
    else:
        path.unlink()
    assert listed(root) == right and path.read_bytes() == whole or how == "flip"
    assert listed(root) == right


def test_a_list_that_cannot_be_written_only_costs_time(root):
    index_path(root).mkdir()
    assert len(listed(root)) == 12


def test_what_is_no_run_is_named_each_time(root):
    (root / "notes").mkdir()
    (root / ".hidden").mkdir()
    for _ in range(2):
        assert len(listed(root)) == 12
        assert [one for one in passed_over.take_sentences() if "notes" in one]


def test_a_report_that_is_broken_leaves_a_run_without_figures(root):
    newest_run = listed(root)[0]
    (root / newest_run.id / "report.json").write_text("{")
    row = next(row for row in listed(root) if row.id == newest_run.id)
    assert (row.points, row.output_tok_s) == (0, None) and passed_over.take_sentences()


def test_a_machine_without_runs_has_an_empty_list(tmp_path):
    assert listed(tmp_path / "runs") == []
    assert os.listdir(tmp_path) == []
