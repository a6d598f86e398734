"""The kinds of value: what is one, and what is said of what is none."""

import argparse

import pytest

from mindie_tui.headless.arguments import values


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (values.node_count, "250", 250), (values.node_counts, "3", range(3, 4)),
        (values.node_counts, "1..8", range(1, 9)), (values.days, "0", 0), (values.days, "36500", 36500),
        (values.factor, "0.01", 0.01), (values.factor, "1e3", 1000.0), (values.percent, "5%", 5.0),
        (values.percent, "2.5", 2.5), (values.percent, "7 %", 7.0), (values.release, "2.0rc1", "2.0.RC1"),
    ],
)  # fmt: skip
def test_a_value_of_its_kind_is_read(kind, text, value):
    assert kind(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "write"),
    [
        (values.node_counts, "8..1", "1..8"), (values.node_counts, "1..", "1..8"),
        (values.node_counts, "0..9", "1 to 250"),
        (values.node_count, "0", "1 to 250"), (values.node_count, "251", "1 to 250"), (values.days, "-1", "0 to 36500"),
        (values.days, "9" * 5000, "0 to 36500"), (values.days, "٣", "0 to 36500"), (values.factor, "nan", "0.01 to"),
        (values.factor, "0", "0.01 to"), (values.percent, "inf", "5%"), (values.percent, "x", "5%"),
        (values.release, "newest", "such as 2.1.RC1"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_with_what_to_write(kind, text, write):
    with pytest.raises(argparse.ArgumentTypeError, match=write):
        kind(text)
