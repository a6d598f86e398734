"""What runs on the bench node: the reader of the live files, and the start and end of ais_bench."""

from __future__ import annotations

import ast
import json
import os
import signal
import sqlite3
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from mindie_tui.model.bench.requests import Measure, Request
from mindie_tui.on_node import bench_reader, bench_run
from tests.kit import recording

PROGRAMS = Path(bench_reader.__file__).parent
HOME = Path("20261124_120000/performances/vllm-api-stream-chat")


@pytest.mark.parametrize("name", ["bench_reader", "bench_run"])
def test_what_is_sent_to_a_node_is_python_3_8(name: str) -> None:
    ast.parse((PROGRAMS / f"{name}.py").read_text(), feature_version=(3, 8))


@pytest.mark.parametrize("run", ["perf200_c20_debug", "perf2000_c50_debug", "perf_sigint_group_debug"])
def test_each_request_is_told_once_however_the_files_move(run: str, tmp_path: Path) -> None:
    reader, replay, told = bench_reader.Reader(str(tmp_path)), recording.Replay(tmp_path), []
    for number, event in enumerate(recording.events(run)):
        replay.apply(event)
        if number % 3 == 0:
            told += reader.poll()
    told += reader.poll()
    assert len({line["uuid"] for line in told}) == len(told)
    assert reader.waiting == []
    measure = Measure()
    measure.add(Request.from_json(line) for line in told)
    csv, common = recording.tables(run)
    asked = json.loads(common)["Max Concurrency"]["total"]
    assert measure.point(asked) == aisbench_tables.point(csv, common)


def test_no_prompt_and_no_answer_leaves_the_node(tmp_path: Path) -> None:
    recording.replayed("perf_sigint_group_debug", tmp_path)
    text = json.dumps(bench_reader.Reader(str(tmp_path)).poll())
    assert "stamps" not in text and "answer" not in text and "Request cancelled by user" in text


def npy(values: list[float], *, version: int = 1, descr: str = "<f8") -> bytes:
    head = repr({"descr": descr, "fortran_order": False, "shape": (len(values),)}).encode().ljust(118) + b"\n"
    size = struct.pack("<H", len(head)) if version == 1 else struct.pack("<I", len(head))
    return b"\x93NUMPY" + bytes([version, 0]) + size + head + struct.pack(f"<{len(values)}d", *values)


def test_both_headers_of_npy_are_read_and_another_array_is_not() -> None:
    assert bench_reader.time_points(npy([1.5, 2.5])) == [1.5, 2.5]
    assert bench_reader.time_points(npy([1.5], version=2)) == [1.5]
    assert bench_reader.time_points(npy([1.5], descr="<f4")) is None
    assert bench_reader.time_points(b"nonsense") is None


class Live:
    """The pair of live files of one worker, written as AISBench writes them."""

    def __init__(self, folder: Path) -> None:
        self.tmp = folder / HOME / "tmp"
        self.tmp.mkdir(parents=True)
        self.lines = self.tmp / "tmp_abcd1234.jsonl"
        self.lines.touch()
        self.db = sqlite3.connect(self.tmp / "tmp_abcd1234.db", isolation_level=None)
        self.db.execute("CREATE TABLE numpy_store (id INTEGER PRIMARY KEY AUTOINCREMENT, arr_blob BLOB NOT NULL)")

    def row(self) -> None:
        self.db.execute("INSERT INTO numpy_store (arr_blob) VALUES (?)", (npy([1.0, 1.5, 2.0, 2.25]),))

    def line(self, row: int | None, **more: Any) -> bytes:
        of = {"uuid": f"u{row}", "success": True, "time_points": row and {"__db_ref__": row}, "input_tokens": 3}
        return json.dumps({**of, "output_tokens": 2, "db_name": "abcd1234.db", **more}).encode() + b"\n"

    def write(self, data: bytes) -> None:
        with self.lines.open("ab") as file:
            file.write(data)


def test_a_line_that_is_half_written_waits_for_its_end(tmp_path: Path) -> None:
    live, reader = Live(tmp_path), bench_reader.Reader(str(tmp_path))
    live.row()
    line = live.line(1)
    live.write(line[:20])
    assert reader.poll() == []
    live.write(line[20:])
    (told,) = reader.poll()
    assert (told["t"], told["gaps_ns"], told["ok"]) == ([1.0, 1.5, 2.25], [500000000, 250000000], True)


def test_a_row_that_is_not_there_yet_is_looked_for_again(tmp_path: Path) -> None:
    live, reader = Live(tmp_path), bench_reader.Reader(str(tmp_path))
    live.write(live.line(1))
    assert reader.poll() == []
    live.row()
    assert [line["uuid"] for line in reader.poll()] == ["u1"]
    assert reader.poll() == []


def test_a_row_that_never_comes_counts_as_failed_as_aisbench_counts_it(tmp_path: Path) -> None:
    live, reader = Live(tmp_path), bench_reader.Reader(str(tmp_path))
    live.write(live.line(7) + live.line(None, uuid="lost", success=True))
    told = reader.poll() + reader.given_up()
    assert [Request.from_json(line).success for line in told] == [False, False]


def test_a_commit_that_goes_on_is_not_waited_for_and_never_held_up(tmp_path: Path) -> None:
    live, reader = Live(tmp_path), bench_reader.Reader(str(tmp_path))
    live.row()
    live.write(live.line(1))
    live.db.execute("BEGIN EXCLUSIVE")
    assert reader.poll() == []
    live.db.execute("COMMIT")
    assert len(reader.poll()) == 1
    live.db.execute("BEGIN EXCLUSIVE")  # at once: the reader holds nothing
    live.db.execute("COMMIT")


def test_nonsense_in_the_live_file_is_passed_over(tmp_path: Path) -> None:
    live, reader = Live(tmp_path), bench_reader.Reader(str(tmp_path))
    live.row()
    live.write(b"\xff\xfe\n[]\n{}\nnull\n\n" + live.line(1))
    assert [line["uuid"] for line in reader.poll()] == ["u1"]


def ask(verb: str, home: Path, **question: Any) -> dict[str, Any]:
    """bench_run as a node runs it, in a home of its own."""
    program = (PROGRAMS / "bench_run.py").read_text()
    done = subprocess.run(
        [sys.executable, "-c", program, "0", "bench_run", "NONCE", verb], input=json.dumps(question).encode(),
        capture_output=True, timeout=60, env={**os.environ, "HOME": str(home)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stdout.decode().splitlines() if line.startswith("NONCE ")]
    return json.loads(line[6:])


def started(home: Path, script: str, **more: Any) -> dict[str, Any]:
    question = {"links": {}, "under": [], "needs": [], **more}
    return ask("start", home, run="R", point="performance-01", files={"command.sh": script}, **question)


def until_exit(folder: Path) -> int:
    """The status that the keeper wrote; what ends is waited for, not slept for."""
    end = time.monotonic() + 30
    while not (folder / "exit.json").exists():
        assert time.monotonic() < end, "no exit.json"
        time.sleep(0.01)
    return json.loads((folder / "exit.json").read_text())["exit"]


def test_it_outlives_the_program_that_started_it_and_its_status_is_kept(tmp_path: Path) -> None:
    answer = started(tmp_path, "echo out; echo err >&2; exit 7\n")
    folder = Path(answer["folder"])
    assert until_exit(folder) == 7
    assert (folder / "output.log").read_text() == "out\nerr\n"
    assert folder == tmp_path / ".mindie-tui/runs/R/bench/performance-01"
    assert folder.stat().st_mode & 0o777 == 0o700


def test_an_interrupt_reaches_it_although_it_was_started_in_the_background(tmp_path: Path) -> None:
    answer = started(tmp_path, "exec python3 -c 'import signal; print(signal.getsignal(signal.SIGINT))'\n")
    until_exit(Path(answer["folder"]))
    assert "default_int_handler" in (Path(answer["folder"]) / "output.log").read_text()


def test_stop_ends_children_that_ignore_everything_and_tells_how(tmp_path: Path, monkeypatch: Any) -> None:
    answer = started(tmp_path, "trap '' TERM; (trap '' TERM; while :; do sleep 5; done) & wait; wait\n")
    monkeypatch.setattr(bench_run, "TERM_S", 0.3)
    monkeypatch.setattr(bench_run, "OURS", str(tmp_path / ".mindie-tui"))
    assert bench_run.stop("R", None) == {"stopped": [{"point": "performance-01", "how": "KILL"}]}
    assert until_exit(Path(answer["folder"])) == -9
    assert bench_run.stop("R", None) == {"stopped": []}


def test_a_stranger_who_got_the_number_is_never_ended(tmp_path: Path, monkeypatch: Any) -> None:
    folder = Path(started(tmp_path, "exec sleep 100\n")["folder"])
    told = json.loads((folder / "bench.json").read_text())
    (folder / "bench.json").write_text(json.dumps({**told, "start_time": told["start_time"] - 1}))
    monkeypatch.setattr(bench_run, "OURS", str(tmp_path / ".mindie-tui"))
    assert bench_run.stop("R", None) == {"stopped": []}
    (folder / "bench.json").write_text(json.dumps(told))
    assert bench_run.stop("R", "performance-01")["stopped"][0]["how"] == "TERM"
    until_exit(folder)


def test_a_point_that_runs_is_not_started_again(tmp_path: Path) -> None:
    folder = Path(started(tmp_path, "exec sleep 100\n")["folder"])
    assert "performance-01 of run R still sends requests" in started(tmp_path, "true\n")["error"]
    ask("stop", tmp_path, run="R", point=None)
    until_exit(folder)


def alive(pid: int) -> bool:
    """It runs; one that has ended and was not waited for does not."""
    stat = bench_run.fields(pid)
    return bool(stat) and stat[0] != "Z"


LEAVES = "sleep 100 &\necho $! > child.new; mv child.new child\nwait\n"


def child_of(folder: Path) -> int:
    end = time.monotonic() + 30
    while not (folder / "child").exists():
        assert time.monotonic() < end, "no child"
        time.sleep(0.01)
    return int((folder / "child").read_text())


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_leader_leaves_is_ended_before_its_exit_is_told(tmp_path: Path, number: int) -> None:
    folder = Path(started(tmp_path, LEAVES)["folder"])
    child = child_of(folder)
    os.kill(json.loads((folder / "bench.json").read_text())["pid"], number)
    assert until_exit(folder) == -number
    assert not alive(child), "the load went on behind the next point"


def test_what_a_leader_leaves_at_its_end_is_ended_too(tmp_path: Path, monkeypatch: Any) -> None:
    folder = Path(started(tmp_path, LEAVES.replace("wait\n", "exit 1\n"))["folder"])
    child = child_of(folder)
    assert until_exit(folder) == 1
    assert not alive(child)


@pytest.mark.parametrize(
    "run, point", [("R", "performance-02"), ("R", "accuracy-01-gsm8k"), ("other", "performance-01")]
)
def test_nothing_starts_beside_another_load_of_ours(tmp_path: Path, run: str, point: str) -> None:
    folder = Path(started(tmp_path, "exec sleep 100\n")["folder"])
    question = {"files": {"command.sh": "true\n"}, "links": {}, "under": [], "needs": []}
    refused = ask("start", tmp_path, run=run, point=point, **question)
    assert "performance-01 of run R still sends requests" in refused["error"] and "kill -TERM" in refused["do"]
    ask("stop", tmp_path, run="R", point=None)
    until_exit(folder)


def test_what_a_run_left_without_a_keeper_is_ended_before_its_next_point(tmp_path: Path) -> None:
    folder = Path(started(tmp_path, LEAVES)["folder"])
    child, told = child_of(folder), json.loads((folder / "bench.json").read_text())
    os.kill(told["keeper"], signal.SIGKILL)
    os.kill(told["pid"], signal.SIGKILL)
    question = {"files": {"command.sh": "true\n"}, "links": {}, "under": [], "needs": []}
    answer = ask("start", tmp_path, run="R", point="performance-02", **question)
    assert "error" not in answer and not alive(child)
    until_exit(Path(answer["folder"]))


def test_the_reader_ends_when_nobody_will_write_the_status(tmp_path: Path) -> None:
    (tmp_path / "bench.json").write_text(json.dumps({"keeper": 2**22 + 1}))
    assert bench_reader.has_ended(str(tmp_path)) == {"exit": None}
    (tmp_path / "exit.json").write_text('{"exit": 0}')
    assert bench_reader.has_ended(str(tmp_path)) == {"exit": 0}


@pytest.fixture
def benchmark(tmp_path: Path) -> Path:
    """An installation of which only the parts stand that are looked at."""
    package = tmp_path / "benchmark" / "ais_bench" / "benchmark"
    (package / "models/api_models").mkdir(parents=True)
    (package / "utils/config").mkdir(parents=True)
    (package / "models/api_models/chat.py").write_text(
        "class Base:\n    def __init__(self, path, retry=2, **kwargs): pass\n"
        "class VLLMCustomAPIChat(Base):\n    def __init__(self, stream=False, *, model='', **kwargs): pass\n"
        "class VLLMCustomAPIChatStream(VLLMCustomAPIChat):\n    def __init__(self, *args, **kwargs): pass\n"
        "class Closed(Base):\n    def __init__(self, only): pass\n"
    )
    (package / "models/api_models/broken.py").write_text("class Broken(:\n")
    (package / "utils/config/build.py").write_text('model_cfg.pop("batch_size", None)\nmodel_cfg.pop("abbr")\n')
    (package / "__init__.py").write_text("__version__ = '2.5'\n")
    (package.parent / "datasets" / "gsm8k").mkdir(parents=True)
    command = tmp_path / "ais_bench"
    command.write_text("#!/bin/sh\ntrue\n")
    command.chmod(0o755)
    return tmp_path


def test_an_installation_is_read_without_being_imported(benchmark: Path) -> None:
    look = ask("look", benchmark, command=str(benchmark / "ais_bench"), root=str(benchmark / "benchmark"))
    assert look["version"] == "2.5"
    assert look["classes"]["VLLMCustomAPIChatStream"] == ["model", "path", "retry", "stream"]
    assert look["classes"]["Closed"] == ["only"]
    assert look["taken"] == ["abbr", "batch_size"]
    assert look["dataset_names"] == ["gsm8k"]


def test_a_console_script_leads_to_the_package_of_its_own_python(tmp_path: Path) -> None:
    command = tmp_path / "ais_bench"
    command.write_text(f"#!{sys.executable}\n")
    assert bench_run.interpreter(str(command)) == sys.executable
    command.write_text("#!/usr/bin/env -S python3\n")
    assert bench_run.interpreter(str(command)) == "python3"
    command.write_bytes(b"\x7fELF")
    assert bench_run.interpreter(str(command)) is None


def test_no_command_and_no_root_is_an_answer_too(tmp_path: Path) -> None:
    look = ask("look", tmp_path, command="no-such-ais_bench", root="/no/such/root")
    assert (look["command"], look["package"], look["classes"]) == (None, None, {})
