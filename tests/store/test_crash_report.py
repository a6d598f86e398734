"""A fault of ours: one sentence, and the traceback in a file."""

from mindie_tui.store import crash_report, paths


def raised(text):
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_the_traceback_is_in_the_file_that_the_sentence_names():
    sentence = crash_report.keep_traceback(raised("two\nlines"))
    assert sentence.count("\n") == 0 and "a fault of mindie-tui itself: ValueError: two lines" in sentence
    path = paths.state() / "fault.txt"
    assert str(path) in sentence and "Traceback" in path.read_text()


def test_a_folder_that_cannot_be_made_is_said_too(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert "the details could not be kept" in crash_report.keep_traceback(raised("x"))


def test_a_user_without_a_home_is_told_so():
    assert "set HOME" in crash_report.keep_traceback(RuntimeError("Could not determine home directory."))
