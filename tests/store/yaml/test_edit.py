"""Changes inside the text of a YAML file: comments and order stay."""

import pytest

from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.edit import edit_text

TEXT = """\
# the lab
a: 1  # one
b:
  c: [1, 2]   # two
  d: x
e: {f: 1}
"""
BEFORE = {"a": 1, "b": {"c": [1, 2], "d": "x"}, "e": {"f": 1}}


def changed(after, text=TEXT, before=BEFORE):
    return edit_text(text, loader.parse(text, "p"), before, after)


@pytest.mark.parametrize(
    ("after", "old", "new"),
    [
        (BEFORE | {"a": 2}, "a: 1  # one", "a: 2  # one"),
        (BEFORE | {"b": {"c": [1, 3], "d": "x"}}, "[1, 2]   # two", "[1, 3]   # two"),
        (BEFORE | {"b": {"c": [1, 2]}}, "  d: x\n", ""),
        (BEFORE | {"b": {"c": [1, 2], "d": "x", "g": "true"}}, "  d: x\n", "  d: x\n  g: 'true'\n"),
        (BEFORE | {"e": {"f": 1, "g": 2}}, "{f: 1}", "{f: 1, g: 2}"),
        (BEFORE | {"a": True}, "a: 1 ", "a: true "),
    ],
)
def test_only_what_differs_is_changed(after, old, new):
    assert changed(after) == TEXT.replace(old, new)
    assert loader.value(loader.parse(changed(after), "p")) == after


def test_the_same_value_is_the_same_text():
    assert changed(BEFORE) == TEXT


def test_what_would_leave_nothing_below_a_key_is_written_anew():
    assert loader.value(loader.parse(changed(BEFORE | {"b": {}}), "p")) == BEFORE | {"b": {}}
    assert changed({}) is None
