"""What the App does with the operator's own things: save the profile, copy, quit."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual import work
from textual._compositor import CompositorUpdate
from textual.app import SuspendNotSupported
from textual.content import Content

from mindie_tui.model import language
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.mindie.artefacts.changes import Change
from mindie_tui.model.text import one_line
from mindie_tui.remote.session.watch import READ_ONLY
from mindie_tui.store import clipboard, crash_report, paths
from mindie_tui.store.profiles.save import save
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.command_log import CommandLog
from mindie_tui.tui.dialogs.confirm import AnswerKey, Confirm
from mindie_tui.tui.terminal.terminal import TerminalDriver
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t
from mindie_tui.tui.unsaved import Unsaved, count_words, lines

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

    from mindie_tui.store.shown.screen_settings import SettingsFile

CATCH_UP_S = 0.1
RUNS = {"writing", "starting", "ready", "attached", "stopping"}


class OwnThings(Wizard):
    """A part of MindieApp."""

    unsaved: Unsaved
    mouse_is_ours = True
    settings: SettingsFile | None = None
    """Where what is changed of the wizard's looks is kept."""
    _catching_up = False

    def _fatal_error(self) -> None:
        """A fault of ours: a sentence on the terminal, the traceback in a file; Textual would print all values."""
        error = sys.exc_info()[1]
        said = (
            Message("{crash_report}; the services go on", crash_report=crash_report.keep_traceback(error))
            if error is not None
            else "a fault of mindie-tui itself"
        )
        self._exit_renderables.append(Text(said))
        self._close_messages_no_wait()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Textual's way to the terminal; what the terminal shows already is not written again."""
        driver = self._driver
        if not isinstance(driver, TerminalDriver) or not isinstance(renderable, CompositorUpdate):
            return super()._display(screen, renderable)
        if self._batch_count or not self._running or self._closed:
            return
        if driver.behind:  # a slow line gets the newest state when it has caught up, and nothing between
            if not self._catching_up:
                self._catching_up = True
                self.set_timer(CATCH_UP_S, self._catch_up)
        else:
            try:
                cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
                driver.paint(renderable, self.console, cursor, at_once=self._sync_available)
            except Exception as error:
                self._handle_exception(error)
        self.post_display_hook()

    def _catch_up(self) -> None:
        self._catching_up = False
        self.screen.refresh()

    def on_resize(self) -> None:
        """A terminal that changes its size may show anything, also where it has its old size again."""
        self.action_redraw()

    def action_redraw(self) -> None:
        """Everything again, where something else wrote over the terminal."""
        if isinstance(self._driver, TerminalDriver):
            self._driver.painter.forget()
        self.refresh(repaint=True, layout=True)

    def ring(self, said: str) -> None:
        """The terminal's bell and, where it knows them, a notification (OSC 9): a long wait is over."""
        self.bell()
        if self._driver is not None and not self.is_headless:
            self._driver.write(f"\x1b]9;mindie-tui {one_line(said)}\x07")

    def keep_setting(self, **changes: str | bool) -> None:
        """For the next start; what cannot be saved is reported, and applies until this one ends."""
        try:
            if self.settings is not None:
                self.settings.keep(**changes)
        except MindieTuiError as error:
            self.notify(one_line(in_language(str(error))), severity="warning", markup=False)

    def action_slow_link(self) -> None:
        """No animation at once; the number of frames is chosen when the wizard starts."""
        slow = self.animation_level != "none"
        self.animation_level = "none" if slow else "full"
        self.keep_setting(slow=slow)
        on, off = (
            t("slow link on: fewer frames from the next start"),
            t("slow link off: all frames from the next start"),
        )
        self.notify(on if slow else off, markup=False)

    def give_mouse(self, *, ours: bool) -> None:
        """The mouse to this program, or to the terminal."""
        switch = getattr(self._driver, "_enable_mouse_support" if ours else "_disable_mouse_support", None)
        if switch is not None:
            switch()
        self.mouse_is_ours = ours

    def action_mouse(self) -> None:
        """The mouse goes to the terminal, which then selects text, and comes back."""
        self.give_mouse(ours=not self.mouse_is_ours)
        self.keep_setting(mouse=self.mouse_is_ours)
        said = t("mouse on") if self.mouse_is_ours else t("mouse off: select text freely   M mouse on")
        self.notify(said, markup=False)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def open_run(self, run: str) -> None:
        """A past run in a second wizard, read only; this one keeps running below it and follows its nodes."""
        await self._lend("open", run)

    @work(group="open", exclusive=True, exit_on_error=False)
    async def follow_run(self, run: str) -> None:
        """The service that a run left, followed in a wizard of its own."""
        await self._lend("attach", run)

    async def _lend(self, command: str, run: str) -> None:
        """The terminal to another wizard, until that is left."""
        words = ["-m", "mindie_tui", "--theme", self.theme, "--lang", language.in_force(), command, run]
        try:
            with self.suspend():
                process = await asyncio.create_subprocess_exec(sys.executable, *words)
                await process.wait()
        except SuspendNotSupported:
            says = "mindie-tui {command} {run} shows it in another terminal"
            self.notify(t(says, command=command, run=run), markup=False)
        self.action_redraw()

    def action_sent(self) -> None:
        """What was run on the nodes, for a doubter."""
        self.push_screen(CommandLog(self.session.commands))

    async def secret(self, kind: str, node: str, prompt: str) -> str | None:
        """What the session asks when a login needs a password, a passphrase or an answer."""
        from mindie_tui.tui.dialogs import password

        return await password.secret(self, kind, node, prompt)

    def _replace(self, deployment: Deployment) -> None:
        raise NotImplementedError

    def copy(self, text: str, what: str) -> None:
        """To the terminal's clipboard (OSC 52) and to a file, for terminals that swallow it."""
        self.copy_to_clipboard(text)
        try:
            where = t("also saved in {path}", path=paths.shorten(clipboard.keep(text)))
        except MindieTuiError as error:
            where = str(error)
        self.notify(t("copied {what}; {where}", what=what, where=where), markup=False)

    @work(group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """The deployment to its own file, or to a new one of the operator's where it came from the shipped ones."""
        await self._save()

    @property
    def readonly(self) -> bool:
        """The wizard only watches: nothing that it does changes a node, a profile or a run."""
        return self.session.readonly

    def say_readonly(self) -> None:
        """Why nothing was changed."""
        self.notify(t(READ_ONLY), markup=False, timeout=4)

    async def _save(self) -> bool:
        """Whether it was saved; an error is shown."""
        if self.readonly:
            self.say_readonly()
            return False
        loaded = self.loaded
        own = loaded is not None and paths.shipped("profiles") not in loaded.path.parents
        if self.session.options.simulated:  # the fleet's own profile goes with the fleet
            own = loaded is not None and loaded.path.parent == paths.own_profiles()
        path = loaded.path if loaded is not None and own else await self._asked_path()
        if path is None:
            return False
        try:
            named = self.deployment.model_copy(update={"name": path.stem})
            self.loaded = save(named, path, loaded=loaded)
        except MindieTuiError as error:
            self.tell(error)
            return False
        self.saved = named
        self._replace(named)
        self.screen.refresh(recompose=False)
        self.notify(f"{t('saved')} {path}", markup=False)
        return True

    async def _asked_path(self) -> Path | None:
        folder = paths.own_profiles()

        def wrong(text: str) -> str | None:
            good = text and not set(text) & set("/\\\0") and text[0] not in ".-"
            return None if good else t("a name without / and without a dot in front")

        facts = [say((t("in") + " ", "$muted"), str(folder))]
        name = await self.push_screen_wait(
            Ask(t("Save as a profile of yours"), facts, value=self.deployment.name, wrong=wrong)
        )
        return folder / f"{name.removesuffix('.yaml')}.yaml" if name else None

    @work(group="quit", exclusive=True, exit_on_error=False)
    async def action_quit(self) -> None:  # type: ignore[override]  # a worker: it asks, and an action must not wait
        """Out; asked where something runs, and where edits are not saved."""
        running = self._service_runs() and not self.readonly
        typed = getattr(self.screen, "typed", lambda: None)()
        made = self.unsaved.edits(typed)
        if not running and not made:
            self.exit(0)
            return
        self.unsaved.note(typed)
        answer = await self.push_screen_wait(quit_question(self, running, made))
        if answer == "save" and typed is not None:
            self._replace(typed)
        if answer == "quit" or (answer == "save" and await self._save()):
            self.exit(0)

    def _service_runs(self) -> bool:
        return self.run_state.service in RUNS or any(p.state == "running" for p in self.run_state.points.values())


def quit_question(app: OwnThings, running: bool, made: Sequence[Change]) -> Confirm:
    """What is lost or keeps running without the wizard, and the possible answers; staying is the harmless one."""
    facts: list[Content | str] = []
    leave = AnswerKey("y", "quit", "quit")
    if running and app.session.options.simulated:
        facts.append(t("The demo's nodes live in this process: the service ends with it."))
        leave = AnswerKey("y", "quit, the demo ends", "quit")
    elif running:
        run = app.session.run
        facts += [
            t("The service keeps running without this screen. To follow it again:"),
            f"mindie-tui attach {run.id}" if run is not None else "mindie-tui status",
        ]
        leave = AnswerKey("l", "leave it running", "quit")
    choices = (
        [AnswerKey("n", "stay", "stay"), leave] if made or leave.key == "y" else [leave, AnswerKey("n", "stay", "stay")]
    )
    if made:
        facts += ["", say((t("not saved in {name}:", name=app.deployment.name), "$muted")), *lines(made)]
        facts.append(say((t("A draft is kept; the next start offers it."), "$muted")))
        choices.append(AnswerKey("s", "save and quit", "save"))
    title = (
        t("A service is running. Quit anyway?")
        if running
        else t("Quit with {edits} not saved?", edits=count_words(len(made)))
    )
    return Confirm(title, facts if running else facts[1:], choices, weight="warning")
