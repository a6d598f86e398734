"""The state folder is looked at, and never made."""

from mindie_tui.store import state_folder


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "deep/er"))
    found = state_folder.look()
    assert not found.exists and found.writable and found.free and found.path == tmp_path / "deep/er/mindie-tui"
    assert not list(tmp_path.iterdir())


def test_a_file_in_its_place_cannot_be_written(tmp_path, monkeypatch):
    (tmp_path / "state").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert not state_folder.look().writable
