"""One parameter in full, with the field in which it is edited."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from mindie_tui.model import language
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.finding import Finding, localized_kind, localized_label, localized_text
from mindie_tui.tui.common.inspector import chip, key
from mindie_tui.tui.common.static import Static
from mindie_tui.tui.parameters.rows import TITLES, Parameter, brief
from mindie_tui.tui.text import cells
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import label_of, t

GLYPHS = {"error": ("✗", "$error"), "warning": ("!", "$warning"), "note": ("i", "$strong")}


class ValueInput(Input):
    """The field of the value under the cursor. It never changes anything by itself."""

    BINDINGS = [
        Binding("enter", "keep", "keep"),
        Binding("escape", "drop", "unchanged"),
        Binding("down", "keep", "keep", show=False),
        Binding("ctrl+e", "whole", "full value"),
    ]

    replaces = False
    """Whether the first key after the next focus replaces the old text; an arrow keeps it."""

    class Typed(Message):
        """The text changed under the operator's hands."""

    class Entered(Message):
        """Enter."""

    class Dropped(Message):
        """Esc."""

    class Left(Message):
        """The focus went elsewhere."""

    class Whole(Message):
        """The value is to be read and edited in a sheet."""

    def action_keep(self) -> None:
        self.post_message(self.Entered())

    def action_whole(self) -> None:
        self.post_message(self.Whole())

    def action_drop(self) -> None:
        self.post_message(self.Dropped())

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.has_focus:
            self.post_message(self.Typed())

    def on_focus(self, event: events.Focus) -> None:
        if self.replaces:
            self.select_all()
        self.replaces = False

    def on_blur(self, event: events.Blur) -> None:
        self.post_message(self.Left())


class ParameterInspector(Vertical):
    """Name, meaning and address; new, original, profile and kind; what the rules say; the one fix that is offered."""

    DEFAULT_CSS = """
    ParameterInspector { background: $panel; height: 7; }
    ParameterInspector Static { height: 1; padding: 0 0 0 3; }
    ParameterInspector #said { height: auto; }
    ParameterInspector Horizontal { height: 1; }
    ParameterInspector #label { width: auto; padding: 0 2 0 3; }
    ParameterInspector #beside { width: 1fr; padding: 0 0 0 2; }
    ParameterInspector ValueInput { width: 16; }
    """

    def compose(self) -> ComposeResult:
        yield Static("", id="top")
        yield Static("", id="name")
        yield Static("", id="air")
        with Horizontal():
            yield Static("", id="label")
            yield ValueInput("", compact=True, select_on_focus=False, id="value")
            yield Static("", id="beside")
        yield Static("", id="said")

    def show(
        self,
        entry: Parameter | None,
        profile: str,
        findings: Sequence[Finding],
        room: int,
        columns: int,
        layouts: str,
    ) -> None:
        """Draw one entry; `profile` is what its file says, `layouts` the words of ctrl+t where it helps."""
        self.styles.height = room
        self.query_one("#air").display = room > 6
        rule = Content.styled("⠤" * columns, "$rule") if self.app.has_class("-rules") else ""
        self.query_one("#top", Static).update(rule)
        box = self.query_one(Horizontal)
        box.display = entry is not None
        if entry is None:
            self.query_one("#name", Static).update(say((t("nothing here"), "$muted")))
            self.query_one("#said", Static).update("")
            return
        self.query_one("#name", Static).update(self._headline(entry, findings, columns))
        value = self.query_one(ValueInput)
        self.query_one("#label", Static).update(say((t("new"), "$accent" if value.has_focus else "$muted")))
        value.display = not entry.is_document and entry.editable
        taken = cells.width(t("new")) + 10
        wanted = max(cells.width(value.value) + 4, 16) if value.display else 0
        field = max(14, min(wanted, columns - taken - self._least(entry))) if value.display else 0
        value.styles.width = field
        self.query_one("#beside", Static).update(self._beside(entry, profile, columns - taken - field))
        said = self._said(entry, findings, room - (5 if room > 6 else 4), columns, layouts)
        self.query_one("#said", Static).update(said)

    def set_text(self, entry: Parameter | None) -> None:
        """The value as the operator would type it."""
        value = self.query_one(ValueInput)
        if entry is not None and not value.has_focus:
            with value.prevent(Input.Changed):
                value.value = entry.field.kind.show(entry.new)
                value.cursor_position = len(value.value)

    def _headline(self, entry: Parameter, findings: Sequence[Finding], columns: int) -> Content:
        address = self._address(entry, columns)
        meaning = cells.lower(cells.tame(entry.field.meaning(language.in_force()))).rstrip("。.")
        room = self._room(entry, columns)
        if cells.width(meaning) > room:  # all of it stands below, where no finding needs the place
            meaning = cells.clause(meaning, room) if findings else ""
        start = say((cells.tame(entry.label), "bold $strong"), "   " + meaning)
        return cells.spread(start, say((cells.tame(address), "$muted")), columns - 3, 2)

    @staticmethod
    def _address(entry: Parameter, columns: int) -> str:
        if entry.field.file == "environment":
            return "export " + entry.field.name
        if columns < 100:
            return t(TITLES.get(entry.field.section, entry.field.section))
        address = ".".join(document.tokens(entry.field.pointer)).replace(".0.", "[0].")
        if cells.width(address) + cells.width(entry.label) > columns - 40:
            return t(TITLES.get(entry.field.section, entry.field.section))
        return address

    def _room(self, entry: Parameter, columns: int) -> int:
        """Cells that the meaning has beside the name and the address."""
        return columns - 10 - cells.width(self._address(entry, columns)) - cells.width(entry.label)

    @staticmethod
    def _least(entry: Parameter) -> int:
        """Cells that the field leaves to the original value."""
        return cells.width(t("original")) + 1 + min(cells.width(cells.tame(entry.brief(entry.original))), 24)

    def _beside(self, entry: Parameter, profile: str, room: int) -> Content:
        """The original first: it is there whatever else has room."""
        made = Content("")
        if entry.is_document:
            made = say(
                cells.tame(cells.cut(entry.brief(entry.new), 40)),
                ("   enter ", "bold $strong"),
                (t("opens it"), "$muted"),
                "   ",
            )
        label = f"{t('original')} "
        original = short(cells.tame(entry.brief(entry.original)), max(room - made.cell_length - cells.width(label), 12))
        made += say((label, "$muted"), (original, "$foreground"))
        if profile:
            head = f"   {t('profile')} "
            rest = room - made.cell_length - cells.width(head)
            if rest >= min(cells.width(profile), 12):
                made += say((head, "$muted"), (short(cells.tame(profile), rest), "$foreground"))
        kind = cells.tame(localized_kind(entry.field.kind.describe()))
        if made.cell_length + 3 + cells.width(kind) <= room:
            made += say(("   " + kind, "$muted"))
        return made

    def _said(self, entry: Parameter, findings: Sequence[Finding], room: int, columns: int, layouts: str) -> Content:
        lines: list[Content] = []
        meaning = cells.tame(entry.field.meaning(language.in_force()))
        if not findings and cells.width(meaning.rstrip("。.")) > self._room(entry, columns):
            lines = [say((line, "$muted")) for line in _wrapped(meaning, columns - 8)]
        for finding in findings:
            glyph, colour = GLYPHS[finding.severity]
            ink = "$error" if finding.severity == "error" else "$foreground"
            stage = f"   {stage_words(finding)}" if columns >= 100 else ""
            lines.append(say((f"{glyph}  ", colour), (cells.tame(localized_text(finding)), ink), (stage, "$muted")))
        fixes = [fix for finding in findings for fix in finding.fixes]
        lines = [cells.fit(line, columns - 4) for line in lines[: max(room - bool(fixes or layouts), 1)]]
        if fixes or layouts:
            last = say((cells.left(t("fix"), cells.width(t("fix")) + 2), "$muted"))
            last += chip("^g", cells.tame(localized_label(fixes[0].label))) if fixes else Content("")
            last += (
                (Content("   ") + key("^f", label_of("fix", "{n} more", n=len(fixes) - 1)))
                if len(fixes) > 1
                else Content("")
            )
            last += (Content("   ") + key("^t", layouts)) if layouts else Content("")
            lines.append(cells.fit(last, columns - 4))
        return Content("\n").join(lines)


def short(value: str, room: int) -> str:
    """A value in so many cells: a path loses its head, anything else its tail."""
    return (cells.cut_head if value.startswith(("/", "security/")) else cells.cut)(value, room)


def _wrapped(text: str, room: int) -> list[str]:
    """A sentence in lines of so many cells, broken at blanks where there are any."""
    return [line.plain.rstrip() for line in Content(text).wrap(max(room, 20))]


def stage_words(finding: Finding) -> str:
    """Who would complain, and when."""
    return {
        "start": t("MindIE rejects this at the start"),
        "executor": t("the engine rejects this, seconds into the start"),
        "workers": t("the workers reject this, minutes into the start"),
        "site": t("it cannot work on these nodes"),
        "advice": "",
    }[finding.stage]


def profile_words(value: object) -> str:
    """What the profile's file says, or nothing."""
    return "" if value is ABSENT else brief(value)
