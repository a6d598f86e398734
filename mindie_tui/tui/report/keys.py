"""What is done with a run or a profile of the report: read, compare, keep, repeat, delete."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual import work

from mindie_tui.model.documents.document import compact
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.message import Message
from mindie_tui.model.report import report as reports
from mindie_tui.model.report.localized import localized
from mindie_tui.model.text import one_line
from mindie_tui.store import disk, paths
from mindie_tui.store.profiles import base_config, load as profiles, of_demo
from mindie_tui.store.profiles.save import save
from mindie_tui.store.runs import baselines
from mindie_tui.store.runs.run import Run
from mindie_tui.tui.app_actions import RUNS
from mindie_tui.tui.bench.baseline import mark
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.common.text_pane import Line
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.dialogs.diff import lines_of
from mindie_tui.tui.dialogs.output import Output
from mindie_tui.tui.dialogs.pages import Page, Pages
from mindie_tui.tui.report.lines import points_of
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t


class Keeping(StepScreen):
    """The keys of the report's screen; what is under the cursor is the screen's own to say."""

    entries: list[profiles.ProfileEntry]
    _seen: object

    @abstractmethod
    def under(self) -> tuple[str, str]:
        """("run" or "profile", its id or name) under the cursor."""

    @abstractmethod
    def report(self) -> Mapping[str, Any] | None:
        """report.json of the run under the cursor."""

    def _entry(self, name: str) -> profiles.ProfileEntry | None:
        return next((entry for entry in self.entries if entry.name == name), None)

    @property
    def _named(self) -> str | None:
        """What the profile compares with."""
        return self.app.deployment.baseline.report if self.app.deployment.baseline else None

    def why_not(self, action: str) -> str | None:
        kind, name = self.under()
        entry = self._entry(name) if kind == "profile" else None
        match action:
            case "mark" | "export" if kind != "run" or self.report() is None:
                return t("nothing was measured in this run") if kind == "run" else t("a run is marked and exported")
            case "diff" if kind != "run" or self.report() is None or self._named is None:
                return t("diff: no baseline is named; m marks a run as one")
            case "point" if len(points_of(self.report() or {})) < 2:
                return t("next point: this run has one at most")
            case "open" | "copy" | "replay" | "delete" if not name:
                return t("no run yet")
            case "replay" if entry is not None and entry.problem:
                return t("replay: this profile cannot be read")
            case "delete" if kind == "profile" and (entry is None or entry.origin != "yours"):
                return t("delete: only profiles of yours are deleted here")
            case "delete" if name == self.app.run_state.run:
                return t("delete: this run is open")
        return None

    def action_open(self) -> None:
        kind, name = self.under()
        entry = self._entry(name) if kind == "profile" else None
        if entry is not None:
            self.app.push_screen(Output(name, [(str(entry.path), _read(entry.path))]))
        elif kind == "run":
            report = self.report()
            words = localized(reports.markdown(report)) if report else t("nothing was measured in this run")
            self.app.push_screen(Output(f"{t('run')} {name}", [("report.md", words)]))

    def action_diff(self) -> None:
        """The configuration of the run against the baseline's: what differs by name, then the documents."""
        report, named = self.report(), self._named
        if report is None or named is None:
            return
        try:
            other, label = baselines.find(named, root=self.app.session.options.runs, besides=str(report.get("run")))
        except MindieTuiError as error:
            self.app.tell(error)
            return
        mine, theirs = report.get("configuration"), other.get("configuration")
        both = isinstance(mine, Mapping) and isinstance(theirs, Mapping)
        changes = reports.changes(mine, theirs) if both else report.get("configuration_changes") or []
        lines: list[Line] = []
        for change in changes:
            lines += [
                (f"{change['field']}   {change['file']}", "bold $foreground"),
                ("- " + _said(change["baseline"]), "$error"),
                ("+ " + _said(change["this"]), "$success"),
            ]
        pages = [Page(t("what differs"), lines or [(t("no difference"), "$muted")])]
        if both:
            for title, key in ((reports.document_of(mine or {}), "config"), (t("environment"), "environment")):
                old, new = (compact((held or {}).get(key)) for held in (theirs, mine))
                pages.append(Page(title, lines_of(old, new)))
        facts = [
            say(
                ("- ", "bold $error"),
                (one_line(label), "$foreground"),
                ("   + ", "bold $success"),
                (self.under()[1], "$foreground"),
            )
        ]
        self.app.push_screen(Pages(t("This run against the baseline"), facts, pages))

    @work(group="baseline", exit_on_error=False)
    async def action_mark(self) -> None:
        _, name = self.under()
        if await mark(self.app, Run.find(name, self.app.session.options.runs)) and name == self.app.run_state.run:
            self._changed()

    @work(group="export", exit_on_error=False)
    async def action_export(self) -> None:
        """The report as Markdown, or, by the path's ending, as JSON."""
        _, name = self.under()
        report = self.report()
        if report is None:
            return
        asked = await self.app.push_screen_wait(
            Ask(
                t("Export the report"),
                [say((t("Markdown, or JSON where the path ends in .json"), "$muted"))],
                value=str(Path.cwd() / f"{name}.md"),
                wrong=lambda text: None if text else t("a path is needed"),
            )
        )
        if not asked:
            return
        path = paths.expand_or_keep(asked)
        as_json = path.suffix == ".json"
        text = json.dumps(report, indent=2, ensure_ascii=False) + "\n" if as_json else reports.markdown(report)
        try:
            disk.write_atomic(path, text.encode(), mode=0o644)
        except MindieTuiError as error:
            self.app.tell(error)
        else:
            self.app.notify(f"{t('exported')} {path}", markup=False)

    @work(group="save", exit_on_error=False)
    async def action_keep(self) -> None:
        """The deployment as a profile under another name."""
        folder = paths.own_profiles()

        def wrong(given: str) -> str | None:
            good = given and given[0] not in ".-" and not set(given) & set("/\\\0")
            return None if good else t("a name without / and without a dot in front")

        name = await self.app.push_screen_wait(
            Ask(
                t("Save as a profile of yours"),
                [say((t("in") + " ", "$muted"), str(folder))],
                value=self.app.deployment.name,
                wrong=wrong,
            )
        )
        if not name:
            return
        path = folder / f"{name.removesuffix('.yaml')}.yaml"
        try:
            named = self.app.deployment.model_copy(update={"name": path.stem})
            self.app.loaded = save(named, path, loaded=self.app.loaded)
        except MindieTuiError as error:
            self.app.tell(error)
            return
        self.app.saved = named
        self.app.edit(named)
        self._seen = None
        self._changed()
        self.app.notify(f"{t('saved')} {path}", markup=False)

    @work(group="replay", exit_on_error=False)
    async def action_replay(self) -> None:
        """Take the settings of a run, or a profile, into the wizard; the checks run before anything starts."""
        kind, name = self.under()
        try:
            if kind == "profile":
                loaded = profiles.load(str(entry.path)) if (entry := self._entry(name)) is not None else None
                deployment, base = (loaded.deployment, loaded.base_text) if loaded is not None else (None, None)
            else:
                loaded, deployment = None, Run.find(name, self.app.session.options.runs).deployment()
                base = base_config.read(Path(deployment.config)) if deployment.config else None
        except MindieTuiError as error:
            self.app.tell(error)
            return
        if deployment is None:
            return
        facts = [t("The settings, nodes and bench of the wizard become those of this profile; u undoes it.")]
        if self.app.edited:
            facts.append(t("What was edited and not saved is kept by u alone."))
        if self.app.run_state.service in RUNS:
            facts.append(t("The running service continues until you stop it with x on step 4."))
        nodes = ", ".join(node.name for node in deployment.serving) or t("no node")
        question = t("Load profile {name} and run preflight?", name=name)
        choices = [AnswerKey("n", "not now", "no"), AnswerKey("r", "replay", "yes")]
        title = [say((t("nodes") + "  ", "$muted"), one_line(nodes))]
        if await self.app.push_screen_wait(Confirm(question, [*title, *facts], choices)) != "yes":
            return
        if not deployment.nodes:
            deployment = deployment.model_copy(update={"nodes": self.app.deployment.nodes})
        self.app.take(deployment, loaded, base)
        self.app.action_step("nodes" if not deployment.nodes else "preflight")

    @work(group="delete", exit_on_error=False)
    async def action_delete(self) -> None:
        """A run's folder or a profile of yours, after its name was typed."""
        kind, name = self.under()
        entry = self._entry(name) if kind == "profile" else None
        try:
            path = entry.path if entry is not None else Run.find(name, self.app.session.options.runs).folder
        except MindieTuiError as error:
            self.app.tell(error)
            return
        typed = await self.app.push_screen_wait(
            Ask(
                t("Delete {path}?", path=paths.shorten(path)),
                [t("It is gone for good. Type its name to say yes:"), say((name, "bold $strong"))],
                wrong=lambda text: None if text == name else t("this is not its name"),
            )
        )
        if typed != name:
            return
        try:
            if entry is not None:
                with disk.as_store_error(path):
                    path.unlink()
                of_demo.removed(path)
            else:
                Run.find(name, self.app.session.options.runs).delete()
        except MindieTuiError as error:
            self.app.tell(error)
        self._seen = None
        self._changed()


def _said(value: Any) -> str:
    return "-" if value is None else value if isinstance(value, str) else compact(value)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return Message("cannot be read: {strerror}", strerror=error.strerror)
