"""The run folder as the operator finds it the next day."""

import errno
import json
import os
import re
import stat

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.runs.run import Run


@pytest.fixture
def deployment():
    return profiles.load("a3-double").deployment


@pytest.fixture
def run(deployment, tmp_path):
    made = Run.create(deployment, ["mindie-tui", "replay", "a3-double"], root=tmp_path)
    yield made
    made.close()


def test_the_id_is_the_local_time_and_the_profile_and_letters_that_no_other_run_has(run):
    assert re.fullmatch(r"\d{8}-\d{6}-a3-double-[a-z]{8}", run.id)
    assert run.folder.name == run.id


def test_runs_of_one_profile_on_two_jump_hosts_never_share_an_id(deployment, tmp_path):
    ids = [Run.create(deployment, [], root=tmp_path / f"host-{n}").id for n in range(12)]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("text", ["2011", "20261130", "tw", "0-201153-two"])
def test_a_part_of_the_id_that_a_person_reads_is_not_found_in_its_random_end(tmp_path, text):
    for name in ("20261130-201153-two-bcdfghjk", "20261129-091500-one-twzztwzz", "20260101-000000-old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text("{}")
    assert Run.find(text, tmp_path).id == "20261130-201153-two-bcdfghjk"
    assert Run.find("dfgh", tmp_path).id == "20261130-201153-two-bcdfghjk", "any part of it"
    assert Run.find("20260101-000000-old", tmp_path).id == "20260101-000000-old", "an id of an earlier version"


def test_two_runs_within_a_second_have_two_folders(deployment, tmp_path):
    runs = [Run.create(deployment, [], root=tmp_path) for _ in range(5)]
    assert len({run.id for run in runs}) == 5
    assert [info.id for info in Run.all(tmp_path)] == [run.id for run in reversed(runs)]


def test_nobody_else_may_read_a_run(run):
    assert stat.S_IMODE(run.folder.stat().st_mode) == 0o700


def test_run_json_is_there_from_the_first_moment(run):
    head = json.loads((run.folder / "run.json").read_text())
    assert list(head)[:4] == ["format", "id", "profile", "argv"]
    assert (head["format"], head["id"], head["profile"], head["step"]) == (1, run.id, "a3-double", "nodes")
    assert head["ended"] is None and head["exit"] is None


def test_its_profile_stands_alone_and_repeats_the_run(run, deployment):
    again = profiles.load(str(run.folder / "profile.yaml"), search=()).deployment
    assert again.extends is None
    assert again == deployment.model_copy(update={"extends": None, "name": "profile"})


def test_a_run_found_again_knows_its_profile_by_name(run, deployment, tmp_path):
    assert Run.find("last", tmp_path).deployment() == deployment.model_copy(update={"extends": None})


def test_a_config_file_that_the_profile_names_is_kept_with_the_run(tmp_path):
    (tmp_path / "base.json").write_text('{"ServerConfig": {"port": 1040}}')
    (tmp_path / "lab.yaml").write_text("mindie-tui: 1\nextends: a3-single\nconfig: base.json\n")
    run = Run.create(profiles.load(str(tmp_path / "lab.yaml")).deployment, [], root=tmp_path / "runs")
    (tmp_path / "base.json").unlink()
    assert "1040" in profiles.load(str(run.folder / "profile.yaml")).base_text


def test_an_event_stands_in_the_file_before_anyone_sees_it(run):
    seen = run.record("launch", ev.ServicePhase("a3-02", "weights", 161.0, percent=71))
    lines = (run.folder / "events.jsonl").read_text().splitlines()
    assert json.loads(lines[-1]) == seen.as_json()
    assert list(json.loads(lines[-1]))[:7] == ["v", "seq", "at", "run", "step", "event", "node"]
    assert json.loads((run.folder / "run.json").read_text())["step"] == "launch"


def test_the_numbers_have_no_gap_when_another_process_goes_on(run, tmp_path):
    run.record("nodes", ev.NodeAsked("a3-01"))
    run.record("nodes", ev.NodeAsked("a3-02"))
    run.close()
    with (run.folder / "events.jsonl").open("ab") as file:
        file.write(b'{"v":1,"seq":3,"at":"2026-')  # killed while it wrote
    again = Run.find(run.id, tmp_path)
    assert [event["seq"] for event in again.events()] == [1, 2]
    assert again.record("launch", ev.NodeAsked("a3-01")).seq == 3
    assert [event["seq"] for event in again.events()] == [1, 2, 3]


def test_a_number_that_json_does_not_know_becomes_null(run):
    run.record("bench", ev.BenchProgress("p", 20, 1, 1, 0, 0, float("nan"), ttft_ms={"p50": float("inf")}))
    (event,) = run.events()
    assert event["window_s"] is None and event["ttft_ms"] == {"p50": None}


def test_what_was_written_and_what_stood_there_is_kept_byte_for_byte(run):
    run.write_planned("config.json", b"{}\r\n")
    run.write_planned("a3-01/start.sh", b"#!/bin/bash\n")
    run.write_before("a3-01", "config.json", b"\xff old")
    assert run.planned("a3-01/start.sh") == b"#!/bin/bash\n"
    assert (run.folder / "before/a3-01/config.json").read_bytes() == b"\xff old"
    assert run.before("a3-02", "config.json") is None


def test_a_log_is_one_spool_and_found_again(run, tmp_path):
    run.spool("a3-01").append(b"Daemon start success!\n")
    assert run.spool("a3-01") is run.spool("a3-01")
    run.write_log_place("a3-01", {"path": "~/x.log", "inode": 7, "offset": 22})
    run.close()
    again = Run.find("last", tmp_path)
    assert again.logs() == (("a3-01", "service"),)
    assert again.spool("a3-01").lines(0, 5) == ["Daemon start success!"]
    assert again.log_place("a3-01")["offset"] == 22
    again.close()


def test_a_name_from_a_node_cannot_leave_the_folder(run):
    for name in ("../../x", "a/../../b", ".."):
        with pytest.raises(StoreError, match="not a valid name inside a run"):
            run.write_planned(name, b"")


def test_a_run_is_found_by_any_unambiguous_part_or_last(tmp_path):
    first = Run.create(Deployment(name="lab"), [], root=tmp_path)
    second = Run.create(Deployment(name="a3-double"), [], root=tmp_path)
    assert Run.find("lab", tmp_path).id == first.id
    assert Run.find("last", tmp_path).id == second.id
    assert Run.find(first.id, tmp_path).id == first.id
    with pytest.raises(StoreError, match=r"2 runs have '-' in their id.*write more of it"):
        Run.find("-", tmp_path)
    with pytest.raises(StoreError, match=r"no run has 'nope' in its id; `mindie-tui runs` lists them"):
        Run.find("nope", tmp_path)
    with pytest.raises(StoreError, match="nothing was run on this machine yet"):
        Run.find("last", tmp_path / "empty")


def test_the_list_names_the_points_that_were_measured(run, tmp_path):
    run.write_report({"format": 1, "points": [{"key": {"batch_size": 400}}]}, "# Report\n")
    run.end(3)
    (info,) = Run.all(tmp_path)
    assert (info.exit, info.points, bool(info.ended)) == (3, ({"batch_size": 400},), True)
    assert Run.find("last", tmp_path).report()["points"][0]["key"] == {"batch_size": 400}


def test_a_folder_that_is_no_run_does_not_hide_the_others(run, tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "run.json").write_text("{")
    assert [info.id for info in Run.all(tmp_path)] == [run.id]


def test_a_full_disk_is_said_in_a_sentence_and_leaves_no_half_event(run, monkeypatch):
    run.record("nodes", ev.NodeAsked("a3-01"))
    real = os.write

    def write(fd, data):
        if len(data) > 10:
            return real(fd, data[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(StoreError, match=r"events\.jsonl: the disk is full; free some space"):
            run.record("nodes", ev.NodeAsked("a3-02"))
    assert run.record("nodes", ev.NodeAsked("a3-02")).seq == 2
    assert [event["node"] for event in run.events()] == ["a3-01", "a3-02"]


def test_a_folder_that_may_not_be_written_is_named(tmp_path, deployment):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file/runs: a part of the path is a file"):
        Run.create(deployment, [], root=tmp_path / "file" / "runs")


def test_two_processes_that_write_to_one_run_number_their_events_one_after_the_other(run, tmp_path):
    other = Run.find(run.id, tmp_path)  # `mindie-tui stop RUN` beside the wizard that is open on it
    seqs = [writer.record("launch", ev.NodeAsked("a3-01")).seq for writer in (run, other, other, run, other, run)]
    assert seqs == [1, 2, 3, 4, 5, 6]
    assert [event["seq"] for event in run.events()] == seqs


def test_what_one_process_notes_of_a_run_is_not_undone_by_another(run, tmp_path):
    other = Run.find(run.id, tmp_path)
    run.end(3)
    other.record("launch", ev.ServiceStopped("a3-01", "TERM"))
    info = Run.find(run.id, tmp_path).info
    assert (info.exit, bool(info.ended), info.step) == (3, True, "launch")


def test_two_who_see_the_end_of_a_service_write_one_end(run, tmp_path):
    run.record("launch", ev.ServiceStarted("a3-01", 7, 8))
    run.record("launch", ev.ServiceAttached(("a3-01", "a3-02"), run.id))
    beside = Run.find(run.id, tmp_path)
    ends = [
        run.record_end("launch", "a3-01", ev.ServiceStopped("a3-01", "stopped by li@jump")),
        beside.record_end("launch", "a3-01", ev.ServiceStopped("a3-01", "stopService")),
        run.record_end("launch", "a3-01", ev.ServiceDied("a3-01", None, "the container is not running")),
        beside.record_end("launch", "a3-02", ev.ServiceStopped("a3-02", "TERM")),
    ]
    assert [end is not None for end in ends] == [True, False, False, True]
    assert [line["event"] for line in run.events()].count("service.stopped") == 2, "one for each node"
    assert [line["seq"] for line in run.events()] == [1, 2, 3, 4]
    run.record("launch", ev.ServiceStarted("a3-01", 9, 10))
    assert beside.record_end("launch", "a3-01", ev.ServiceStopped("a3-01", "TERM")) is not None, "it had begun again"
    beside.close()
