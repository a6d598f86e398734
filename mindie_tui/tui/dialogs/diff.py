"""Diff: what will change in config.json line by line, and the environment beside it."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.model.documents.diff import unified
from mindie_tui.tui.common.text_pane import Line, of_diff
from mindie_tui.tui.dialogs.pages import Page, Pages
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


def lines_of(before: str, after: str) -> list[Line]:
    """The difference of two texts of JSON, laid out alike; one line where they do not differ."""
    return of_diff(unified(before, after, "").splitlines()) or [(t("no difference"), "$muted")]


class Diff(Pages):
    """The difference of two texts; `facts` are lines above it, `more` further pages."""

    def __init__(self, title: str, facts: Sequence[str], before: str, after: str, more: Sequence[Page] = ()) -> None:
        pages = [Page("config.json", lines_of(before, after)), *more]
        super().__init__(title, [say((fact, "$muted")) for fact in facts], pages)
