"""The field of `:`: a line of the log, or how far through it, as 1200 or 50%."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input

from mindie_tui.tui.common.find import Find
from mindie_tui.tui.text.translate import t


def line_of(text: str, count: int) -> int | None:
    """The line that is meant, counted from 0, of `count`; None for what is neither a number nor a percentage."""
    text = text.strip().replace(" ", "")
    percent = text.endswith("%")
    digits = text.removesuffix("%")
    if not digits.isascii() or not digits.isdigit():
        return None
    number = min(int(digits[:18]), 10**15)
    line = (count - 1) * min(number, 100) // 100 if percent else number - 1
    return max(min(line, count - 1), 0)


class GoTo(Find):
    """Hidden until `open`. enter goes there, esc closes; text that is neither a number nor a percentage stays, with
    the reason."""

    DEFAULT_CSS = "GoTo, GoTo:focus { dock: bottom; display: none; margin: 0 0 0 2; width: 1fr; background: $boost; }"
    BINDINGS = [
        Binding("escape", "drop", "close", priority=True),
        Binding("enter", "keep", "go there", priority=True),
    ]

    class Asked(Message):
        """Where to."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(t("line, or percent: 1200 or 50%"), id="goto")

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        event.prevent_default()  # Find's own would seek the text

    def action_keep(self) -> None:
        if line_of(self.value, 1) is None:
            self.app.notify(t("write a line as 1200, or a percentage as 50%"), markup=False, timeout=4)
            return
        self.post_message(self.Asked(self.value))
        self.value = ""
        self._close()
