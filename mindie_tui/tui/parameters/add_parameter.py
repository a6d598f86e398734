"""AddParameter: a parameter that is nowhere yet, found by its name among all declared ones, or an undeclared key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from mindie_tui.model import language
from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.documents.kinds import Field
from mindie_tui.model.finding import localized_kind
from mindie_tui.tui.common.matrix import Column, Matrix, MatrixRow, text
from mindie_tui.tui.dialogs.sheet import Sheet
from mindie_tui.tui.parameters.rows import TITLES, label_of
from mindie_tui.tui.parameters.sections import own_bench_field
from mindie_tui.tui.text.cells import clause, lower, say, tame
from mindie_tui.tui.text.translate import t

BENCH = ("performance", "accuracy")
"""Parts of the bench that can hold undeclared keys."""
KEY = re.compile(r"[A-Za-z_][\w.-]*")
MOST = 60


class AddParameter(Sheet[Field | None]):
    """`await app.push_screen_wait(AddParameter(...))` gives the field to fill in; None on esc.

    `fields` are those that have no value yet. What is typed finds by name and by meaning; a name that nobody declared
    is offered as a key of each section, `SECTION.key` of that one alone.
    """

    BINDINGS = [
        Binding("enter", "pick", "add", priority=True),
        Binding("down", "move(1)", "down", show=False, priority=True),
        Binding("up", "move(-1)", "up", show=False, priority=True),
    ]
    columns = 100

    def __init__(self, fields: Sequence[Field], own: Callable[[str], list[Field]]) -> None:
        super().__init__()
        self.own = own
        self.fields = tuple(fields)
        self.offered: list[Field] = []

    def headline(self) -> Content:
        return say((t("Add a parameter"), "bold $strong"))

    def content(self) -> Iterable[Widget]:
        yield Input("", placeholder=t("name, words of its meaning, or SECTION.key of your own"), compact=True)
        table = Matrix(id="offered", empty=t("no parameter with this name"))
        table.can_focus = False
        table.styles.height = max(min(16, self.app.size.height - 14), 4)
        table.styles.margin = (1, 0, 0, 0)
        table.styles.background = "transparent"
        yield table
        yield Static("", id="kind", classes="sheet-answers")

    def on_mount(self) -> None:
        self._offer("")

    def on_input_changed(self, event: Input.Changed) -> None:
        self._offer(event.value.strip())

    def _offer(self, typed: str) -> None:
        sought = typed.lower()
        named = [f for f in self.fields if sought in label_of(f).lower()]
        named.sort(key=lambda f: (not label_of(f).lower().startswith(sought), f.name.lower() != sought))
        meant = [f for f in self.fields if sought and f not in named and self._means(f, sought)]
        self.offered = [*named, *meant][:MOST]
        section, _, rest = typed.partition(".")
        if typed and (not named or (section and rest and not any(label_of(f) == typed for f in named))):
            self.offered += self._own(typed)
        rows = [
            MatrixRow(
                str(n),
                (
                    text(tame(label_of(one))),
                    text(t(TITLES.get(one.section, one.section)), "$muted"),
                    text(clause(lower(tame(one.meaning(language.in_force()))), 48), "$muted"),
                ),
            )
            for n, one in enumerate(self.offered)
        ]
        table = self.query_one("#offered", Matrix)
        table.show([Column("", 34), Column("", 20, gap=2), Column("", 0, gap=2)], rows)
        if rows:
            table.go_to("0")
        self._tell()

    @staticmethod
    def _means(one: Field, sought: str) -> bool:
        return sought in one.en.lower() or sought in one.zh.lower() or sought in one.section.lower()

    def _own(self, typed: str) -> list[Field]:
        if not KEY.fullmatch(typed) or typed.endswith("."):
            return []
        section, _, rest = typed.partition(".")
        if section in bench_fields.PARTS and rest:
            return [own_bench_field(section, rest.split("."))]
        found = self.own(typed)
        if any(f.file == "environment" for f in found) or section in TITLES and rest:
            return found
        return found + [own_bench_field(part, typed.split(".")) for part in BENCH if "." not in typed]

    def _tell(self) -> None:
        one = self._picked()
        kind = tame(localized_kind(one.kind.describe())) if one is not None else ""
        meaning = tame(one.meaning(language.in_force())) if one is not None else ""
        self.query_one("#kind", Static).update(say((meaning, "$foreground"), (f"   {kind}", "$muted")))

    def _picked(self) -> Field | None:
        key = self.query_one("#offered", Matrix).key
        return self.offered[int(key)] if key is not None and self.offered else None

    def on_matrix_moved(self) -> None:
        self._tell()

    def on_matrix_chosen(self) -> None:
        self.action_pick()

    def action_move(self, by: int) -> None:
        self.query_one("#offered", Matrix).action_move(by)

    def action_pick(self) -> None:
        if (one := self._picked()) is not None:
            self.dismiss(one)
