"""Textual's Static, with one difference: the same again draws nothing, and asks for no layout."""

from __future__ import annotations

from textual import widgets
from textual.content import Content
from textual.visual import VisualType


class Static(widgets.Static):
    """Text that is replaced from time to time."""

    _shown: VisualType = ""

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        before, self._shown = self._shown, content
        same = (
            before.is_same(content)
            if isinstance(before, Content) and isinstance(content, Content)
            else (isinstance(before, str) and before == content)
        )
        if not same or not self.is_attached:
            super().update(content, layout=layout)
