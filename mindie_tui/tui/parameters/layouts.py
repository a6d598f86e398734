"""Layouts: every legal parallel layout of the picked nodes, best first, to pick one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.mindie.parameters.layouts import SIZES, Layout
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import reason_of, t


class Layouts(Sheet[Layout | None]):
    """`await app.push_screen_wait(Layouts(...))` gives the picked one; None on esc. `now` are the sizes that stand."""

    BINDINGS = [Binding("enter", "pick", "apply"), Binding("q", "leave", "close", show=False)]
    columns = 100

    def __init__(self, fleet: str, layouts: Sequence[Layout], now: Sequence[object]) -> None:
        super().__init__()
        self.fleet, self.layouts, self.now = fleet, tuple(layouts), tuple(now)

    def headline(self) -> Content:
        count = t("{n} legal layouts for {fleet} NPUs", n=len(self.layouts), fleet=self.fleet)
        return say((count, "bold $strong"), (f"   {t('best first')}", "$muted"))

    def content(self) -> Iterable[Widget]:
        table = Matrix(id="layouts", empty=t("no layout fits"))
        table.styles.max_height = max(min(18, self.app.size.height - 12), 4)
        table.styles.background = "transparent"
        yield table
        yield Static("", id="why", classes="sheet-answers")

    def on_mount(self) -> None:
        columns = [Column(name, max(len(name), 4), right=True, gap=2) for name in SIZES]
        rows = []
        for at, layout in enumerate(self.layouts):
            sizes = tuple(getattr(layout, name) for name in SIZES)
            stands = sizes == self.now
            ink = "bold $strong" if stands else "$foreground"
            cells = [text(str(size), ink) for size in sizes]
            mark = ("✓", "$success") if stands else ("", "")
            rows.append(MatrixRow(str(at), (*cells, text(reason_of(layout), "$muted")), mark))
        table = self.query_one(Matrix)
        table.show([*columns, Column(t("why"), 0)], rows)
        table.focus()

    def on_matrix_moved(self) -> None:
        if (key := self.query_one(Matrix).key) is not None:
            self.query_one("#why", Static).update(say((reason_of(self.layouts[int(key)]), "$foreground")))

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        key = self.query_one(Matrix).key
        self.dismiss(self.layouts[int(key)] if key is not None else None)
