"""The parameter table: sections that stay on top while scrolling, original and new side by side as one seam."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.strip import Strip

from mindie_tui.model import language
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.finding import localized_text
from mindie_tui.tui.common.matrix import Cell, Column, Matrix, MatrixRow
from mindie_tui.tui.parameters.rows import Parameter, Section
from mindie_tui.tui.text import cells
from mindie_tui.tui.text.translate import t

COLOURS = {"✗": "bold $error", "!": "bold $warning", "i": "bold $strong", "⢸": "$error", "✓": "$success"}


class ParameterTable(Matrix):
    """Rows of `Section`s; a row's key is the entry's, a section's row holds none."""

    def __init__(self) -> None:
        super().__init__(id="parameters", empty=t("nothing differs from the original") + "   c " + t("all"))
        self._section_at: list[int] = []
        self.sought = ""

    def display_sections(self, sections: Sequence[Section], seam: int, new: int, whole: Mapping[str, Section]) -> None:
        """Draw these, counted in `whole`; `seam` and `new` are the cells of name and original together, and of new."""
        why = self.size.width >= 100
        head = cells.left(t("parameter"), seam - cells.width(t("original"))) + t("original")
        columns = [Column(head, seam), Column(t("new"), new if why else 0)]
        if why:
            columns.append(Column(t("why"), 0))
        rows: list[MatrixRow] = []
        self._section_at = []
        for section in sections:
            if not section.entries:
                continue
            every = whole.get(section.name, section)
            counted = t("{changed} of {all}", changed=every.changed, all=len(every.entries))
            at = len(rows)
            rows.append(MatrixRow(None, (((t(section.title), "bold $muted"),), ((counted, "$muted"),))))
            for entry in section.entries:
                rows.append(self._entry(entry, seam, new, why))
            self._section_at += [at] * (len(rows) - at)
        self.show(columns, rows)

    def _entry(self, entry: Parameter, seam: int, new: int, why: bool) -> MatrixRow:
        glyph = entry.glyph
        colour = COLOURS.get(glyph, "$muted")
        name = cells.tame(entry.label)
        room = seam - cells.width(name) - 2
        if room < 8:
            room = 8
            name = cells.cut(name, seam - 10)
        original = cells.tame(entry.brief(entry.original))
        cut = cells.cut_head if original.startswith(("/", "security/")) else cells.cut
        original = cut(original, room)
        ink = "" if entry.changed or not glyph.strip("✓") else "$foreground"
        named: list[tuple[str, str]] = []
        at = name.lower().find(self.sought) if self.sought else -1
        if at >= 0:
            end = at + len(self.sought)
            named = [(name[:at], ink), (name[at:end], "bold $strong on $find"), (name[end:], ink)]
        else:
            named = [(name, ink)]
        gap = " " * (seam - cells.width(name) - cells.width(original))
        value = cells.tame(entry.brief(entry.new))
        room = new if why else max(self.app.size.width - seam - 10, 8)
        cut = cells.cut_head if value.startswith("/") else cells.cut
        usual = "$muted" if entry.new is ABSENT else "$foreground"
        shown = colour if glyph == "✗" else "$strong" if entry.changed else usual
        row: list[Cell] = [(*named, (gap, ""), (original, "$muted")), ((cut(value, room), shown),)]
        if why:
            words = reason(entry)
            row.append(((cells.clause(words, self.app.size.width - seam - new - 13), _why_ink(entry)),))
        return MatrixRow(entry.key, tuple(row), (glyph, colour))

    # -- sections on top

    def render_line(self, y: int) -> Strip:
        top = self.scroll_offset.y
        if y == 1 and 0 < top < len(self._section_at) and self.rows[top].key is not None:
            return self._row(self.rows[self._section_at[top]], self.size.width)
        return super().render_line(y)

    def _keep_in_sight(self) -> None:
        n, top = self._at, self.scroll_offset.y
        if n <= top:
            self.scroll_to(y=max(n - 1, 0), animate=False, immediate=True)
        else:
            super()._keep_in_sight()

    def _row(self, row: MatrixRow, width: int) -> Strip:
        if row.key is not None or len(row.cells) != 2:
            return super()._row(row, width)
        title, counted = (cells.say(*cell) for cell in row.cells)
        return cells.strip(cells.spread(cells.say("   ") + title, counted, width, 3), width, self.visual_style)


def reason(entry: Parameter) -> str:
    """Why: the finding on it, else its meaning."""
    if entry.findings:
        return cells.tame(localized_text(entry.findings[0]))
    if entry.follows:
        return t("follows the service's {name}", name=entry.follows)
    return cells.lower(cells.tame(entry.field.meaning(language.in_force())))


def _why_ink(entry: Parameter) -> str:
    return {"✗": "$error", "!": "$foreground", "i": "$foreground"}.get(entry.glyph, "$muted")
