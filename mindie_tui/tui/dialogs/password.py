"""Password: what only the operator knows, typed unseen; it goes to the session and stays in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.tui.common.inspector import labelled
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import foreign, say
from mindie_tui.tui.text.translate import t

TITLES = {
    "password": "A password is asked for",
    "passphrase": "A key is locked by its passphrase",
    "keyboard": "The node asks a question",
}
USES = {
    "password": "Kept in memory only; tried on the other nodes too.",
    "passphrase": "Kept in memory only; the open key serves all nodes.",
    "keyboard": "The answer goes to this node only.",
}


class Unseen(Input):
    """A masked field that gives its text to nobody's clipboard."""

    def action_copy(self) -> None:
        raise SkipAction()

    def action_cut(self) -> None:
        raise SkipAction()


class Password(Sheet[str | None]):
    """What was typed, None on esc. `kind` is password, passphrase or keyboard; `prompt` may be foreign text."""

    BINDINGS = [Binding("enter", "give", "go on", priority=True)]

    def __init__(self, kind: str, node: str, prompt: str) -> None:
        super().__init__()
        self.kind, self.node, self.prompt = kind, node, prompt

    def headline(self) -> Content:
        return say((t(TITLES[self.kind]), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        yield Static(labelled(t("node"), foreign(self.node), 8))
        yield Static(labelled(t("asked"), foreign(self.prompt), 8))
        yield Unseen(password=True, compact=True, classes="field")
        yield Static(say((t(USES[self.kind]), "$muted")), classes="sheet-answers")

    def action_give(self) -> None:
        self.dismiss(self.query_one(Unseen).value or None)


async def secret(app: App[Any], kind: str, node: str, prompt: str) -> str | None:
    """Ask over whatever screen is shown; None where the operator will not say. Given up, it takes its dialog away."""
    answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    dialog = Password(kind, node, prompt)
    app.push_screen(dialog, lambda typed: None if answer.done() else answer.set_result(typed))
    try:
        return await answer
    except asyncio.CancelledError:
        if dialog.is_current:
            dialog.dismiss(None)
        raise
