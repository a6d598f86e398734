"""on_node/bench/folder.py: what a point finds in its folder."""

from __future__ import annotations

from pathlib import Path

from mindie_tui.on_node.bench.folder import copy_config, full, link_all, missing, write_files


def test_files_are_written_and_data_sets_linked_with_their_neighbours(tmp_path: Path) -> None:
    folder, installed = tmp_path / "point", tmp_path / "datasets"
    (installed / "gsm8k").mkdir(parents=True)
    (installed / "ceval").mkdir()
    write_files(str(folder), {"conf/models/m.py": "x = 1\n"})
    link_all(str(folder), {"data/gsm8k": "/mine/gsm8k"}, [str(installed), "data"])
    assert (folder / "conf/models/m.py").read_text() == "x = 1\n"
    links = {path.name: str(path.readlink()) for path in (folder / "data").iterdir()}
    assert links == {"gsm8k": "/mine/gsm8k", "ceval": str(installed / "ceval")}, "the profile's own goes first"


def test_what_a_point_needs_is_looked_for_before_it_starts(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{}")
    assert missing([[str(tmp_path), r"tokenizer\.json$", "the tokenizer", "copy it"]]) is None
    refused = missing([[str(tmp_path), r"vocab\.txt$", "the vocabulary", "copy it"]])
    assert refused == {"error": f"the vocabulary is not in {tmp_path}", "do": "copy it"}
    assert missing([["/no/such", None, "the data set", "install it"]])["do"] == "install it"


def test_a_config_is_copied_with_absolute_paths_unless_it_needs_its_neighbours(tmp_path: Path) -> None:
    home = tmp_path / "benchmark/configs/datasets/gsm8k"
    home.mkdir(parents=True)
    (home / "gsm8k_gen.py").write_text("path='ais_bench/datasets/gsm8k/test.jsonl'\nother='ais_bench/datasets/ceval'\n")
    (home / "near.py").write_text("from .gsm8k_gen import path\npath='ais_bench/datasets/gsm8k'\n")
    paths = {"gsm8k": "/data/gsm8k/"}
    copied = copy_config(str(tmp_path / "point"), str(tmp_path), "gsm8k_gen", paths)
    assert copied == "path='/data/gsm8k/test.jsonl'\nother='ais_bench/datasets/ceval'\n"
    assert (tmp_path / "point/conf/datasets/gsm8k_gen.py").read_text() == copied
    assert copy_config(str(tmp_path / "point"), str(tmp_path), "near", paths) is None


def test_a_disk_with_room_is_not_full(tmp_path: Path) -> None:
    assert full(str(tmp_path)) is None
