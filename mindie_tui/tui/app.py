"""The wizard: six screens over one Session, one Deployment and one RunState."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from textual import work
from textual.binding import Binding
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.theme import Theme
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from mindie_tui.model import language
from mindie_tui.model.errors import LaunchFailed, MindieTuiError
from mindie_tui.model.events.codec import STEPS
from mindie_tui.model.message import Message, in_language
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.terminal import Depth
from mindie_tui.model.text import one_line
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui import loading, themes
from mindie_tui.tui.common.scrollbar import BrailleBar
from mindie_tui.tui.common.step_screen import StepScreen
from mindie_tui.tui.dialogs.confirm import Told
from mindie_tui.tui.dialogs.keys import KeyHelp, Keys
from mindie_tui.tui.dialogs.palette import Palette
from mindie_tui.tui.edited_profile import Values
from mindie_tui.tui.palette import actions_of, keys_of, screen_name
from mindie_tui.tui.stylesheet import KeptStylesheet
from mindie_tui.tui.terminal import plain
from mindie_tui.tui.terminal.terminal import TerminalDriver
from mindie_tui.tui.text import translate

if TYPE_CHECKING:
    from textual.driver import Driver

    from mindie_tui.remote.session.session import Session, Steps
    from mindie_tui.store.shown.screen_settings import SettingsFile

ScrollBar.renderer = BrailleBar
Input.cursor_blink._default = False  # what blinks is sent twice a second


def screen_of(step: str) -> Callable[[], Screen[None]]:
    """The screen of a step, imported at its first visit: the first frame does not wait for all six."""

    def make() -> Screen[None]:
        screen: Screen[None] = getattr(import_module(f"mindie_tui.tui.{step}.screen"), f"{step.title()}Screen")()
        return screen

    return make


class MindieApp(Values):
    """Holds what the steps share: two frozen values; `edit` replaces the one, `follow` the other, nothing else does."""

    CSS_PATH = "app.tcss"
    MODES = {mode: screen_of(mode) for mode in (*STEPS, "runs", "home")}
    DEFAULT_MODE = "nodes"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    BINDINGS = [
        *(Binding(str(at), f"step('{step}')", step, show=False) for at, step in enumerate(STEPS, 1)),
        Binding("9", "step('home')", "start page", show=False),
        Binding("0", "step('runs')", "runs", show=False),
        Binding("left_square_bracket", "turn(-1)", "back"),
        Binding("right_square_bracket", "turn(1)", "next"),
        Binding("question_mark", "help", "help"),
        Binding("f1", "help", "help"),
        Binding("ctrl+s", "save", "save", show=False),
        Binding("u", "undo", "undo", show=False),
        Binding("U", "redo", "redo", show=False),
        Binding("at", "sent", "commands", show=False),
        Binding("minus", "last", "last view", show=False),
        Binding("ctrl+l", "redraw", "redraw", show=False),
        Binding("M", "mouse", "mouse", show=False),
        Binding("Z", "language", "language", show=False),
        Binding("q", "quit", "quit", show=False),
    ]

    def __init__(
        self,
        session: Session,
        loaded: profiles.Profile | None = None,
        *,
        theme_name: str | None = None,
        depth: Depth = "true",
        settings: SettingsFile | None = None,
        mouse: bool = True,
    ) -> None:
        super().__init__(session, loaded)
        self.settings, self._mouse_at_first = settings, mouse
        self._filters = plain.filters(
            self._filters,
            no_colour=self.no_color,
            sixteen=self.console.color_system == "standard",
            encoding=(sys.__stdout__ and sys.__stdout__.encoding) or "utf-8",
        )
        self._before = "nodes"
        self._begun = False
        self._looks: tuple[object, ...] = ()
        self.our_themes, self._broken_themes = themes.all_themes(depth)
        for theme in self.our_themes.values():
            self.register_theme(theme)
        self.theme = theme_name if theme_name in self.available_themes else "dark"
        self.stylesheet = KeptStylesheet(variables=self.get_css_variables())
        if theme_name and theme_name != self.theme:
            known = ", ".join(sorted(self.our_themes))
            self._broken_themes.append(
                Message("there is no theme {theme_name}; there are {known}", theme_name=theme_name, known=known)
            )

    def get_driver_class(self) -> type[Driver]:
        return TerminalDriver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.variables(themes.complete({}))

    def on_load(self) -> None:
        asyncio.get_running_loop().set_task_factory(None)  # with Textual's eager tasks asyncssh's handshake never ends

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for it at the first visit of each step too; what has its styles is not styled again."""
        looks = (self.get_css_variables(), self.classes, self.ansi_theme)
        if looks == self._looks:
            self.screen._css_update_count = self._css_update_count
            return
        self._looks = looks
        super().refresh_css(animate)

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._draw_rules)
        self._draw_rules(self.current_theme)
        for sentence in self._broken_themes:
            self.notify(sentence, severity="warning", markup=False)
        self._retitle()
        if not self._mouse_at_first:
            self.give_mouse(ours=False)
        if self.current_mode != "home":
            self.call_after_refresh(self._offer_drafts)
        elif self.deployment.nodes:
            self.call_after_refresh(self._probe)
        self.run_worker(self._warm(), group="imports", exit_on_error=False)

    def _probe(self) -> None:
        """Whichever step comes first, what it needs of the nodes is there."""
        self.run_worker(self.follow(self.session.probe()), group="probe", exit_on_error=False)

    def _offer_drafts(self) -> None:
        self.run_worker(self.unsaved.offer(), group="draft", exit_on_error=False)

    async def _warm(self) -> None:
        """After the first frame the rules and the other steps are loaded beside the loop, so that a key never waits."""
        try:
            await asyncio.sleep(0.1)
            await asyncio.to_thread(loading.load_rules, self.deployment.engine)
            self._first_frame = False
            for stepper in self.screen.query("Stepper"):
                stepper.refresh()
            await asyncio.to_thread(loading.load_steps)
        finally:
            if not gc.isenabled():  # __main__ turned it off
                gc.freeze()  # what was imported stays: no later collection looks at it, and none is long
                gc.enable()

    def _draw_rules(self, theme: Theme) -> None:
        """Where page and bars have one ground, rules part them."""
        self.set_class(theme.background == theme.surface, "-rules")

    # -- the steps

    @property
    def moment_words(self) -> str:
        """Nothing is played here; OpenedRun does."""
        return ""

    @property
    def shown_until(self) -> datetime | None:
        """All is shown here; OpenedRun shows a run as it was at a moment."""
        return None

    async def follow(self, steps: Steps) -> bool:
        """Run a step of the session; call it in a worker. True where it finished; an error is shown."""
        try:
            return await self.followed(steps)
        except MindieTuiError as error:
            self.tell(error)
            return False

    async def followed(self, steps: Steps) -> bool:
        """`follow`, but errors are the caller's; the step Launch itself shows a failed launch."""
        try:
            async for _, self.run_state in steps:
                pass
        except LaunchFailed as error:
            if self.run_state.failed is None:
                raise
            if self.current_mode != "launch":
                self.notify(
                    one_line(in_language(error.what)), title="4 Launch", severity="error", markup=False, timeout=20
                )
            return False
        return True

    def tell(self, error: MindieTuiError) -> None:
        """An error as a dialog: what, where, what to do."""
        more = [one_line(m) for m in error.standing] if isinstance(error, LaunchFailed) else []
        self.push_screen(
            Told(one_line(in_language(error.what)), one_line(error.where), one_line(in_language(error.do)), more=more)
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that ends with anything but our own errors: report it, and keep the screen running."""
        error = event.worker.error
        if event.state == WorkerState.ERROR and error is not None:
            self.log.error(error)
            fault = Message("a fault of mindie-tui itself: {kind}: {error}", kind=type(error).__name__, error=error)
            said = in_language(str(error)) if isinstance(error, MindieTuiError) else fault
            self.notify(one_line(said), title=event.worker.group, severity="error", markup=False, timeout=20)

    def watch_run_state(self, before: RunState, now: RunState) -> None:
        self._retitle()
        if before.service == "starting" and now.service in ("ready", "failed", "died"):
            self.ring(f"{self.deployment.name}: {translate.t(now.service)}")

    def _retitle(self) -> None:
        """The terminal's title: the profile and what moves."""
        state = self.run_state
        nodes = [node for node in state.nodes.values() if node.phase and node.percent is not None]
        moving = [f"{node.phase} {node.percent} %" for node in nodes]
        what = moving[0] if moving and state.service == "starting" else state.service if state.service != "none" else ""
        title = " ".join(filter(None, ("mindie-tui", self.deployment.name, what)))
        if title != self.title:
            self.title = title
            if self._driver is not None and not self.is_headless:
                self._driver.write(f"\x1b]2;{one_line(title)}\x07")

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "turn" and self.current_mode not in STEPS:
            return False
        if action == "turn":
            return 0 <= STEPS.index(self.current_mode) + int(str(parameters[0])) < len(STEPS)
        return True

    def action_step(self, step: str) -> None:
        """To a step; `-` comes back."""
        if step == self.current_mode:
            return
        leaves_home = self.current_mode == "home" and step in STEPS and not self._begun
        self._before = self.current_mode
        self.switch_mode(step)
        if leaves_home:
            self._begun = True
            self.call_after_refresh(self._offer_drafts)

    def action_turn(self, by: int) -> None:
        self.action_step(STEPS[STEPS.index(self.current_mode) + by])

    def action_language(self) -> None:
        """English or Chinese, at once; a step that is not shown follows when it comes back."""
        language.use("en" if language.in_force() == "zh" else "zh")
        self.keep_setting(language=language.in_force(), locale=language.language_of(os.environ))
        self._retitle()
        for screen in self.screen_stack:
            if isinstance(screen, StepScreen):
                screen.draw_again()
        self.action_redraw()

    def action_last(self) -> None:
        self.action_step(self._before)

    @work(group="help", exit_on_error=False)
    async def action_help(self) -> None:
        """What the row under the cursor means, and every key of what is shown; enter does what its row says."""
        screen = self.screen
        title = screen_name(getattr(screen, "STEP", ""))
        room = min(Keys.columns, self.size.width) - 7
        about = screen.about_row(room, max(self.size.height - 16, 4)) if hasattr(screen, "about_row") else []
        await self._do(await self.push_screen_wait(Keys(title, keys_of(screen), about)))

    async def _do(self, picked: KeyHelp | None) -> None:
        if picked is not None and picked.act is not None:
            action, node = picked.act
            await self.run_action(action, node)

    @work(group="help", exit_on_error=False)
    async def action_command_palette(self) -> None:  # type: ignore[override]  # a worker, whose end nobody awaits
        """Every action by its name; pressed again, out of it."""
        if isinstance(self.screen, Palette):
            self.screen.dismiss(None)
        else:
            await self._do(await self.push_screen_wait(Palette(actions_of(self.screen, self.our_themes))))

    def action_theme(self, name: str) -> None:
        """Draw in another theme."""
        self.theme = name
        self.keep_setting(theme=name)
