"""The rules are parsed once for each set of colours, and follow the colours."""

import pytest
from textual.color import Color
from textual.css import stylesheet as textual
from textual.css.errors import StylesheetError
from textual.widgets import Static

from mindie_tui.tui.stylesheet import KeptStylesheet

SHEET = "Static { color: $ink; } #wide { width: 7; }"


def sheet(ink, text=SHEET):
    one = KeptStylesheet(variables={"ink": ink})
    one.add_source(text, read_from=("a.tcss", ""))
    return one


def applied(one):
    """The colour and the width of a widget under the sheet."""
    widget = Static(id="wide")
    one.apply(widget)
    return widget.styles.color, widget.styles.width.value


def test_a_text_is_parsed_once_for_each_set_of_colours(monkeypatch):
    parsed, parse = [], textual.parse
    monkeypatch.setattr(textual, "parse", lambda *args, **named: parsed.append(named) or parse(*args, **named))
    text = SHEET + "/* of this test alone */"
    for ink in ("#010203", "#010203", "#040506"):
        one = sheet(ink, text)
        one.parse()
        one.set_variables({"ink": ink})
        one.reparse()
    assert len(parsed) == 2


def test_other_colours_are_followed():
    one = sheet("#010203")
    assert applied(one) == (Color(1, 2, 3), 7)
    one.set_variables({"ink": "#040506"})
    one.reparse()
    assert applied(one) == (Color(4, 5, 6), 7)
    one.set_variables({"ink": "#010203"})
    one.reparse()
    assert applied(one) == (Color(1, 2, 3), 7)


def test_a_text_that_cannot_be_parsed_leaves_the_rules_as_they_were():
    one = sheet("#010203")
    one.parse()
    before = one.rules
    one.add_source("Static { color: ", read_from=("b.tcss", ""))
    with pytest.raises((StylesheetError, textual.StylesheetParseError, textual.TokenError)):
        one.reparse()
    assert one._rules == before
