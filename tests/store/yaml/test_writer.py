"""What is written is read back as the same value, with quotes only where they are needed."""

import pytest

from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.writer import AsWritten, dump, inline

TEXTS = (
    "yes",
    "true",
    "12",
    "012",
    "1e5",
    "",
    "~",
    "a: b",
    "#x",
    "- x",
    "two\nlines\n",
    " blanks ",
    "实验室",
    "\x1b[2J",
)
OTHERS = (1, -1.5, 1e-9, 1e20, True, None, [], {}, [1, [2, "a"]], [{"a": 1}, {"b": []}], {"a": {"b": "c"}})


@pytest.mark.parametrize("value", (*TEXTS, "*x", "!y", "a: b", *OTHERS))
def test_a_value_comes_back_as_it_was(value):
    for text in (dump({"k": value}), f"k: {inline(value)}"):
        found = loader.value(loader.parse(text, "p"))["k"]
        assert found == value and type(found) is type(value), text


def test_quotes_stand_only_where_another_type_would_be_read():
    assert dump({"a": "plain", "b": "true", "c": "实验室"}) == "a: plain\nb: 'true'\nc: 实验室\n"
    assert dump({"a": AsWritten("1"), "b": "1"}) == "a: 1\nb: '1'\n"


def test_a_list_of_values_stands_on_one_line_and_mappings_on_a_line_each():
    assert dump({"a": [1, 2], "n": [{"x": 1, "y": 2}]}) == "a: [1, 2]\nn:\n  - {x: 1, y: 2}\n"
