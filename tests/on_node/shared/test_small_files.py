"""on_node/shared/small_files.py: what does not exist, or only half there, is None."""

from __future__ import annotations

from pathlib import Path

from mindie_tui.on_node.shared.small_files import read_json, read_number, read_text, write_json


def test_what_is_written_is_read_again_and_is_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "service.json"
    write_json(str(path), {"pid": 7})
    assert read_json(str(path)) == {"pid": 7}
    assert path.stat().st_mode & 0o777 == 0o600 and [p.name for p in tmp_path.iterdir()] == ["service.json"]


def test_what_cannot_be_read_is_none(tmp_path: Path) -> None:
    path = tmp_path / "daemon.pid"
    assert (read_json(str(path)), read_number(str(path)), read_text(str(path))) == (None, None, None)
    path.write_text("")
    assert (read_json(str(path)), read_number(str(path)), read_text(str(path))) == (None, None, "")
    path.write_text("4711\n")
    assert read_number(str(path)) == 4711
