"""The advisor agrees with real starts: weights, KV capacity, least nodes."""

import json
import subprocess
import sys

import pytest

from tests.conformance.memory.rows import CONFIGS, Configs, lines, options

HERE, ROOT = CONFIGS.parent, CONFIGS.parents[3]


def hits(kind):
    counted = [line for line in lines(HERE / f"{kind}.jsonl", Configs()) if line.counted]
    return [line for line in counted if line.hit], [line.name for line in counted if not line.hit]


def test_weights_are_within_one_per_cent():
    good, missed = hits("weights")
    assert len(good) >= 23 and missed == ["w28 Qwen2-0.5B v0.13.0"]  # 10 MiB of allocator slack on a model of 0.9 GiB


def test_the_kv_capacity_is_exact():
    good, missed = hits("kv")
    assert len(good) == 26 and not missed


def test_the_least_nodes_agree():
    good, missed = hits("least_nodes")
    assert len(good) == 29 and not missed


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.conformance.memory", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip


def test_the_runner_counts_every_kind():
    done = run(*(HERE / f"{kind}.jsonl" for kind in ("weights", "kv", "least_nodes")))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-3:] == [
        "weights: 23 of 24 within 1 %",
        "kv: 26 of 26 exact",
        "least_nodes: 29 of 29",
    ]
    assert "not counted: " in done.stdout


def test_a_counted_row_without_an_answer_is_a_miss_and_ends_with_1(tmp_path):
    row = json.loads((HERE / "weights.jsonl").read_text().splitlines()[0])
    table = tmp_path / "others.jsonl"
    table.write_text(json.dumps(row | {"config": "unheard-of"}))
    done = run(table)
    assert done.returncode == 1 and done.stdout.endswith("weights: 0 of 1 within 1 %\n")
    assert "no configuration unheard-of.json" in done.stdout


def test_configurations_are_found_in_a_folder_of_the_callers(tmp_path):
    row = json.loads((HERE / "weights.jsonl").read_text().splitlines()[0])
    table = tmp_path / "others.jsonl"
    table.write_text(json.dumps(row | {"config": "mine"}))
    (tmp_path / "mine.json").write_text((CONFIGS / "qwen3-8b.json").read_text())
    done = run(table, "--configs", tmp_path)
    assert done.returncode == 0 and "weights: 1 of 1" in done.stdout


@pytest.mark.parametrize("text", ["[1]", "no JSON", '{"seen_gib": null}'])
def test_a_file_of_another_form_is_named(tmp_path, text):
    (tmp_path / "wrong.jsonl").write_text(text)
    done = run(tmp_path / "wrong.jsonl")
    assert done.returncode == 2 and "wrong.jsonl" in done.stderr and "Traceback" not in done.stderr


def test_options_of_a_row_are_read_by_their_words():
    made = options(
        {"version": "v0.20", "options": ["DSA-CP", "FLASHCOMM1", "layer_sharding q_b_proj"], "note": "8192 positions"}
    )
    assert (made.dsa_cp, made.flashcomm1, made.layer_sharding, made.positions) == (True, True, ("q_b_proj",), 8192)
    assert made.rope_copies is None and made.expandable_segments is None and not made.shared_expert_dp
