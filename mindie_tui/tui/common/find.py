"""The line that `/` opens above the hints: what is typed filters or searches at once, enter keeps it, esc clears it."""

from __future__ import annotations

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.tui.text.translate import t


class Prompt(Static):
    """The `/` before the line, so that it is seen what is typed into."""

    DEFAULT_CSS = "Prompt { dock: bottom; width: 4; height: 1; display: none; padding: 0 0 0 3; color: $strong; }"


class Find(Input):
    """Hidden until `open`. It gives the focus back to the widget that had it."""

    DEFAULT_CSS = "Find, Find:focus { dock: bottom; display: none; margin: 0 0 0 4; width: 1fr; background: $boost; }"
    BINDINGS = [
        Binding("escape", "drop", "clear", priority=True),
        Binding("enter", "keep", "keep", priority=True),
    ]

    class Sought(Message):
        """The text changed; empty: nothing is sought."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, placeholder: str = "", *, id: str = "find") -> None:
        super().__init__(placeholder=placeholder or t("find"), compact=True, id=id)
        self._back: Widget | None = None
        self._prompt = Prompt("/")

    def on_mount(self) -> None:
        assert isinstance(self.parent, Widget)
        self.parent.mount(self._prompt, before=self)

    def open(self) -> None:
        self._back = self.screen.focused or self._back
        self._appear(True)
        self.focus()

    def _appear(self, there: bool) -> None:
        self.display = self._prompt.display = there

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Sought(self.value.strip()))

    def action_keep(self) -> None:
        self._close()

    def action_drop(self) -> None:
        self.value = ""
        self._close()

    def _close(self) -> None:
        self._appear(False)
        if self._back is not None:
            self._back.focus()

    def on_blur(self, event: events.Blur) -> None:
        self._appear(False)
