"""The log of step 4: its lines as MindIE prints them, a view of it alone, and a run whose folder holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from textual.app import App
from textual.widget import Widget

from mindie_tui.store.runs.run import Run
from mindie_tui.tui import themes
from mindie_tui.tui.launch.log.rows import LineSource
from mindie_tui.tui.launch.log.view import LogView
from tests.kit import whole_plays as b
from tests.kit.plays import deployment


def log_line(second: int, message: str, level: str = "INFO", node_ms: int = 0) -> str:
    """A line of MindIE's log, so many seconds after 17:50."""
    return f"[2025-11-25 17:50:{second:02d}.{node_ms:03d}000] [240] [245] [llm] [{level}] [x.cpp:1] {message}\n"


def pane(app: App[int]) -> LogView:
    """The log of the launch step."""
    return app.screen.query_one("#log", LogView)


class LogAlone(App[None]):
    """A log without a step around it."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def __init__(self, spools: Mapping[str, LineSource]) -> None:
        super().__init__()
        self.spools = spools

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.variables(themes.complete({}))

    def compose(self) -> Iterable[Widget]:
        yield LogView(self.spools.get)

    def on_mount(self) -> None:
        self.log_view.show_nodes(tuple(self.spools))
        self.log_view.focus()

    @property
    def log_view(self) -> LogView:
        return self.query_one(LogView)


class RunWalk(b.Walk):
    """A walk with a run folder of its own, whose profile follows further log files."""

    def __init__(self, root: Path, **more: Any) -> None:
        value = deployment(2)
        launch = value.launch.model_copy(update={"follow": ("~/mindie/log/debug/*",)})
        super().__init__(value.model_copy(update={"launch": launch}), **more)
        self.run = Run.create(self.deployment, [], root=root)

    def spool(self, node: str) -> b.Lines:
        assert self.run is not None
        return cast(b.Lines, self.run.spool(node))
