"""What a page is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.report.diff.compared_run import ComparedRun
from mindie_tui.model.runs.series import Windows
from mindie_tui.model.runs.state import RunState


@dataclass(frozen=True, slots=True)
class PageSource:
    """A run as a page shows it; a part that is empty is left out of the page."""

    run: ComparedRun
    """Its report is the sound report.json."""
    state: RunState
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """config.json as the release ships it; empty where the engine has none."""
    before: Mapping[str, Windows] = field(default_factory=dict)
    """Point of this run: the seconds of the baseline's point with the same settings."""
    repeat: str = ""
    """The command line that runs the same again."""

    @property
    def report(self) -> Mapping[str, Any]:
        """report.json."""
        return self.run.report
