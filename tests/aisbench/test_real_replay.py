"""The walk with the real ais_bench: `mindie-tui replay` against the demo's daemon, the report held against AISBench's.

ALL=1 adds mmlu and ceval, whose 109 evaluations take a quarter of an hour. `-s` prints what was measured.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import sys
from pathlib import Path

import pytest

from mindie_tui.demo import fleet as demo
from tests.kit.aisbench import COMMAND

pytestmark = pytest.mark.aisbench
ROWS = {"TTFT": "ttft_ms", "TPOT": "tpot_ms", "ITL": "itl_ms", "E2EL": "e2el_ms"}
COLUMNS = {"Average": "avg", "Min": "min", "Max": "max", "Median": "p50", "P75": "p75", "P90": "p90", "P99": "p99"}
COMMON = {
    "Benchmark Duration": ("duration_s",), "Total Requests": ("requests", "total"),
    "Failed Requests": ("requests", "failed"), "Success Requests": ("requests", "success"),
    "Concurrency": ("concurrency", "reached"), "Max Concurrency": ("concurrency", "asked"),
    "Request Throughput": ("throughput", "request_s"), "Total Input Tokens": ("tokens", "input"),
    "Prefill Token Throughput": ("throughput", "prefill_tok_s"), "Total Generated Tokens": ("tokens", "output"),
    "Input Token Throughput": ("throughput", "input_tok_s"), "Output Token Throughput": ("throughput", "output_tok_s"),
    "Total Token Throughput": ("throughput", "total_tok_s"),
}  # fmt: skip
RUNS = {
    "gsm8k": {"datasets": "gsm8k_gen_0_shot_cot_chat_prompt"},
    "mmlu": {"datasets": "mmlu_gen_0_shot_cot_chat_prompt", "merge_ds": True},
    "ceval": {"datasets": "ceval_gen_0_shot_cot_chat_prompt", "merge_ds": True},
}
KEY = "sk-not-to-be-found-anywhere-4711"


async def replayed(fleet, folder: Path, seconds: float, **sets: object) -> tuple[int, Path, str]:
    """(exit status, run folder, what was printed) of a replay of the fleet's profile."""
    given = {"bench.command": COMMAND, **sets}
    words = [f"--set={name}={json.dumps(value)}" for name, value in given.items()]
    command = [sys.executable, "-m", "mindie_tui", "replay", str(fleet.profile), "--ssh-config", str(fleet.ssh_config)]
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "THE_KEY": KEY}
    process = await asyncio.create_subprocess_exec(
        *command, *words, "--stop", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=environment
    )
    async with asyncio.timeout(seconds):
        printed, _ = await process.communicate()
    print(printed.decode())
    (run,) = (folder / "state" / "mindie-tui" / "runs").iterdir()
    return process.returncode or 0, run, printed.decode()


def number(cell: object) -> float:
    return float(str(cell).split(" ")[0])


def held_against_aisbench(point, folder: Path) -> int:
    """How many figures of a point of report.json equal AISBench's csv and json; a difference is an error."""
    checked = 0
    for name, stages in json.loads((folder / "gsm8k.json").read_text()).items():
        here = point
        for part in COMMON[name]:
            here = here[part]
        value = number(next(iter(stages.values())))
        assert here == (round(value / 1000, 7) if name == "Benchmark Duration" else value), name
        checked += 1
    for row in csv.DictReader((folder / "gsm8k.csv").open(newline="")):
        if (latency := ROWS.get(row["Performance Parameters"])) is not None:
            for column, key in COLUMNS.items():
                assert point["latency"][latency][key] == number(row[column]), (latency, key)
                checked += 1
    return checked


async def test_performance_and_accuracy_are_aisbench_s_own_numbers(tmp_path):
    async with demo.DemoFleet(nodes=1, speed=10) as fleet:
        status, run, _ = await replayed(fleet, tmp_path, 300, **{"bench.accuracy.runs": [RUNS["gsm8k"]]})
    report = json.loads((run / "report.json").read_text())
    assert status == 0, report
    (point,) = report["points"]
    assert held_against_aisbench(point, run / "bench" / "performance-01") >= 13 + 3 * 7
    (score,) = report["accuracy"]
    rows = list(csv.reader((run / "bench" / "accuracy-01-gsm8k" / "summary.csv").open(newline="")))
    assert rows[1][0] == score["dataset"] == "gsm8k" and float(rows[1][4]) == score["score"] > 50
    assert score["requests"]["success"] == score["requests"]["asked"] == 400
    assert score["correct"] == round(4 * score["score"]) and score["wrong"] == 400 - score["correct"]
    assert score["cut_percent"] is not None and score["empty_percent"] == 0
    dataset = (run / "bench" / "accuracy-01-gsm8k" / "dataset.py").read_text()
    assert f"path='{fleet.folder}/data/ais_bench/datasets/gsm8k'" in dataset


async def test_a_sweep_of_two_points_is_measured_point_by_point(tmp_path):
    load = {"bench.performance.sweep": {"batch_size": [5, 20]}, "bench.performance.num_prompts": 100}
    async with demo.DemoFleet(nodes=1, speed=10) as fleet:
        status, run, printed = await replayed(fleet, tmp_path, 300, **load, **{"bench.accuracy.runs": []})
    report = json.loads((run / "report.json").read_text())
    assert status == 0, printed
    assert [point["key"]["batch_size"] for point in report["points"]] == [5, 20]
    for point in report["points"]:
        held_against_aisbench(point, run / "bench" / point["point"])


async def test_the_key_reaches_the_service_and_stands_in_no_file(tmp_path):
    sets = {"bench.api_key_env": "THE_KEY", "bench.performance.num_prompts": 20}
    async with demo.DemoFleet(nodes=1, speed=10) as fleet:
        status, run, printed = await replayed(fleet, tmp_path, 300, **sets, **{"bench.accuracy.runs": [RUNS["gsm8k"]]})
        found = [path for top in (tmp_path, fleet.folder) for path in top.rglob("*")
                 if path.is_file() and KEY.encode() in path.read_bytes()]  # fmt: skip
    assert status == 0 and found == [] and KEY not in printed
    for point in ("performance-01", "accuracy-01-gsm8k"):
        assert "API key is set" in (run / "bench" / point / "output.log").read_text()
        assert "type=WithKey" in (run / "bench" / point / "config.py").read_text()


if os.environ.get("ALL") == "1":

    @pytest.mark.parametrize("name, subjects", [("mmlu", 57), ("ceval", 52)])
    async def test_a_family_of_subjects_is_merged_asked_once_and_evaluated_one_by_one(tmp_path, name, subjects):
        sets = {"bench.performance.num_prompts": 20, "bench.accuracy.runs": [RUNS[name]]}
        async with demo.DemoFleet(nodes=1, speed=10) as fleet:
            status, run, printed = await replayed(fleet, tmp_path, 1500, **sets)
        assert status == 0, printed
        (score,) = json.loads((run / "report.json").read_text())["accuracy"]
        rows = list(csv.reader((run / "bench" / f"accuracy-01-{name}" / "summary.csv").open(newline="")))
        assert score["score"] == next(float(row[4]) for row in rows if row[0] == name)
        scores = {row[0]: float(row[4]) for row in rows[1:] if row[1] != "-"}
        assert {s["name"]: s["score"] for s in score["subjects"]} == scores and len(scores) == subjects
