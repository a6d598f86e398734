"""The difference of two texts, with further pages beside it."""

from mindie_tui.tui.dialogs.diff import Diff, lines_of
from mindie_tui.tui.dialogs.pages import Page


def test_what_goes_and_what_comes_stand_as_lines():
    text = [text for text, *_ in lines_of('{\n  "tp": 4\n}', '{\n  "tp": 8\n}')]
    assert any("-" in line and '"tp": 4' in line for line in text)
    assert any("+" in line and '"tp": 8' in line for line in text)


def test_where_nothing_differs_it_says_so():
    assert [text for text, *_ in lines_of("{}", "{}")] == ["no difference"]
    assert [page.title for page in Diff("x", [], "{}", "{}", [Page("environment", [])]).pages][1:] == ["environment"]
