"""What was copied is also in a file, for terminals that swallow the copy."""

from mindie_tui.store import clipboard


def test_a_copy_is_kept_for_this_user_alone_and_the_next_one_replaces_it(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    clipboard.keep("first")
    path = clipboard.keep("mindie-tui replay 双机\n")
    assert path == tmp_path / "mindie-tui" / "clipboard.txt"
    assert path.read_text() == "mindie-tui replay 双机\n"
    assert path.stat().st_mode & 0o777 == 0o600
