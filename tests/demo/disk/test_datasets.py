"""The demo's data sets have the form of the real ones."""

import csv
import json

from mindie_tui.demo.disk import datasets


def test_each_family_has_every_part_that_ais_bench_looks_for(tmp_path):
    found = {path.relative_to(tmp_path): text for path, text in datasets.files(tmp_path)}
    names = {str(path) for path in found}
    assert {"gsm8k/train.jsonl", "gsm8k/test.jsonl"} <= names
    assert {path.parts[0] for path in found} == {"gsm8k", "mmlu", "ceval"}
    for path, text in found.items():
        if path.suffix == ".jsonl":
            rows = [json.loads(line) for line in text.splitlines()]
            assert all(set(row) == {"question", "answer"} and "#### " in row["answer"] for row in rows)
        if path.suffix == ".csv":
            rows = list(csv.reader(text.splitlines()))
            assert len({len(row) for row in rows}) == 1, path


def test_a_fleet_has_the_same_questions_as_the_last_one(tmp_path):
    assert list(datasets.files(tmp_path)) == list(datasets.files(tmp_path))
