"""What the parameters' screen looks at: the deployment, or what it would be while a value is typed, judged once."""

from __future__ import annotations

from dataclasses import replace

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Edit, Json
from mindie_tui.model.documents.kinds import Field, Object
from mindie_tui.model.engine import ParameterForm
from mindie_tui.model.engines import engine_of
from mindie_tui.model.finding import Finding, Fix, localized_text
from mindie_tui.model.mindie.parameters import plugin_params
from mindie_tui.model.workbench.workbench import Workbench
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.parameters.rows import Parameter, Section
from mindie_tui.tui.parameters.sections import sections


class ProfilePreview:
    """`preview` is what is being typed; artefacts, findings and sections are those of it, else of the deployment."""

    def __init__(self, app: Wizard) -> None:
        self.app = app
        self.preview: Deployment | None = None
        self.own: tuple[Field, ...] = ()
        """Keys that are about to be added and are nowhere yet."""
        self._key: tuple[object, ...] = ()
        self.look()

    def look(self) -> None:
        """Judge again, if the value or what is known of the nodes is another."""
        state, value = self.app.run_state, self.value
        facts = tuple((name, id(facts)) for name, facts in state.facts.items())
        key = (value, facts, self.own, self.app.session.base_text)
        if key == self._key:
            return
        self._key = key
        if self.preview is None:
            self.artefacts, self.findings = self.app.session.artefacts(), self.app.findings
        else:
            made = self._workbench_of(value)
            self.artefacts, self.findings = made.artefacts, made.findings
        self.sections: tuple[Section, ...] = sections(self.artefacts, self.base, value, self.findings, self.own)

    def _workbench_of(self, value: Deployment) -> Workbench:
        """What follows from a deployment that is not the session's own yet."""
        return replace(self.app.session.workbench, deployment=value)

    @property
    def value(self) -> Deployment:
        return self.preview or self.app.deployment

    @property
    def form(self) -> ParameterForm:
        """The parameters of the engine."""
        return engine_of(self.value).parameters

    @property
    def base(self) -> Json:
        """What the table calls original."""
        serving = self.app.deployment.serving
        facts = self.app.run_state.facts.get(serving[0].name) if serving else None
        return self.form.base(self.app.deployment, facts, self.app.session.base_text)

    @property
    def entries(self) -> tuple[Parameter, ...]:
        """The parameters of all sections."""
        return tuple(entry for section in self.sections for entry in section.entries)

    def entry(self, key: str | None) -> Parameter | None:
        """The parameter of a key; None where there is none."""
        return next((entry for entry in self.entries if entry.key == key), None)

    @property
    def absent(self) -> list[Field]:
        """The fields that are nowhere yet and can be typed."""
        return [
            e.field
            for e in self.entries
            if e.editable
            and not e.given
            and not isinstance(e.field.kind, Object)
            and (e.new is document.ABSENT or e.field.file == bench_fields.FILE)
        ]

    @property
    def world(self) -> tuple[int, int]:
        """NPUs of one node and how many nodes; 0 where it is not known."""
        ids = engine_of(self.value).start.npu_ids(self.app.deployment, self.app.run_state.facts)
        return len(ids or ()), len(self.app.deployment.serving)

    def in_file(self, entry: Parameter) -> object:
        """The value of an entry in the profile's file; ABSENT where it has none, or where nothing was changed since."""
        saved = self.app.saved
        if not self.app.edited and self.preview is None:
            return document.ABSENT
        if entry.field.file == bench_fields.FILE:
            named = bench_fields.given(saved.bench, entry.field.pointer)
            return bench_fields.value_of(saved.bench, entry.field.pointer) if named else document.ABSENT
        return self.form.given_value(saved, entry.field)

    def about(self, entry: Parameter | None) -> tuple[Finding, ...]:
        """The findings that name this entry, first or beside."""
        if entry is None:
            return ()
        at = (entry.field.file, entry.field.pointer)
        inside = plugin_params.is_inside(entry.field.pointer)
        names = {at, ("config.json", plugin_params.AT)} if inside else {at}
        named = [f for f in self.findings if any((p.file, p.pointer) in names for p in f.places)]
        return (*entry.findings, *(f for f in named if f not in entry.findings))

    def said_of(self, entry: Parameter, edit: Edit) -> str:
        """The first error about an entry if it had this value, in the language of the screens; "" without one."""
        findings = self._workbench_of(self.edited(entry, edit)).findings
        at = (entry.field.file, entry.field.pointer)
        bad = (f for f in findings if f.severity == "error" and any((p.file, p.pointer) == at for p in f.places))
        return next((localized_text(f) for f in bad), "")

    def fix(self, entry: Parameter | None) -> Fix | None:
        """The first fix of an entry, else of the first finding that offers one."""
        about = self.about(entry)
        serious = [f for f in (*about, *self.findings) if f.severity != "note"]
        return next((f.fixes[0] for f in (*serious, *about) if f.fixes), None)

    def edited(self, entry: Parameter, edit: Edit) -> Deployment:
        """The deployment with one value of an entry."""
        return self.form.with_value(self.app.deployment, self.artefacts, entry.field.file, edit)
