"""on_node/machine/facts.py: addresses, disks, and config.json as it stands."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mindie_tui.on_node.machine import facts


def test_config_json_is_told_with_its_hash_its_owner_and_whether_it_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "config.json").symlink_to("real.json")
    place = {"layout": "classic", "folder": str(tmp_path), "config_path": str(tmp_path / "config.json")}
    answer = facts.read_facts({"ascend": str(tmp_path), "weights": str(tmp_path)}, place)
    assert (answer["config_link"], answer["config_mode"], answer["config_text"]) == (True, "640", "{}")
    assert answer["config_sha256"] == hashlib.sha256(b"{}").hexdigest()
    assert answer["weights_disk"]["total"] >= answer["weights_disk"]["free"] > 0


def test_the_models_own_configuration_is_told_where_it_is_no_longer_than_one_is(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    assert facts.model_text(str(path)) is None
    path.write_text('{"model_type": "qwen3"}')
    assert facts.model_text(str(path)) == '{"model_type": "qwen3"}'
    path.write_text("x" * (facts.MOST_MODEL + 1))
    assert facts.model_text(str(path)) is None


def test_the_loopback_has_its_address() -> None:
    assert ["lo", "127.0.0.1"] in facts.addresses()


def test_a_folder_that_is_not_there_is_of_the_disk_that_would_hold_it(tmp_path: Path) -> None:
    assert facts.size_of(str(tmp_path / "a/b"))["path"] == str(tmp_path)
