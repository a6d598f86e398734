"""StepScreen: what all six steps share, so that each is the same three lines, a body and an inspector."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.session.watch import READ_ONLY
from mindie_tui.tui.common.hints import Hints
from mindie_tui.tui.common.inspector import Inspector
from mindie_tui.tui.common.sentence import Gap, Sentence, TooSmall
from mindie_tui.tui.common.stepper import Stepper
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.text.cells import say
from mindie_tui.tui.text.translate import t

CHROME = 4
"""Rows of stepper, sentence, gap and hints."""


SIDE_FROM = 180
"""Columns from which the inspector is beside the body, as high as it, where a step supports that."""

REST_S = 0.05
"""Events that come within this time are drawn together."""


class StepScreen(Screen[None]):
    """One step. Rows: stepper, sentence, a gap, `body()`, the inspector, hints.

    A subclass gives

    * `STEP`: its name: of a step as in `events.STEPS`;
    * `SHOWS_SAMPLES`: it shows the NPUs' samples, which come every second; else they draw nothing;
    * `body()`: yields its widgets, as `compose` does; the one that is focused first comes first;
    * `sentence(state)`: (left, right), what is true now and what it costs or what to press;
    * `inspected(rows, columns)`: the lines about the row under the cursor, at most `rows`; call
      `self.update_inspector()` when the cursor moves. For more than text override `inspector()`;
    * `HAS_SIDE`: on a terminal of 180 columns the inspector stands at the right of the body, which then has `across`
      cells in place of the whole width;
    * `wanted`: rows that the body would fill; the inspector grows into those that are left (6 to 17);
    * `show(state)`: called after every change of the deployment or of the run's state: hand the new values to the
      body's widgets. The sentence, the inspector, the stepper and the hints are already up to date;
    * `busy`: True while something moves (a spinner, an elapsed time): `tick()` and the lines then run at 4 Hz, only
      while this screen is seen. Nothing busy: nothing is drawn;
    * `why_not(action)`: a sentence why an action cannot be done now, or None. Such a key is no hint, and pressing it
      says the sentence ("stop: nothing runs");
    * `hint_word(action)`: what a hint says now instead of its verb ("dp = 4"), or None; "" leaves it out;
    * `copied()`: (text, what it is) for the key `y`, or None.

    Bindings with `show=True` are hints in their order, one verb each; two keys of one hint share a `key_display` and a
    description. The network is asked by `self.app.follow(session.step())` inside a `@work(group=...,
    exit_on_error=False)`, never in a handler. A step does not look into another step: what it wants from there
    belongs in the Deployment or the RunState.
    """

    STEP: ClassVar[str]
    SHOWS_SAMPLES: ClassVar[bool] = False
    HAS_SIDE: ClassVar[bool] = False
    CHANGES: ClassVar[frozenset[str]] = frozenset()
    """Actions that change a node, a profile or a run."""
    BINDINGS = [Binding("escape", "unfilter", "all rows", show=False)]
    app: Wizard

    def __init__(self) -> None:
        super().__init__()
        self._ticker: Timer | None = None
        self._clock: Timer | None = None
        self._resting = self._again = self._news = False
        """It was drawn a moment ago; and more has come since."""

    def compose(self) -> ComposeResult:
        yield Stepper()
        yield Sentence()
        yield Gap()
        yield Container(Container(*self.body(), id="body"), self.inspector(), id="middle")
        yield Hints()
        yield TooSmall()

    @abstractmethod
    def body(self) -> Iterable[Widget]:
        """The widgets between the gap and the inspector."""

    @abstractmethod
    def sentence(self, state: RunState) -> tuple[Content, Content]:
        """Row 1, left and right."""

    def inspected(self, rows: int, columns: int) -> list[Content]:
        """The inspector's lines."""
        return []

    def inspector(self) -> Widget:
        """The widget below the body."""
        return Inspector()

    def show(self, state: RunState) -> None:
        """Hand what changed to the body."""

    def tick(self) -> None:
        """Four times a second while busy."""

    def why_not(self, action: str) -> str | None:
        return None

    def hint_word(self, action: str) -> str | None:
        return None

    def copied(self) -> tuple[str, str] | None:
        return None

    def about_row(self, room: int, rows: int) -> list[Content]:
        """What the row under the cursor means, for the help: at most `rows` lines of `room` cells."""
        return []

    def beside(self, rows: int, columns: int) -> list[Content]:
        """The lines below the inspector's where it is beside the body: at most `rows` lines."""
        return self.about_row(columns, rows)

    def typed(self) -> Deployment | None:
        """The deployment with what a field holds that was not kept yet; None where no field is open."""
        return None

    @property
    def wanted(self) -> int:
        return 1000

    @property
    def busy(self) -> bool:
        return False

    @property
    def wide(self) -> bool:
        """100 columns or more."""
        return self.size.width >= 100

    @property
    def side(self) -> int:
        """Cells of the inspector beside the body; 0 where it is below."""
        return max(70, self.size.width * 33 // 100) if self.HAS_SIDE and self.broad else 0

    @property
    def across(self) -> int:
        """Cells of the body."""
        return self.size.width - self.side

    @property
    def broad(self) -> bool:
        """180 columns or more."""
        return self.size.width >= SIDE_FROM

    # -- what runs it

    def on_mount(self) -> None:
        if self._ticker is not None:
            return  # Textual calls the on_mount of each class; a step's own may have called this one
        self._ticker = self.set_interval(0.25, self._tick, pause=True)
        self._clock = self.set_interval(20, self.update_sentence, pause=True)
        self.watch(self.app, "deployment", self._changed, init=False)
        self.watch(self.app, "run_state", self._happened, init=False)
        self._changed()

    def on_screen_resume(self) -> None:
        if self._clock is not None:
            self._clock.resume()
        self._changed()

    def on_screen_suspend(self) -> None:
        for timer in (self._clock, self._ticker):
            if timer is not None:
                timer.pause()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width < 80 or event.size.height < 24, "-small")
        self.set_class(self.side > 0, "-side")
        self.call_after_refresh(self._changed)

    def _happened(self, before: RunState | None = None, now: RunState | None = None) -> None:
        """An event came: drawn at once, those that follow it closely together."""
        self._news |= before is None or now is None or not now.only_sampled_since(before)
        if not self._news and not self.SHOWS_SAMPLES:
            return
        if self._resting:
            self._again = True
            return
        self._draw_step(keys=self._news)
        self._news = False
        self._resting = True
        self.set_timer(REST_S, self._rested)

    def _rested(self) -> None:
        self._resting = False
        if self._again:
            self._again = False
            state = self.app.run_state
            self._happened(state, state)

    def draw_again(self) -> None:
        """Every word again, in the language in force."""
        self._changed()
        for widget in self.query("*"):
            widget.refresh(layout=True)

    def _changed(self, *_: object) -> None:
        """Draw what is known now; a step that is not on the screen is drawn when it comes back."""
        self._draw_step(keys=True)

    def _draw_step(self, *, keys: bool) -> None:
        """`keys`: also which keys can act now, the dearest part, and never another after a sample."""
        if not self.is_mounted or self._ticker is None or self not in self.app.screen_stack or not self.query(Sentence):
            return
        state = self.app.run_state
        self.query_one(Stepper).show()
        self.update_sentence()
        self.update_inspector()
        self.show(state)
        self._clear_of_toasts()
        if keys:
            self.refresh_bindings()
        (self._ticker.resume if self.busy and self.is_current else self._ticker.pause)()

    def _tick(self) -> None:
        self.query_one(Stepper).show()
        self.update_sentence()
        self.update_inspector()
        self.tick()

    def update_sentence(self) -> None:
        """Row 1 again; where rows are hidden it says so, and how they come back."""
        left, right = self.sentence(self.app.run_state)
        if (counted := self.hidden()) is not None:
            shown, every = counted
            words = t("only {shown} of {all} rows shown", shown=shown, all=every)
            left = say(("! ", "bold $warning"), (words, "$warning"), ("   esc", "bold $strong"), " " + t("all"))
        self.query_one(Sentence).show(left, right)

    def hidden(self) -> tuple[int, int] | None:
        """Where a filter hides rows: how many are shown, of how many. None without a filter."""
        return None

    def unfilter(self) -> None:
        """Show them all again."""

    def action_unfilter(self) -> None:
        """Out of a filter; without one esc does nothing."""
        if self.hidden() is not None:
            self.unfilter()
            self._changed()

    def update_inspector(self) -> None:
        """The inspector's lines again."""
        for inspector in self.query(Inspector):
            rows = (self.size.height - CHROME if self.side else self.room) - 2
            lines = self.inspected(rows, self.side or self.size.width)
            left = rows - len(lines) - 1
            if self.side and left > 1 and (more := self.beside(left, self.side - 6)):
                lines = [*lines, *([Content("")] if lines else []), *more[:left]]
            inspector.show(lines)

    def _clear_of_toasts(self) -> None:
        """Toasts appear above the inspector, which says what the row under the cursor needs."""
        inspectors = self.query("Inspector, ParameterInspector")
        rows = 0 if self.side else sum(self.room for inspector in inspectors if inspector.display)
        for rack in self.query("ToastRack"):
            rack.styles.margin = (0, 0, rows + 1, 0)

    @property
    def room(self) -> int:
        """Rows that the inspector may take, its empty first and last row among them."""
        least = 6 if self.size.height < 30 else 7
        return max(least, min(17, self.size.height - CHROME - self.wanted))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """None (Textual's "disabled") where there is a reason against it."""
        return None if self.against(action) else True

    def against(self, action: str) -> str | None:
        """Why an action cannot be done now: a watcher changes nothing, else what the step says."""
        if action in self.CHANGES and self.app.readonly:
            return t(READ_ONLY)
        return self.why_not(action)

    def on_key(self, event: events.Key) -> None:
        """A key that cannot act now says why."""
        for node, bindings in self._modal_binding_chain:
            for binding in bindings.key_to_bindings.get(event.key, ()):
                if node is self and (reason := self.against(binding.action.split("(")[0])):
                    self.app.notify(reason, markup=False, timeout=4)
                    event.stop()
                    return

    def action_copy(self) -> None:
        """What is under the cursor, to the clipboard."""
        if found := self.copied():
            self.app.copy(*found)


def nothing(text: str, *keys: tuple[str, str]) -> Content:
    """One sentence in place of the first row, and the keys: "no nodes yet   a add"."""
    parts: list[tuple[str, str] | str] = [("  " + text, "$muted")]
    for key, word in keys:
        parts += [("   " + key, "bold $strong"), (" " + word, "$muted")]
    return say(*parts)
