"""Layouts: every legal parallel layout of the picked nodes, best first, to pick one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.message import in_language
from mindie_tui.model.mindie.layout_memory import LayoutNumbers, sizes_of
from mindie_tui.model.mindie.parameters.layouts import SIZES, Layout
from mindie_tui.tui.common.matrix import Cell, Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import reason_of, t


def shortened(value: int) -> str:
    """Rounded down to three digits."""
    digits = str(max(0, value))
    return digits[:3].ljust(len(digits), "0")


class Layouts(Sheet[Layout | None]):
    """`await app.push_screen_wait(Layouts(...))` gives the picked one; None on esc. `now` are the present sizes."""

    BINDINGS = [Binding("enter", "pick", "apply"), Binding("q", "leave", "close", show=False)]
    columns = 100

    def __init__(
        self,
        fleet: str,
        layouts: Sequence[Layout],
        now: Sequence[object],
        numbers: Mapping[tuple[int, ...], LayoutNumbers] | None = None,
    ) -> None:
        super().__init__()
        self.fleet, self.layouts, self.now = fleet, tuple(layouts), tuple(now)
        self.numbers = numbers or {}
        if self.numbers:
            self.columns = 120

    def headline(self) -> Content:
        count = t("{n} legal layouts for {fleet} NPUs", n=len(self.layouts), fleet=self.fleet)
        source = f" · {t('weights and KV cache: estimate from the source')}" if self.numbers else ""
        return say((count, "bold $strong"), (f"   {t('best first')}{source}", "$muted"))

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
            rows.append(MatrixRow(str(at), (*cells, *self._memory(layout), text(self._why(layout), "$muted")), mark))
        if self.numbers:
            columns += [Column("GiB", 6, True, 2), Column(t("KV tokens"), 10, True, 2), Column(t("memory"), 12, gap=2)]
        table = self.query_one(Matrix)
        table.show([*columns, Column(t("why"), 0)], rows)
        table.focus()

    def on_matrix_moved(self) -> None:
        if (key := self.query_one(Matrix).key) is not None:
            self.query_one("#why", Static).update(say((self._why(self.layouts[int(key)]), "$foreground")))

    def _why(self, layout: Layout) -> str:
        numbers = self.numbers.get(sizes_of(layout))
        return in_language(numbers.reason) if numbers is not None else reason_of(layout)

    def _memory(self, layout: Layout) -> tuple[Cell, ...]:
        """Weights on one NPU, tokens of the KV cache of the service, the verdict."""
        if not self.numbers:
            return ()
        numbers = self.numbers.get(sizes_of(layout))
        if numbers is None:
            return text("-", "$muted"), text("-", "$muted"), text(t("not known"), "$muted")
        tokens = "-" if numbers.kv_tokens is None else shortened(numbers.kv_tokens)
        ink = {"fits": "$success", "tight": "$warning", "does not fit": "$error"}.get(numbers.verdict, "$muted")
        return text(f"{numbers.weights_gib:.2f}"), text(tokens), text(t(numbers.verdict), ink)

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        key = self.query_one(Matrix).key
        self.dismiss(self.layouts[int(key)] if key is not None else None)
