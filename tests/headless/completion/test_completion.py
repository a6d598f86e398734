"""`completion`: a script for each shell, words for the scripts, and silence where nothing can be read."""

import pytest

from mindie_tui.__main__ import main
from mindie_tui.headless.completion.completion import WRITERS


@pytest.mark.parametrize("shell", WRITERS)
def test_a_shell_gets_its_script(capsys, shell):
    assert main(["completion", shell]) == 0
    out = capsys.readouterr().out
    assert out.startswith(("# ", "#compdef ")) and f"completion {shell}" in out and "replay" in out


def test_no_shell_is_refused_with_what_to_write(capsys):
    assert main(["completion"]) == 64
    assert "mindie-tui completion bash" in capsys.readouterr().err


def test_the_words_of_several_kinds_come_one_a_line(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["completion", "--words", "runs,profiles"]) == 0
    first, *profiles = capsys.readouterr().out.split()
    assert first == "last" and {"a3-double", "a3-single"} <= set(profiles)


def test_a_state_that_cannot_be_read_costs_its_words_alone(capsys, tmp_path, monkeypatch):
    (tmp_path / "mindie-tui").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["completion", "--words", "nodes,profiles"]) == 0
    assert "a3-double" in capsys.readouterr().out
