"""Sent: every command that was sent to the nodes, exactly as it was sent; to look at, and to run by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.text import printable
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import cut, number, say, tame
from mindie_tui.tui.text.translate import t


class CommandLog(Sheet[None]):
    """`commands` have `at`, `node`, `text`, `status` and `ms`; the newest comes first."""

    BINDINGS = [Binding("y", "copy", "copy"), Binding("enter,q,at", "leave", "close", key_display="enter")]
    columns = 112

    def __init__(self, commands: Sequence[Any]) -> None:
        super().__init__()
        self.commands = tuple(reversed(commands))

    def headline(self) -> Content:
        count = t("{n} commands were sent to the nodes", n=len(self.commands))
        return say((count, "bold $strong"), (f"   {t('newest first')}", "$muted"))

    def content(self) -> Iterable[Widget]:
        table = Matrix(id="sent", empty=t("nothing was sent yet"))
        table.styles.max_height = max(min(14, self.app.size.height - 16), 4)
        table.styles.background = "transparent"
        yield table
        said = Static("", id="said", classes="sheet-answers")
        said.styles.max_height = 6
        yield said

    def on_mount(self) -> None:
        rows = []
        for at, ran in enumerate(self.commands):
            good = ran.status in (0, None)
            glyph = ("-", "$muted") if ran.status is None else ("✓", "$success") if good else ("✗", "$error")
            ms = "" if ran.ms is None else number(ran.ms)
            rows.append(
                MatrixRow(
                    str(at),
                    (
                        text(str(ran.at)[11:19]),
                        text(tame(ran.node)),
                        text("" if ran.status is None else str(ran.status)),
                        text(ms, "$muted"),
                        text(tame(ran.text), "$foreground"),
                    ),
                    glyph,
                )
            )
        columns = [
            Column(t("at"), 8),
            Column(t("node"), 10),
            Column(t("status"), 6, right=True),
            Column("ms", 6, right=True),
            Column(t("command"), 0),
        ]
        table = self.query_one(Matrix)
        table.show(columns, rows)
        table.focus()

    @property
    def here(self) -> Any:
        key = self.query_one(Matrix).key
        return self.commands[int(key)] if key is not None else None

    def on_matrix_moved(self) -> None:
        if self.here is not None:
            lines = [cut(line, 400) for line in printable(self.here.text).split("\n")[:6]]
            self.query_one("#said", Static).update(Content.styled("\n".join(lines), "$foreground"))

    def action_copy(self) -> None:
        if self.here is not None:
            self.app.copy(self.here.text, "the command")  # type: ignore[attr-defined]  # our app has it
