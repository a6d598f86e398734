"""What a command printed or a check found, in full: wrapped, scrolled, searched, copied."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.tui.common.text_pane import Line, plain
from mindie_tui.tui.dialogs.pages import Page, Pages


class Output(Pages):
    """A title, then blocks of (label, text). `y` copies all of it."""

    def __init__(self, title: str, blocks: Sequence[tuple[str, str]]) -> None:
        lines: list[Line] = []
        for label, text in blocks:
            if text:
                lines += [*([("", "")] if lines else []), (label, "$muted"), *plain(text)]
        super().__init__(title, [], [Page("", lines)])
