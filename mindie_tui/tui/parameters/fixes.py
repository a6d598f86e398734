"""Fixes: every way out that the rules offer, to pick one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.finding import Finding, Fix, localized_label, localized_text
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say, tame
from mindie_tui.tui.text.translate import t

GLYPHS = {"error": ("✗", "$error"), "warning": ("!", "$warning"), "note": ("i", "$strong")}


class Fixes(Sheet[Fix | None]):
    """`await app.push_screen_wait(Fixes(...))` gives the picked one; None on esc."""

    BINDINGS = [Binding("enter", "pick", "apply"), Binding("q", "leave", "close", show=False)]
    columns = 100

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.offered = [(finding, fix) for finding in findings for fix in finding.fixes]

    def headline(self) -> Content:
        return say((t("{n} possible fixes", n=len(self.offered)), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        table = Matrix(id="fixes", empty=t("no finding offers a fix"))
        table.styles.max_height = max(min(18, self.app.size.height - 12), 4)
        table.styles.background = "transparent"
        yield table
        yield Static("", id="why", classes="sheet-answers")

    def on_mount(self) -> None:
        rows, before = [], None
        for n, (finding, fix) in enumerate(self.offered):
            what = text(tame(localized_text(finding)), "$muted") if finding is not before else text("", "")
            rows.append(MatrixRow(str(n), (text(tame(localized_label(fix.label))), what), GLYPHS[finding.severity]))
            before = finding
        table = self.query_one(Matrix)
        table.show([Column(t("fix"), 40), Column(t("why"), 0)], rows)
        table.focus()
        self.on_matrix_moved()

    def on_matrix_moved(self) -> None:
        if (key := self.query_one(Matrix).key) is not None:
            self.query_one("#why", Static).update(say((tame(localized_text(self.offered[int(key)][0])), "$foreground")))

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        key = self.query_one(Matrix).key
        self.dismiss(self.offered[int(key)][1] if key is not None else None)
