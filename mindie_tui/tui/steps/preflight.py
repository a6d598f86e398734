"""Preflight: the step of the wizard."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from mindie_tui.model.run_state import RunState
from mindie_tui.tui.cells import say
from mindie_tui.tui.steps.base import StepScreen


class PreflightScreen(StepScreen):
    """Preflight."""

    STEP = "preflight"

    def body(self) -> Iterable[Widget]:
        yield Static("")

    def sentence(self, state: RunState) -> tuple[Content, Content]:
        return say(("not yet", "bold $strong")), Content("")
