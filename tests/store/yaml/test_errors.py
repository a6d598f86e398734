"""What the YAML parser says, as sentences with a place."""

import pytest

from mindie_tui.model.errors import ProfileError
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.errors import Mark, refusal


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a: b: c", 1, 5, "a second `:` on this line"), ("a: [1", 1, 4, "a `[` is not closed"),
        ("a:\n\tb: 1", 2, 1, "found a tab"), ("a: 1\t", 1, 5, "found a tab"),
        ("a: \x07", 1, 4, "a control character"), ('a: "\\q"', 1, 5, "an unknown \\ in double quotes"),
        ("a: @x", 1, 4, "no value begins with this character"), ('a: "x\n', 1, 4, "a quote is not closed"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_place_and_what_to_write(text, line, column, words):
    with pytest.raises(ProfileError) as refused:
        loader.parse(text, "p.yaml")
    assert (refused.value.file, refused.value.line, refused.value.column) == ("p.yaml", line, column)
    assert words in refused.value.what and refused.value.do


def test_a_tab_in_a_comment_is_none():
    assert loader.value(loader.parse("a: 1 #\tb", "p.yaml")) == {"a": 1}


def test_a_refusal_is_one_line_whatever_it_quotes():
    error = refusal(Mark("p.yaml", 2, 3), "bad\nvalue", key="k\x1b", do="write\nit")
    assert "\n" not in str(error) and "\x1b" not in str(error) and str(error).startswith("p.yaml:2:3")
