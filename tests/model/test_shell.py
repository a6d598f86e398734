import subprocess

import pytest
from hypothesis import given, settings, strategies as st

from mindie_tui.model.errors import Refused
from mindie_tui.model.shell import Command, exports, script, sh

NASTY = ["two words", "'", '"', "$(touch x)", "`id`", "a\nb", "-n", "", "模型 权重", "*", "\\", "~", ";", "&"]


@pytest.mark.parametrize("value", NASTY)
def test_a_value_is_one_word_and_nothing_more(value, tmp_path):
    done = subprocess.run(["bash", "-c", sh("printf %s {}", value).text], capture_output=True, cwd=tmp_path)
    assert done.stdout.decode() == value
    assert list(tmp_path.iterdir()) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_a_list_is_as_many_words(values):
    done = subprocess.run(["bash", "-c", sh("printf '%s\\0' {}", values).text], capture_output=True)
    assert done.stdout.decode().split("\0")[:-1] == values


def test_commands_nest_without_losing_their_quotes():
    inner = sh("printf %s {}", "a b; c")
    outer = sh("bash -c {}", inner.text)
    assert subprocess.run(["bash", "-c", outer.text], capture_output=True).stdout == b"a b; c"
    assert subprocess.run(["bash", "-c", sh("{} | cat", inner).text], capture_output=True).stdout == b"a b; c"


def test_exports_stand_in_order_and_literally():
    lines = script(exports({"A": "x y", "B": "$A"}), sh('printf \'%s|%s\' "$A" "$B"'))
    assert subprocess.run(["bash", "-c", lines.text], capture_output=True).stdout == b"x y|$A"


def test_a_nul_is_refused():
    with pytest.raises(Refused, match="NUL"):
        sh("echo {}", "a\0b")


def test_a_command_prints_exactly_as_it_runs():
    assert str(Command("ls -l")) == "ls -l"
