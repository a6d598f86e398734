"""Figures and tables as Markdown has them, and foreign text that is never markup."""

import pytest

from mindie_tui.model import markdown


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (None, "ms", "-"), (1462.34, "tok/s", "1 462.3 tok/s"), (51.346, "tok/s", "51.35 tok/s"),
        (1234.56, "ms", "1 234.6 ms"), (12000, "requests", "12 000 requests"), (2.6, "", "3"),
    ],
)  # fmt: skip
def test_a_figure_is_written_for_people(value, unit, text):
    assert markdown.number(value, unit) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**b** [c](x)", r"\*\*b\*\* \[c\](x)"), ("<img src=x>", "&lt;img src=x>"), ("a < b", "a < b"),
        ("a_name of _it_", r"a_name of \_it\_"), ("# head", r"\# head"), ("1. one", r"1\. one"),
        ("- - -", r"\- - -"), ("-5 ms", "-5 ms"), ("two\nlines", "two lines"), ("&lt;", r"\&lt;"),
    ],
)  # fmt: skip
def test_foreign_text_is_shown_letter_by_letter(text, shown):
    assert markdown.foreign(text) == shown


def test_a_report_is_harmless_all_the_way_down_and_settings_become_json():
    told = {"run": "*a*", "points": [{"key": {"gen_kwargs": {"top_k": [1]}}, "n": 2}], "*k*": None}
    assert markdown.harmless(told) == {
        "run": r"\*a\*", "points": [{"key": {r"gen_kwargs": r'{"top_k": \[1\]}'}, "n": 2}], r"\*k\*": None,
    }  # fmt: skip


def test_a_table_has_a_ruler_and_no_bar_ends_a_cell():
    assert markdown.table(("name", "ms"), [("a|b", "1")], frozenset({1})) == [
        "| name | ms |", "| --- | ---: |", r"| a\|b | 1 |",
    ]  # fmt: skip
