"""on_node/bench_reader.py: each finished request of AISBench is told once, as numbers."""

from __future__ import annotations

import json
import sqlite3
import struct
from pathlib import Path
from typing import Any

import pytest

from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from mindie_tui.model.bench.requests import Measure, Request
from mindie_tui.on_node import bench_reader
from tests.kit import recording

HOME = Path("20261124_120000/performances/vllm-api-stream-chat")


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
