"""Text leaves for a terminal without anything that it would act on, and without secrets."""

import sys

from mindie_tui.headless.printing import output


def test_print_and_complaints_are_harmless_while_a_command_runs(capsys):
    with output.clean_streams():
        print("\x1b[2Jtext\x07")
        output.complain("two\nlines", "\u202eback")
        sys.stdout.writelines(["a\x1b[1mb\n"])
    assert capsys.readouterr() == ("text\nab\n", "two lines\nback\n")
    assert not isinstance(sys.stdout, output.CleanStream)


def test_a_secret_of_this_command_leaves_nowhere_and_of_the_last_one_is_forgotten(capsys):
    with output.clean_streams():
        output.hide(["hunter2-long-secret"])
        print("key=hunter2-long-secret")
        assert output.without_secrets({"a": ["hunter2-long-secret"]}) != {"a": ["hunter2-long-secret"]}
    assert "hunter2" not in capsys.readouterr().out
    with output.clean_streams():
        assert output.without_secrets("hunter2-long-secret") == "hunter2-long-secret"


def test_a_closed_stream_stays_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with output.clean_streams():
        assert sys.stdout is None


def test_a_line_is_rewritten_in_its_place(capsys):
    with output.clean_streams():
        output.rewrite(sys.stdout, "42 %\n\x1b[2J")
    assert capsys.readouterr().out == "\r\x1b[K42 %"
