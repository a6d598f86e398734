"""Why a key of the launch step cannot act now: one function for each action, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.finding import Fix, localized_label
from mindie_tui.model.runs.state import RunState
from mindie_tui.tui.launch.expected_times import memory_fix
from mindie_tui.tui.launch.first_error import text_to_copy
from mindie_tui.tui.launch.phases import UP
from mindie_tui.tui.text.translate import t

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import Session
    from mindie_tui.tui.launch.log.view import LogView

WORKING = ("writing", "starting", "stopping")


@dataclass(frozen=True, slots=True)
class Situation:
    """What the keys of the step depend on."""

    state: RunState
    deployment: Deployment
    session: Session
    pane: LogView

    @property
    def runs(self) -> bool:
        """A service runs, or is about to."""
        return self.state.service in (*UP, "starting", "writing")

    def fixed(self, fix: Fix) -> Deployment:
        """The deployment with a fix."""
        form = engine_of(self.deployment).parameters
        return form.with_fix(self.deployment, self.session.artefacts(), fix)


def _stop(at: Situation) -> str | None:
    return None if at.runs or at.state.pids() else t("stop: nothing runs")


def _again(at: Situation) -> str | None:
    ended = at.state.service in ("failed", "died", "stopped")
    if ended and (at.session.run is not None or at.state.run):
        return None
    return t("start again: it runs") if at.runs else t("start again: nothing was started; L on step 3")


def _fix(at: Situation) -> str | None:
    if (fix := memory_fix(at.state)) is None:
        return t("fix: the start names none")
    if at.fixed(fix) == at.deployment:
        return t("fix: {label} is applied already; R starts again", label=localized_label(fix.label))
    return None


def _rollback(at: Situation) -> str | None:
    if at.runs:
        return t("roll back: stop the service first")
    if not engine_of(at.deployment).parameters.rewrites:
        return t("roll back: no configuration of the nodes was written over")
    return None if any(node.files for node in at.state.nodes.values()) else t("roll back: nothing was written")


def _one(at: Situation) -> str | None:
    return t("there is one node") if len(at.deployment.serving) < 2 else None


def _all(at: Situation) -> str | None:
    if at.pane.files:
        return None
    return _one(at) or (t("all: all nodes are shown") if at.pane.only is None else None)


def _error(at: Situation) -> str | None:
    return None if at.pane.errors.count or at.pane.first_error else t("error: the log has none")


def _hit(at: Situation) -> str | None:
    return None if at.pane.sought else t("no search yet   / search")


def _log(at: Situation) -> str | None:
    return None if at.pane.line_count else t("the log is empty")


def _save_log(at: Situation) -> str | None:
    return None if at.session.run is not None and at.pane.line_count else t("save: the log is empty")


def _files(at: Situation) -> str | None:
    kept = at.session.run.logs() if at.session.run is not None else ()
    if at.deployment.launch.follow or any(name != "service" for _, name in kept):
        return None
    return t("files: there are none; launch.follow in the profile names further log files")


def _copy(at: Situation) -> str | None:
    return t("copy: the log is empty") if text_to_copy(at.state, at.pane) is None else None


def _why(at: Situation) -> str | None:
    if at.state.culprit is not None:
        return None
    return t("cause: it is being looked for") if at.state.collecting else t("cause: no start has failed")


REASONS: Mapping[str, Callable[[Situation], str | None]] = {
    "stop": _stop,
    "again": _again,
    "fix": _fix,
    "rollback": _rollback,
    "follow": _log,
    "one": _one,
    "all": _all,
    "error": _error,
    "hit": _hit,
    "save_log": _save_log,
    "time": _log,
    "goto": _log,
    "files": _files,
    "copy": _copy,
    "why": _why,
}
"""Action: why it cannot be done now, a sentence; None where it can."""


def why_not(action: str, at: Situation) -> str | None:
    """A sentence why an action cannot be done now; None where it can."""
    reason = REASONS.get(action)
    return reason(at) if reason is not None else None
