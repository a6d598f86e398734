"""Broken and foreign files in the state folder stop no command: they are named and passed over."""

import json
import os

import pytest

from mindie_tui.__main__ import main
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Node
from mindie_tui.model.report.shape import sound
from mindie_tui.remote.launch import config_owner
from mindie_tui.store import paths
from mindie_tui.store.runs import baselines, start_times
from mindie_tui.store.runs.run import Run

DEEP = "[" * 200_000
HEADS = ["", "{", "null", "[]", "5", DEEP, '{"nodes": 5}', '{"argv": 5}', '{"nodes": [5]}', '{"started": 5}',
         '{"profile": {}}', '{"exit": "x"}', '{"step": []}', '{"versions": 5}', '{"ended": 1}', "\0\xff"]  # fmt: skip
POINT = {"point": "performance-01", "key": {"batch_size": 4}}
REPORTS = ["", "{", "null", "5", DEEP, '{"points": 5}', '{"points": [5]}', '{"points": [{"key": 5}]}',
           '{"points": [{"latency": {"ttft_ms": 5}, "throughput": 5, "requests": [], "notes": 5}]}',
           '{"comparison": [{}]}', '{"comparison": 5}', '{"waived": [5]}', '{"waived": 5}', '{"accuracy": 5}',
           '{"accuracy": [{"score": "x", "interval": 5, "requests": 5, "subjects": 5}]}', '{"start": {"ready_s": "x"}}',
           '{"accuracy": [{"score": 5, "interval": ["x"], "correct": 1}]}', '{"sweep": 5}', '{"search": []}',
           '{"sweep": {"knees": [{}]}}', '{"configuration_changes": [{}]}', '{"unmeasured": [{"key": 5}]}',
           '{"points": [{"concurrency": {"reached": {}}}], "stopped": 5, "run": [], "profile": {}}']  # fmt: skip
EVENTS = ["", "5", "null", DEEP, "{}", '{"event": 5}', '{"event": "run.started"}', '{"event": []}',
          '{"event": "run.started", "profile": 5, "version": "0", "nodes": 5}',
          '{"event": "run.started", "profile": "p", "version": "0", "nodes": [5]}',
          '{"event": "service.phase", "node": [], "phase": "x", "elapsed_s": 1}',
          '{"event": "service.phase", "node": "a", "phase": {}, "elapsed_s": "x"}',
          '{"event": "bench.progress", "point": "p", "total": "x"}', '{"event": "service.ready", "seq": "x"}',
          '{"event": "bench.started", "point": {}, "key": 5, "node": "a"}', '{"event": "node.found", "ip": {}}',
          '{"event": "run.ended", "exit": "x", "reason": 5}', '{"event": "run.ended", "step": [], "exit": 1}',
          '{"event": "bench.finished", "point": "p", "result": "r", "summary": {"latency": 5, "requests": []}}',
          '{"event": "accuracy.finished", "point": "accuracy-01", "summary": {"score": 5, "interval": 5}}']  # fmt: skip


def run_of(name="good", point=True):
    """A run on a node that nobody reaches any more; it ended well."""
    made = Deployment(name=name, nodes=(Node(name="a", host="root@127.0.0.1:1"),))
    run = Run.create(made, ["mindie-tui", "replay", name])
    run.record("nodes", ev.RunStarted(name, "0.1", ()))
    if point:
        run.write_report({"format": 1, "run": run.id, "profile": name, "points": [POINT]}, "")
    run.end(0)
    return run


def said(capsys, *line):
    """Status and both streams; a fault of our own is none of the answers."""
    status = main(list(line))
    out, err = capsys.readouterr()
    assert "a fault of mindie-tui itself" not in err, (line, err)
    return status, out, err


@pytest.mark.parametrize("text", HEADS, ids=range(len(HEADS)))
def test_a_run_json_that_is_none_is_named_and_passed_over(text, capsys):
    good, bad = run_of(), run_of("bad")
    (bad.folder / "run.json").write_text(text, "latin-1")
    status, out, err = said(capsys, "runs")
    assert status == 0 and good.id in out and bad.id not in out
    assert f"mindie-tui: {bad.folder}/run.json was passed over: " in err and err.count("\n") == 1
    status, out, _ = said(capsys, "show", "last")
    assert status == 0 and out.startswith(good.id)
    for command in ("status", "stop", "rollback", "attach", "resume"):
        assert "no run" in said(capsys, command, "bad")[2]


@pytest.mark.parametrize("how", ["folder", "pipe", "link", "endless", "file", "loop"])
def test_nothing_that_stands_in_the_place_of_a_run_stops_a_command(how, capsys):
    good, place = run_of(), paths.runs() / "20990101-000000-x"
    if how == "file":
        place.write_text("x")
    else:
        place.mkdir()
        head = place / "run.json"
        make = {"folder": head.mkdir, "pipe": lambda: os.mkfifo(head), "link": lambda: head.symlink_to("nowhere"),
                "endless": lambda: head.symlink_to("/dev/zero"), "loop": lambda: head.symlink_to(head)}  # fmt: skip
        make[how]()
    for line in (["runs"], ["show", "last"], ["status"]):
        _, out, err = said(capsys, *line)
        assert line == ["status"] or good.id in out
        assert f"{place}/run.json was passed over" in err or line == ["status"]


@pytest.mark.parametrize("text", REPORTS, ids=range(len(REPORTS)))
def test_a_report_that_is_none_stops_neither_show_nor_a_comparison(text, capsys):
    good, bad = run_of(), run_of("bad")
    (bad.folder / "report.json").write_text(text)
    status, out, err = said(capsys, "runs")
    assert status == 0 and good.id in out and bad.id in out
    status, out, err = said(capsys, "show", "bad")
    assert status == 0 and "command  mindie-tui replay bad" in out
    assert f"{bad.folder}/report.json was passed over: " in err
    (bad.folder / "report.json").write_text(json.dumps({"format": 1, "points": [POINT]} | _object(text)))
    try:
        read, _ = baselines.find(bad.id)
    except Exception as error:
        assert type(error).__name__ in ("ProfileError", "StoreError")
    else:
        assert sound(read) == read


def _object(text):
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


@pytest.mark.parametrize("text", EVENTS, ids=range(len(EVENTS)))
def test_an_event_that_is_none_is_passed_over_and_the_rest_is_told(text, capsys):
    bad = run_of("bad", point=False)
    path = bad.folder / "events.jsonl"
    first = path.read_text()
    ended = '{"v":1,"seq":3,"at":"","run":"","step":"report","event":"run.ended","exit":0,"reason":"well"}\n'
    path.write_text(first + text + "\n" + ended)
    status, out, err = said(capsys, "show", "last")
    assert status == 0 and "run of bad on no node" in out and "ended with status 0: well" in out
    for command in ("status", "stop", "rollback", "attach", "resume"):
        said(capsys, command, "last")
    assert bad.state().ended is not None
    bad.record("nodes", ev.NodeAsked("a"))  # it can be gone on with


def test_a_broken_line_is_named(capsys):
    bad = run_of("bad")
    with (bad.folder / "events.jsonl").open("a") as file:
        file.write('{"event": "run.ended", "exit": "x", "reason": "y"}\n')
    assert f"{bad.folder}/events.jsonl was passed over: event 2 is broken" in said(capsys, "show", "last")[2]


@pytest.mark.parametrize("text", HEADS, ids=range(len(HEADS)))
def test_what_a_new_run_looks_back_at_stops_it_never(text):
    now, bad = run_of(), run_of("bad")
    (bad.folder / "run.json").write_text(text, "latin-1")
    (bad.folder / "planned").mkdir()
    (bad.folder / "planned" / "config.json").write_text("{}")
    assert config_owner.find_cut_off({}, now.id) is None
    assert start_times.earlier_starts("bad", now) == []


def test_broken_files_beside_a_log_are_no_place():
    run = run_of()
    folder = run.folder / "logs" / "a"
    folder.mkdir(parents=True)
    for text in ("", "5", DEEP, '{"offset": "x"}', '{"before": 5}', '{"begins": []}', '{"inode": {}}'):
        (folder / "service.json").write_text(text)
        assert run.log_place("a") is None
    run.write_log_place("a", {"path": "x", "inode": None, "offset": 3, "begins": 0, "before": []})
    assert run.log_place("a")["offset"] == 3


def test_only_the_newest_runs_are_listed_unless_all_are_asked_for(capsys, monkeypatch):
    monkeypatch.setattr("mindie_tui.headless.runs.runs.LISTED", 2)
    made = [run_of(point=False) for _ in range(4)]
    _, out, _ = said(capsys, "runs")
    assert [line.split()[0] for line in out.splitlines()] == [made[3].id, made[2].id, "2"]
    assert out.endswith("2 older ones: `mindie-tui runs --all` lists them too\n")
    assert [line.split()[0] for line in said(capsys, "runs", "--all")[1].splitlines()] == [r.id for r in made[::-1]]


def test_the_logs_of_old_runs_are_removed_on_request_and_nothing_else(capsys):
    old, new, going = run_of("old"), run_of("new"), run_of("going")
    for run in (old, new, going):
        run.spool("a").append(b"x" * 5000)
        run.write_log_place("a", {"path": "p", "offset": 5000})
        run.write_before("a", "config.json", b"{}")
        run.close()
    for run, ended in ((old, "2026-01-01T00:00:00+00:00"), (going, None)):
        head = json.loads((run.folder / "run.json").read_text())
        (run.folder / "run.json").write_text(json.dumps(head | {"ended": ended}))
    assert "the logs of 1 run were removed, 4.9 KiB; their reports stay" in said(capsys, "runs", "--prune", "30")[1]
    assert old.logs() == () and old.before("a", "config.json") == b"{}" and old.report() is not None
    assert new.logs() == going.logs() == (("a", "service"),)
    with pytest.raises(SystemExit):
        main(["runs", "--prune", "-1"])
