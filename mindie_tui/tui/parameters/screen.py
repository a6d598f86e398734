"""Parameters: config.json and the environment as a table, judged at every key."""

from __future__ import annotations

from collections.abc import Iterable

from textual import work
from textual.binding import Binding
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix, localized_kind, localized_label
from mindie_tui.model.mindie.artefacts import edits
from mindie_tui.model.mindie.layout_memory import numbers_of
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.layouts import SIZES, layouts
from mindie_tui.model.runs.state import RunState
from mindie_tui.store.profiles import base_config
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.dialogs.json_text import JsonText
from mindie_tui.tui.dialogs.pick_file import PickFile
from mindie_tui.tui.dialogs.whole_value import WholeValue
from mindie_tui.tui.parameters import rows, words
from mindie_tui.tui.parameters.add_parameter import AddParameter
from mindie_tui.tui.parameters.config_diff import config_diff
from mindie_tui.tui.parameters.fixes import Fixes
from mindie_tui.tui.parameters.inspector import ParameterInspector, ValueInput, profile_words
from mindie_tui.tui.parameters.keys import ParameterSituation, why_not
from mindie_tui.tui.parameters.layouts import Layouts
from mindie_tui.tui.parameters.look import Looking
from mindie_tui.tui.parameters.rows import Parameter
from mindie_tui.tui.parameters.table import ParameterTable
from mindie_tui.tui.text.cells import tame, width
from mindie_tui.tui.text.translate import base_name, t

PARALLEL = {*SIZES, "pp"}


class ParametersScreen(Looking):
    """What is typed makes a preview; it becomes the deployment on enter, if the value is of its kind."""

    STEP = "parameters"
    CHANGES = frozenset("edit whole undo redo add away base fix fixes layouts save".split())
    BINDINGS = [
        Binding("enter", "edit", "edit"),
        Binding("ctrl+g", "fix", "fix"),
        Binding("ctrl+t", "layouts", "layouts"),
        Binding("u", "undo", "undo"),
        Binding("U", "redo", "redo", show=False),
        Binding("c", "all", "all"),
        Binding("d", "diff", "diff"),
        Binding("slash", "find", "find"),
        Binding("a,plus", "add", "add", key_display="a"),
        Binding("n", "hit(1)", "next hit", show=False),
        Binding("N", "hit(-1)", "hit before", show=False),
        Binding("e", "error", "next error", show=False),
        Binding("exclamation_mark", "wrong", "what is wrong", show=False),
        Binding("right_curly_bracket", "section(1)", "next section", show=False),
        Binding("left_curly_bracket", "section(-1)", "section before", show=False),
        Binding("delete", "away", "take away", show=False),
        Binding("B", "base", "base", show=False),
        Binding("ctrl+e", "whole", "full value", show=False),
        Binding("ctrl+f", "fixes", "all fixes", show=False),
        Binding("ctrl+s", "save", "save"),
        Binding("y", "copy", "copy", show=False),
    ]

    # -- what is drawn

    def body(self) -> Iterable[Widget]:
        yield ParameterTable()
        yield Find()

    def inspector(self) -> Widget:
        return ParameterInspector()

    def on_mount(self) -> None:
        self.query_one(ParameterTable).focus()

    @property
    def here(self) -> Parameter | None:
        """The entry in the field, else under the cursor. One that is being emptied stays where it is."""
        key = self._editing.key if self._editing else self.query_one(ParameterTable).key
        return self.judged.entry(key) or self._editing

    def show(self, state: RunState) -> None:
        self.judged.look()
        self._draw()

    def _draw(self) -> None:
        cells = self.size.width
        seam = 48 + (cells - 120) // 4 if cells >= 100 else max(40, cells // 2)
        new = 27 + (cells - 120) // (4 if cells >= 120 else 3)
        table = self.query_one(ParameterTable)
        totals = {s.name: s for s in self.judged.sections}
        table.display_sections(self.shown, seam, new, totals)
        if self._editing:
            table.go_to(self._editing.key)
        self.update_inspector()

    def update_inspector(self) -> None:
        if not self.query(ParameterInspector):
            return
        self.judged.look()
        entry, inspector = self.here, self.query_one(ParameterInspector)
        inspector.set_text(entry)
        said = self.judged.about(entry)
        offer = ""
        if said and entry is not None and entry.field.name in PARALLEL and self.judged.form.layouts:
            per_node, nodes = self.judged.world
            offer = t("every legal layout for {fleet}", fleet=f"{nodes} x {per_node}") if per_node else ""
        in_file = profile_words(self.judged.in_file(entry)) if entry is not None else ""
        inspector.show(entry, in_file, said, self.room, self.size.width, offer)

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        self.judged.look()
        left = words.counted(self.judged.entries, wide=self.wide)
        verdict = words.verdict(self.judged.findings, self._fix, wide=self.wide)
        if self.wide:
            room = self.size.width - left.cell_length - verdict.cell_length - 18
            left += words.from_base(self.judged.form.base_name(self.judged.artefacts), room)
        return left, verdict

    def on_parameter_table_moved(self) -> None:
        self.update_inspector()
        self.refresh_bindings()

    on_matrix_moved = on_parameter_table_moved

    def copied(self) -> tuple[str, str] | None:
        if (entry := self.here) is None:
            return None
        said = [f"{f.severity}: {f.text}" for f in self.judged.about(entry)]
        text = f"{entry.field.pointer}  {entry.brief(entry.original)} -> {entry.brief(entry.new)}"
        return "\n".join([text, *said]), entry.field.name

    def why_not(self, action: str) -> str | None:
        if not self.is_mounted or not self.query(ParameterTable):
            return None
        return why_not(action, self._situation)

    @property
    def _situation(self) -> ParameterSituation:
        npus, nodes = self.judged.world
        return ParameterSituation(
            self.here,
            self.judged.findings,
            self._fix,
            npus,
            nodes,
            can_undo=self.app.can_undo,
            can_redo=self.app.can_redo,
            sought=self.query_one(ParameterTable).sought,
            has_layouts=self.judged.form.layouts,
            only_wrong=self._wrong,
        )

    # -- editing

    def on_matrix_chosen(self) -> None:
        self.action_edit()

    def action_edit(self) -> None:
        """Enter on a row: a boolean turns, a document opens, anything else goes into the field."""
        entry = self.here
        if entry is None or self.against("edit"):
            return
        if isinstance(entry.new, bool) and not entry.is_document:
            self._commit(self.judged.edited(entry, Edit("replace", entry.field.pointer, not entry.new)))
        elif entry.is_document:
            self._open_document(entry)
        else:
            self._type(entry)

    def _type(self, entry: Parameter) -> None:
        """Its value goes into the field."""
        self._editing = entry
        self._draw()
        field = self.query_one(ValueInput)
        field.replaces = True
        field.focus()
        self.update_inspector()

    def on_value_input_whole(self) -> None:
        if (entry := self.here) is not None:
            self._open_whole(entry, self.query_one(ValueInput).value)

    def action_whole(self) -> None:
        """The value in a sheet, where all of it can be read."""
        if (entry := self.here) is not None and not entry.is_document:
            self._open_whole(entry, entry.field.kind.show(entry.new))
        elif entry is not None:
            self._open_document(entry)

    @work(group="dialog", exit_on_error=False)
    async def _open_whole(self, entry: Parameter, text: str) -> None:
        kind = entry.field.kind
        dialog = WholeValue(entry.label, kind, kind.show(entry.original), text, lambda text: self._flaw(entry, text))
        typed = await self.app.push_screen_wait(dialog)
        if typed is not None:
            self._commit(self.judged.edited(entry, edits.edit_of_text(entry.field, typed)))
            self.query_one(ParameterTable).focus()

    def _flaw(self, entry: Parameter, text: str) -> tuple[bool, str]:
        """Whether a text can be kept, and what is wrong with it: its kind, else the first error of its place."""
        edit = edits.edit_of_text(entry.field, text)
        if edit.op != "remove" and not edits.is_good(entry.field, edit.value):
            return False, tame(localized_kind(entry.field.kind.describe()))
        return True, self.judged.said_of(entry, edit)

    def on_value_input_typed(self) -> None:
        """Every key: the rules judge the files as they would be on the nodes."""
        entry = self.here
        if entry is not None:
            self.judged.preview = self.judged.edited(
                entry, edits.edit_of_text(entry.field, self.query_one(ValueInput).value)
            )
            self.judged.look()
            self.update_sentence()
            self._draw()
            self.refresh_bindings()
            self.app.keep_draft(self.judged.preview)

    def typed(self) -> Deployment | None:
        return self.judged.preview

    def on_value_input_entered(self) -> None:
        entry = self.here
        if entry is None or not self._good(entry):
            return
        preview = self._let_go()
        self.query_one(ParameterTable).focus()
        if preview is not None:
            self.app.edit(preview)
        self._changed()

    def _let_go(self) -> Deployment | None:
        """The field is left; what was typed in it."""
        preview, self.judged.preview, self._editing, self.judged.own = self.judged.preview, None, None, ()
        self.app.keep_draft()
        return preview

    def _is_good(self, entry: Parameter) -> bool:
        edit = edits.edit_of_text(entry.field, self.query_one(ValueInput).value)
        return edit.op == "remove" or edits.is_good(entry.field, edit.value)

    def _good(self, entry: Parameter) -> bool:
        """Whether the typed text is of its kind; if not, it stays in the field and the deployment keeps its value."""
        if self._is_good(entry):
            return True
        kind = tame(localized_kind(entry.field.kind.describe()))
        self.app.notify(f"{entry.label}: {kind}", severity="warning", markup=False)
        return False

    def on_value_input_dropped(self) -> None:
        self._let_go()
        self.query_one(ParameterTable).focus()
        self._changed()

    def on_value_input_left(self) -> None:
        """The focus went elsewhere by mouse or tab: a good value is kept, a bad one is dropped with the reason."""
        entry = self._editing
        if entry is None or self.focused is self.query_one(ValueInput):
            return
        good = self._good(entry)
        preview = self._let_go()
        if preview is not None and good:
            self.app.edit(preview)
        self._changed()

    def _commit(self, deployment: Deployment) -> None:
        self._let_go()
        self.app.edit(deployment)
        self._changed()

    @work(group="dialog", exit_on_error=False)
    async def _open_document(self, entry: Parameter) -> None:
        """`models` as a whole and long lists as JSON text."""
        value = {} if entry.new is document.ABSENT else entry.new
        typed = await self.app.push_screen_wait(JsonText(entry.label, value))
        if typed is not None:
            self._commit(self.judged.edited(entry, Edit("replace", entry.field.pointer, typed[0])))

    def action_save(self) -> None:
        """What is in the field is kept first."""
        if self._editing is None or self._good(self._editing):
            if self._editing is not None:
                self.on_value_input_entered()
            self.app.action_save()

    def action_away(self) -> None:
        """Remove it from the profile: the original value applies again."""
        if (entry := self.here) is not None:
            self._commit(self.judged.edited(entry, Edit("remove", entry.field.pointer)))

    def action_redo(self) -> None:
        self.action_undo(again=True)

    def action_undo(self, *, again: bool = False) -> None:
        """The last edit is taken back, or done again, and the cursor goes where that is seen."""
        before = {e.key: e.new for e in self.judged.entries}
        self.app.take_back(again=again)
        self._changed()
        other = [e for e in self.judged.entries if e.key not in before or not rows.same(before[e.key], e.new)]
        if other:
            self._reveal(min(other, key=lambda e: e.is_document).key)

    @property
    def _fix(self) -> Fix | None:
        return self.judged.fix(self.here) if self.query(ParameterTable) else None

    @property
    def _ground(self) -> Deployment:
        """What a fix or a layout is applied to: with what is in the field, if that is of its kind."""
        good = self._editing is None or self._is_good(self._editing)
        return self.judged.value if good else self.app.deployment

    def action_fix(self) -> None:
        assert (fix := self._fix) is not None
        self._apply(fix)

    def _apply(self, fix: Fix) -> None:
        value = self.judged.form.with_fix(self._ground, self.judged.artefacts, fix)
        self.query_one(ParameterTable).focus()
        if value == self.app.deployment:
            base = tame(base_name(self.judged.form.base_name(self.judged.artefacts)))
            said = t("it comes from {base}, a profile cannot remove it   B other base file", base=base)
            self.app.notify(said, severity="warning", markup=False, timeout=8)
        self._commit(value)

    @work(group="dialog", exit_on_error=False)
    async def action_fixes(self) -> None:
        """Every fix: of the findings of this row, else of all."""
        about = [f for f in self.judged.about(self.here) if f.fixes]
        fix = await self.app.push_screen_wait(Fixes(about or [f for f in self.judged.findings if f.fixes]))
        if fix is not None:
            self._apply(fix)

    @work(group="dialog", exit_on_error=False)
    async def action_add(self) -> None:
        """A parameter that is nowhere yet: its row appears with the field open."""
        one = await self.app.push_screen_wait(AddParameter(self.judged.absent, self.judged.form.own))
        if one is not None:
            self.judged.own = (one,)
            self.judged.look()
            if (entry := self.judged.entry(f"{one.file}#{one.pointer}")) is not None:
                self._type(entry)

    # -- beside the table

    def action_diff(self) -> None:
        made = self.app.session.artefacts()
        title = t("What changes in {document}", document=self.judged.form.document)
        base = document.dump(self.judged.base)
        self.app.push_screen(config_diff(title, made, base, self.app.deployment))

    @work(group="dialog", exit_on_error=False)
    async def action_base(self) -> None:
        """A whole config.json as the base, instead of the master's own."""
        facts = [t("the profile's values are written over it; without a file, the master's own is the base")]
        named = self.app.deployment.config or ""
        title = t("Start from a config.json")
        found = await self.app.push_screen_wait(PickFile(title, facts, named, base_config.read))
        if found is not None:
            self.app.base_on(*found)
            self._changed()

    @work(group="dialog", exit_on_error=False)
    async def action_layouts(self) -> None:
        """Every legal layout; the picked one is one edit."""
        per_node, nodes = self.judged.world
        known = [document.get(self.judged.artefacts.config, pointers.MODEL + "/" + size) for size in SIZES]
        experts = any(value is not document.ABSENT for value in known[4:])
        found = layouts(per_node, nodes, experts=experts)
        shown = self.judged.artefacts.site.model
        found, numbers = numbers_of(found, self.judged.artefacts.config, shown, per_node, nodes)
        layout = await self.app.push_screen_wait(Layouts(f"{nodes} x {per_node}", found, known, numbers))
        if layout is not None:
            value = self._ground
            for size in SIZES:
                edit = Edit("replace", pointers.MODEL + "/" + size, getattr(layout, size))
                value = edits.with_value(value, self.judged.artefacts.config, "config.json", edit)
            self.query_one(ParameterTable).focus()
            self._commit(value)

    def hint_word(self, action: str) -> str | None:
        if action == "whole" and self._editing is not None:
            field = self.query_one(ValueInput)
            return None if width(field.value) > field.size.width - 3 else ""
        fix = self._fix if action == "fix" else None
        if action == "all":
            return t("changed") if self._all else t("all")
        return tame(localized_label(fix.label)) if fix is not None else None
