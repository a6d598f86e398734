"""Import: the hosts of the SSH configuration, to pick those that become nodes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.node import Node
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.text.cells import say, tame, width
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import ConfiguredHost


def node_of(host: str, taken: Collection[str] = ()) -> Node:
    """The node of a Host. Its name is the Host's, made fit where it has characters that a node's name may not have."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", host).lstrip("-_.")[:60] or "node"
    free = next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
    return Node(name=free, host="" if free == host else host)


class ImportHosts(Sheet[tuple[str, ...] | None]):
    """`await app.push_screen_wait(ImportHosts(...))` gives the picked Hosts; None on esc. `there` are nodes already."""

    BINDINGS = [
        Binding("space", "pick", "pick"),
        Binding("a", "all", "all"),
        Binding("enter", "add", "add"),
        Binding("q", "leave", "close", show=False),
    ]
    columns = 100

    def __init__(self, hosts: Sequence[ConfiguredHost], there: Collection[str], file: str) -> None:
        super().__init__()
        self.hosts, self.there, self.file = tuple(hosts), frozenset(there), file
        self.picked: set[str] = set()

    def headline(self) -> Content:
        return say((t("{n} hosts in {file}", n=len(self.hosts), file=tame(self.file)), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        table = Matrix(id="hosts", empty=t("it contains no Host with its own name"))
        table.styles.max_height = max(min(18, self.app.size.height - 10), 4)
        table.styles.background = "transparent"
        yield table

    def on_mount(self) -> None:
        self._show()
        self.query_one(Matrix).focus()

    def _show(self) -> None:
        longest = min(max((width(host.name) for host in self.hosts), default=4), 24)
        columns = [Column("", 3), Column("Host", longest, gap=1), Column(t("address"), 0), Column("ProxyJump", 16)]
        self.query_one(Matrix).show(columns, [self._row(host) for host in self.hosts])
        self.refresh_bindings()

    def _row(self, host: ConfiguredHost) -> MatrixRow:
        known, picked = host.name in self.there, host.name in self.picked
        box = text(" ✓" if known else "[x]" if picked else "[ ]", "bold $accent" if picked else "$muted")
        user = f"{host.user}@" if host.user else ""
        port = f":{host.port}" if host.port != "22" else ""
        ink = "$muted" if known else "bold $strong" if picked else "$foreground"
        address = text(f"{user}{host.hostname}{port}", "$muted" if known else "$foreground")
        return MatrixRow(host.name, (box, text(host.name, ink), address, text(host.via or "-", "$muted")))

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_pick(self) -> None:
        key = self.query_one(Matrix).key
        if key is not None and key not in self.there:
            self.picked ^= {key}
            self._show()

    def action_all(self) -> None:
        """All that are no nodes yet; again: none."""
        free = {host.name for host in self.hosts} - self.there
        self.picked = set() if self.picked == free else free
        self._show()

    def action_add(self) -> None:
        """The picked ones; the one under the cursor where none is."""
        key = self.query_one(Matrix).key
        if not self.picked and key is not None and key not in self.there:
            self.picked = {key}
        self.dismiss(tuple(host.name for host in self.hosts if host.name in self.picked))
