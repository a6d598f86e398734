"""on_node/machine/config_file.py: whether config.json could be replaced, without touching it."""

from __future__ import annotations

import os
from pathlib import Path

from mindie_tui.on_node.machine.config_file import try_to_write


def test_a_folder_that_takes_a_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("{}")
    path.chmod(0o640)
    answer = try_to_write({}, {"config_path": str(path)})
    assert (answer["writable"], answer["there"], answer["link"], answer["mode"]) == (True, True, False, "640")
    assert answer["uid"] == answer["own_uid"] == os.getuid()
    assert [one.name for one in tmp_path.iterdir()] == ["config.json"]


def test_no_folder_and_no_place_say_why(tmp_path: Path) -> None:
    answer = try_to_write({}, {"config_path": str(tmp_path / "gone" / "config.json")})
    assert answer["writable"] is False and answer["why"] == "No such file or directory"
    assert try_to_write({}, {"config_path": None, "looked_at": ["/a"]})["looked_at"] == ["/a"]
