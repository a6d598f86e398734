"""on_node/machine/datasets.py: which folder a data set's config reads, and what is missing in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mindie_tui.on_node.machine.datasets import look_for_data, rows_of


def given(root: Path, **paths: str) -> dict[str, Any]:
    asked = {"configs": [{"config": "gsm8k_gen_4_shot"}], "paths": paths, "root": str(root), "from": {}}
    return {"tokenizer": [str(root), "json$"], "data": {**asked, "layouts": {"gsm8k": ["test.jsonl", "train.jsonl"]}}}


def test_the_folder_of_the_profile_goes_before_the_one_that_came_with_aisbench(tmp_path: Path) -> None:
    for place in ("mine", "installed/gsm8k"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "mine/test.jsonl").write_text("{}\n\n{}\n")
    (mine,) = look_for_data(given(tmp_path / "installed", gsm8k=str(tmp_path / "mine")), {})["data"]
    assert (mine["path"], mine["rows"], mine["missing"]) == (str(tmp_path / "mine"), 2, ["train.jsonl"])
    answer = look_for_data(given(tmp_path / "installed"), {})
    assert (answer["data"][0]["path"], answer["data"][0]["rows"]) == (str(tmp_path / "installed/gsm8k"), None)
    assert answer["files"] == []


def test_a_data_set_that_nobody_has_is_told_as_it_was_asked_for(tmp_path: Path) -> None:
    assert look_for_data(given(tmp_path / "none"), {})["data"] == [{"config": "gsm8k_gen_4_shot"}]
    assert rows_of(str(tmp_path / "none")) is None
