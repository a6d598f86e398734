"""A file that stands under its name only when it is whole."""

from mindie_tui.store.saved_files import Saved, free


def test_a_file_that_is_dropped_leaves_nothing_and_no_name_is_taken_twice(tmp_path):
    first = Saved(free(tmp_path, "log", ".txt"))
    first.add("一行\nx\n")
    assert first.done() == tmp_path / "log.txt" and first.lines == 2
    first.drop()
    second = Saved(free(tmp_path, "log", ".txt"))
    second.add("half")
    second.drop()
    assert second.path.name == "log-2.txt" and [p.name for p in tmp_path.iterdir()] == ["log.txt"]
