"""An entry of the list of runs: newest first, and what is none is passed over."""

import json

import pytest

from mindie_tui.model.errors import StoreError
from mindie_tui.store import passed_over
from mindie_tui.store.runs import info


@pytest.fixture(autouse=True)
def nothing_passed_over():
    yield
    passed_over.take_sentences()


def made(root, name, **head):
    folder = root / name
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps(head))
    return folder


def test_the_newest_by_its_start_comes_first_whatever_its_zone(tmp_path):
    made(tmp_path, "20261123-100000-a", started="2026-11-23T10:00:00+08:00")
    made(tmp_path, "20261123-030000-b", started="2026-11-23T03:00:00+00:00")
    made(tmp_path, "20261122-230000-c", started="2026-11-22T23:00:00-05:00")
    assert [one.id[-1] for one in info.newest(tmp_path)] == ["c", "b", "a"]
    assert [one.id[-1] for one in info.newest(tmp_path, lambda folder: folder.name.endswith("a"))] == ["a"]


@pytest.mark.parametrize("head", [{"nodes": 5}, {"nodes": [5]}, {"exit": "0"}, {"profile": None}])
def test_a_head_of_another_type_is_refused_and_noted(tmp_path, head):
    folder = made(tmp_path, "20261123-100000-a", **head)
    with pytest.raises(StoreError):
        info.run_info(folder)
    assert len(passed_over.take_sentences()) == 1
    assert list(info.newest(tmp_path)) == [] and info.readable(tmp_path, ["20261123-100000-a"]) == []


def test_the_points_are_read_again_when_the_report_changed(tmp_path):
    folder = made(tmp_path, "20261123-100000-a")
    one = info.run_info(folder)
    assert one.points == () and one.exit is None
    for count in (1, 2):
        (folder / "report.json").write_text(json.dumps({"points": [{"key": {"n": n}} for n in range(count)] + ["odd"]}))
        assert len(one.points) == count


def test_only_whole_lines_are_given(tmp_path):
    (tmp_path / "e").write_bytes(b"one\ntwo\nhalf")
    assert list(info.whole_lines(tmp_path / "e")) == [b"one\n", b"two\n"]
    assert info.events_of(tmp_path) == b"" and info.when("soon") == 0.0 and info.names(tmp_path / "gone") == []
