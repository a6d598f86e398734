"""Row 0: where the operator is, the state of each step, and which profile is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events.codec import STEPS, Step
from mindie_tui.model.finding import Finding, errors
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.common.trouble_words import going_on
from mindie_tui.tui.common.wizard import Wizard
from mindie_tui.tui.terminal import opening
from mindie_tui.tui.text.cells import cut, say, spinner, width
from mindie_tui.tui.text.translate import t

SERVICE = {
    "ready": "✓",
    "attached": "✓",
    "failed": "✗",
    "died": "✗",
    "writing": "work",
    "starting": "work",
    "stopping": "work",
}
COLOURS = {"✓": "$success", "!": "$warning", "✗": "$error"}


def marks(deployment: Deployment, state: RunState, found: Sequence[Finding]) -> dict[Step, str]:
    """A glyph for each step: ✓ done, ! a warning, ✗ an error, "work" something runs, "" not yet."""
    serving = deployment.serving
    nodes = [state.nodes[n.name].state if n.name in state.nodes else "new" for n in serving]
    counts, points = state.check_counts(), [point.state for point in state.points.values()]
    return {
        "nodes": "work"
        if "asking" in nodes
        else "✗"
        if {"refused", "lost"} & set(nodes)
        else "✓"
        if nodes and set(nodes) == {"found"}
        else "",
        "parameters": "✗" if errors(tuple(found)) else "✓" if serving and set(nodes) == {"found"} else "",
        "preflight": "work"
        if state.asked
        else "✗"
        if state.blocking()
        else ""
        if not state.checks
        else "!"
        if counts["warn"]
        else "✓",
        "launch": "!" if state.service in ("ready", "attached") and going_on(state) else SERVICE.get(state.service, ""),
        "bench": "work" if "running" in points else "" if not points else "✗" if points[-1] != "finished" else "✓",
        "report": "" if not state.report else "!" if any(m.verdict == "worse" for m in state.comparison) else "✓",
    }


class Stepper(Widget):
    """The six steps; a click goes there."""

    app: Wizard
    DEFAULT_CSS = "Stepper { height: 1; background: $surface; }"
    _drawn = Content("")

    def show(self) -> None:
        """Draw what is true now; the same again draws nothing."""
        if not self._content().is_same(self._drawn):
            self.refresh()

    def _cells(self) -> Iterator[tuple[Step, Content]]:
        app, wide = self.app, self.size.width >= opening.WIDE
        how = marks(app.deployment, app.run_state, app.findings_in_time)
        here = getattr(self.screen, "STEP", "nodes")
        for at, step in enumerate(STEPS, 1):
            name, glyph = t(step.capitalize()), how[step]
            glyph, colour = (spinner(), "$accent") if glyph == "work" else (glyph, COLOURS.get(glyph, ""))
            if step == here:
                yield step, say((f" ▸ {at} {name} ", "bold $on-accent on $accent"))
            elif wide:
                ink = "$foreground" if glyph else "$muted"
                yield step, say((f" {glyph or ' '} ", colour or "$muted"), (f"{at} {name} ", ink))
            else:
                ink = "$foreground" if glyph else "$muted"
                yield step, say((f" {glyph}" if glyph else "  ", colour or "$muted"), (f"{at} ", ink))

    def _lead(self) -> tuple[Content, str]:
        """The text before the steps and between them; less of it where a long name needs the room."""
        steps = sum(cell.cell_length for _, cell in self._cells())
        before, between = opening.lead(self.size.width, steps, self._end(1000, edited=True).cell_length)
        return say((before, "bold $strong")), between

    def _end(self, room: int, *, edited: bool | None = None) -> Content:
        """The marks of a simulated fleet and of a watcher, the profile's name in so many cells, `edited`.

        The steps are placed as if the profile was edited, so that none of them moves at the first edit.
        """
        simulated, edited = self.app.run_state.simulated, self.app.edited if edited is None else edited
        watches = (self.app.moment_words or t("read only")) + "   " if self.app.readonly else ""
        room -= (6 if simulated else 0) + width(watches) + (width(t("edited")) + 2 if edited else 0)
        return say(
            ("SIM   " if simulated else "", "bold $warning"),
            (watches, "bold $accent"),
            (cut(self.app.deployment.name, room), "bold $strong"),
            (f"  {t('edited')}" if edited else "", "$accent"),
        )

    def render(self) -> Content:
        self._drawn = self._content()
        return self._drawn

    def _content(self) -> Content:
        line, between = self._lead()
        for _, cell in self._cells():
            line = line + cell + between
        end = self._end(self.size.width - line.cell_length - 3)
        return line.pad_right(max(self.size.width - 2 - line.cell_length - end.cell_length, 0)) + end

    def on_click(self, event: events.Click) -> None:
        lead, between = self._lead()
        x = lead.cell_length
        for step, cell in self._cells():
            if x <= event.x < x + cell.cell_length:
                self.app.action_step(step)
            x += cell.cell_length + len(between)
