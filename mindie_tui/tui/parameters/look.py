"""How one looks around in the table of parameters: what is shown, what is sought, where the next error is."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from textual.content import Content

from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.parameters import row_help
from mindie_tui.tui.parameters.preview import ProfilePreview
from mindie_tui.tui.parameters.rows import Parameter, Section
from mindie_tui.tui.parameters.table import ParameterTable, reason


class Looking(StepScreen):
    """The part of the parameters' screen that changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._all = self._wrong = False
        self._editing: Parameter | None = None

    @cached_property
    def judged(self) -> ProfilePreview:
        """What is looked at, with its findings and rows."""
        return ProfilePreview(self.app)

    def _draw(self) -> None:
        """The table again."""
        raise NotImplementedError

    @property
    def shown(self) -> tuple[Section, ...]:
        """The sections as the table shows them: what differs and what a rule speaks of, or all."""
        if self._all and not self._wrong:
            return self.judged.sections
        held = self._editing.key if self._editing else ""

        def seen(entry: Parameter) -> bool:
            return entry.glyph != "" and (not self._wrong or entry.glyph in "✗!i⢸")

        kept = (tuple(e for e in s.entries if seen(e) or e.key == held) for s in self.judged.sections)
        return tuple(replace(s, entries=entries) for s, entries in zip(self.judged.sections, kept, strict=True))

    def about_row(self, room: int, rows: int) -> list[Content]:
        key = self._editing.key if self._editing else self.query_one(ParameterTable).key
        entry = self.judged.entry(key) or self._editing
        return row_help.of_field(entry.field, room, rows) if entry is not None else []

    def action_all(self) -> None:
        self._all = not self._all
        self._draw()
        self.refresh_bindings()

    def action_wrong(self) -> None:
        """Only what a rule speaks of; again: as before."""
        self._wrong = not self._wrong
        self._draw()
        self.update_sentence()

    def hidden(self) -> tuple[int, int] | None:
        if not self._wrong:
            return None
        every = self.judged.entries
        return sum(len(s.entries) for s in self.shown), sum(1 for e in every if self._all or e.glyph)

    def unfilter(self) -> None:
        self._wrong = False

    def action_error(self) -> None:
        """The next row with an error or a warning."""
        self._go([e.key for s in self.shown for e in s.entries if e.glyph in ("✗", "!")], 1)

    def _go(self, keys: list[str], by: int) -> None:
        table = self.query_one(ParameterTable)
        every = [e.key for s in self.shown for e in s.entries]
        if keys and every:
            at = every.index(table.key) if table.key in every else 0
            ahead = [k for k in keys if (every.index(k) - at) * by > 0]
            table.go_to((ahead or keys)[0 if by > 0 else -1])

    def action_find(self) -> None:
        self.query_one(Find).open()

    def on_find_sought(self, event: Find.Sought) -> None:
        table = self.query_one(ParameterTable)
        table.sought = event.text.lower()
        if table.sought and not self._hits():
            self._all = self._all or any(self._is(e, table.sought) for e in self.judged.entries)
        self._draw()
        if (hits := self._hits()) and table.key not in hits:
            self._go(hits, 1)

    def _hits(self) -> list[str]:
        sought = self.query_one(ParameterTable).sought
        return [e.key for s in self.shown for e in s.entries if sought and (self._is(e, sought))]

    @staticmethod
    def _is(entry: Parameter, sought: str) -> bool:
        return sought in entry.label.lower() or sought in entry.field.name.lower() or sought in reason(entry).lower()

    def action_hit(self, by: int) -> None:
        self._go(self._hits(), by)

    def action_section(self, by: int) -> None:
        """To the first row of the next section, or of this one and then of the one before."""
        self._go([s.entries[0].key for s in self.shown if s.entries], by)

    def _reveal(self, key: str) -> None:
        """The cursor on a row, also where it is shown among all alone."""
        if key not in {e.key for s in self.shown for e in s.entries}:
            self._all, self._wrong = True, False
            self._draw()
        self.query_one(ParameterTable).go_to(key)
