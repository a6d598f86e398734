"""A past run in the six steps: read only, at its end, and played again from any moment."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from textual.binding import Binding
from textual.timer import Timer

from mindie_tui.model.errors import MindieTuiError
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.runs.timeline import Timeline
from mindie_tui.remote.session.watch import WatchSession
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.text.cells import duration
from mindie_tui.tui.text.translate import t

SPEEDS = (1, 2, 5, 10, 30, 60)
TICK_S = 0.25
STEP_S = 10.0
"""What one key goes back or on."""


class OpenedRun(MindieApp):
    """The wizard at the last step of a run. A moment of it is the fold of the events up to there."""

    BINDINGS = [
        Binding("f5", "play", "play"),
        Binding("f6", "speed(-1)", "slower", show=False),
        Binding("f7", "speed(1)", "faster", show=False),
        Binding("less_than_sign", "seek(-1)", "10 s back", show=False),
        Binding("greater_than_sign", "seek(1)", "10 s on", show=False),
        Binding("f8", "jump('phase')", "next phase", show=False),
        Binding("f9", "jump('error')", "first error", show=False),
        Binding("f4", "jump('bench')", "the bench", show=False),
        Binding("f3", "jump('start')", "the start", show=False),
        Binding("f2", "jump('end')", "the end", show=False),
    ]

    def __init__(self, session: WatchSession, **looks: Any) -> None:
        self.DEFAULT_MODE = session.state.step  # type: ignore[misc]  # Textual asks the app, not its class
        super().__init__(session, **looks)
        self.line: Timeline | None = None
        """None until it is read."""
        self._second = 0.0
        self._shown_at = 0
        self._speed = 3
        self._timer: Timer | None = None
        self.playing = False
        """Advance the replay by the time that passed."""

    def on_ready(self) -> None:
        self._timer = self.set_interval(TICK_S, self._tick, pause=True)
        self.run_worker(self._read(), group="timeline", exit_on_error=False)

    async def _read(self) -> None:
        """The events, beside the loop: hours of them take a while."""
        run = self.session.run
        if run is None:
            return
        begin = RunState(profile=self.session.deployment.name, simulated=self.session.options.simulated)
        try:
            self.line = await asyncio.to_thread(lambda: Timeline(run.recorded(), begin))
        except MindieTuiError as error:
            self.tell(error)
            return
        self._shown_at, self._second = self.line.length, self.line.seconds

    # -- what is shown of it

    @property
    def moment_words(self) -> str:
        """The moment that is shown: "09:22:11  +2 m 10 s  10x"; "" at the end of a run that is not played."""
        line = self.line
        if line is None or (self._shown_at >= line.length and not self.playing):
            return ""
        how = f"{SPEEDS[self._speed]}x" if self.playing else t("paused")
        return f"{line.clock_of(self._shown_at)}  +{duration(self._second)}  {how}"

    @property
    def shown_until(self) -> datetime | None:
        """The moment that is shown, as a time; None at the end of the run, where all is shown."""
        line = self.line
        if line is None or (self._shown_at >= line.length and not self.playing):
            return None
        return line.time_of(self._second)

    def _show(self, moment: int, second: float | None = None) -> None:
        if self.line is None:
            return
        self._shown_at = max(1, min(moment, self.line.length))
        self._second = self.line.second_of(self._shown_at) if second is None else second
        self.session.state = self.line.state_at(self._shown_at)
        self.run_state = self.session.state

    def _tick(self) -> None:
        if self.line is None or self._timer is None:
            return
        second = self._second + TICK_S * SPEEDS[self._speed]
        moment = self.line.moment_at(second)
        if moment >= self.line.length:
            self._run(False)
        self._show(moment, min(second, self.line.seconds))

    # -- keys

    def action_play(self) -> None:
        """Play on, or pause; at the end, from the start."""
        if self.line is None or self._timer is None:
            return
        if not self.playing and self._shown_at >= self.line.length:
            self._show(1)
        self._run(not self.playing)
        self._show(self._shown_at, self._second)

    def _run(self, on: bool) -> None:
        self.playing = on
        if self._timer is not None:
            (self._timer.resume if on else self._timer.pause)()

    def action_speed(self, by: int) -> None:
        """Slower or faster: 1x to 60x."""
        self._speed = max(0, min(self._speed + by, len(SPEEDS) - 1))
        self.notify(f"{SPEEDS[self._speed]}x", markup=False, timeout=2)

    def action_seek(self, by: int) -> None:
        """Some seconds back or on."""
        if self.line is not None:
            second = max(0.0, min(self._second + by * STEP_S, self.line.seconds))
            self._show(self.line.moment_at(second), second)

    def action_jump(self, to: str) -> None:
        """To the next phase, the first error, the bench, the start, the end."""
        line = self.line
        if line is None:
            return
        found = _moment_of(line, to, self._shown_at)
        if found is None:
            missing = t("this run has no error") if to == "error" else t("nothing was measured in this run")
            self.notify(missing, markup=False, timeout=4)
        else:
            self._show(found)


def _moment_of(line: Timeline, to: str, now: int) -> int | None:
    match to:
        case "phase":
            return line.next_phase(now)
        case "error":
            return line.first_error()
        case "bench":
            return line.bench_start()
    return 1 if to == "start" else line.length
