"""LogFiles: whose lines the log shows: what the services print, or the further files that the profile follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text import cells
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


class LogFiles(Sheet[tuple[str, ...] | None]):
    """Gives the voices to show, () for the services; None on esc. `files` are (node, name, lines, bytes)."""

    BINDINGS = [Binding("enter", "pick", "show"), Binding("q", "leave", "close", show=False)]
    columns = 76

    def __init__(self, files: Sequence[tuple[str, str, int, int]], now: tuple[str, ...]) -> None:
        super().__init__()
        self.now = now
        self.picks: list[tuple[tuple[str, ...], str, str, int, int]] = [((), "", t("what the services print"), -1, 0)]
        nodes = tuple(dict.fromkeys(node for node, _, _, _ in files))
        every = tuple(f"{node}/{name}" for node, name, _, _ in files)
        if len(nodes) > 1:
            self.picks.append((every, "", t("all further files"), -1, 0))
        for node in nodes:
            own = [(name, lines, size) for who, name, lines, size in files if who == node]
            keys = tuple(f"{node}/{name}" for name, _, _ in own)
            self.picks.append(((node, *keys), node, t("everything, by time"), -1, 0))
            self.picks += [((f"{node}/{name}",), node, name, lines, size) for name, lines, size in own]

    def headline(self) -> Content:
        return say((t("Which log?"), "bold $strong"), (f"   {t('launch.follow in the profile names them')}", "$muted"))

    def content(self) -> Iterable[Widget]:
        table = Matrix(id="log-files")
        table.styles.max_height = max(min(20, self.app.size.height - 9), 4)
        table.styles.background = "transparent"
        yield table

    def on_mount(self) -> None:
        columns = [
            Column(t("node"), 10), Column(t("file"), 28), Column(t("lines"), 9, right=True),
            Column(t("size"), 7, right=True),
        ]  # fmt: skip
        rows = []
        for at, (voices, node, name, lines, size) in enumerate(self.picks):
            known = lines >= 0
            figures = (text(cells.number(lines) if known else ""), text(cells.size(size) if known else ""))
            ink = "$foreground" if known else "$muted"
            mark = ("✓", "$success") if voices == self.now else ("", "")
            rows.append(MatrixRow(str(at), (text(node, "$muted"), text(cells.cut(name, 28), ink), *figures), mark))
        table = self.query_one(Matrix)
        table.show(columns, rows)
        table.focus()

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        key = self.query_one(Matrix).key
        self.dismiss(self.picks[int(key)][0] if key is not None else None)
