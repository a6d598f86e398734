"""Why a key of the parameters step cannot act now: one function for each action, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mindie_tui.model.finding import Finding, Fix
from mindie_tui.tui.parameters.rows import Parameter
from mindie_tui.tui.text.translate import t


@dataclass(frozen=True, slots=True)
class ParameterSituation:
    """What the keys of the step depend on."""

    entry: Parameter | None
    """The one in the field, else under the cursor."""
    findings: tuple[Finding, ...] = ()
    fix: Fix | None = None
    """What ctrl+g would apply."""
    npus: int = 0
    """Of one node; 0 where it is not known."""
    nodes: int = 0
    can_undo: bool = False
    can_redo: bool = False
    sought: str = ""
    has_layouts: bool = True
    """Every legal layout of the engine can be listed."""
    only_wrong: bool = False
    """The table shows only what a rule speaks of."""


def _edit(at: ParameterSituation) -> str | None:
    if at.entry is None or not at.entry.editable:
        return t("it is made from the nodes and cannot be typed")
    return None


def _undo(at: ParameterSituation) -> str | None:
    return None if at.can_undo else t("nothing to undo")


def _redo(at: ParameterSituation) -> str | None:
    return None if at.can_redo else t("nothing to redo")


def _fix(at: ParameterSituation) -> str | None:
    return t("no finding offers a fix") if at.fix is None else None


def _layouts(at: ParameterSituation) -> str | None:
    if not at.has_layouts:
        return t("the layouts of this engine are not listed")
    return None if at.npus and at.nodes else t("the NPUs of the nodes are not known yet; probe them in step 1")


def _hit(at: ParameterSituation) -> str | None:
    return None if at.sought else t("no search yet   / search")


def _error(at: ParameterSituation) -> str | None:
    return None if at.findings or at.only_wrong else t("all rules pass")


def _away(at: ParameterSituation) -> str | None:
    return t("the profile does not name it") if at.entry is None or not at.entry.given else None


REASONS: Mapping[str, Callable[[ParameterSituation], str | None]] = {
    "edit": _edit,
    "whole": _edit,
    "undo": _undo,
    "redo": _redo,
    "fix": _fix,
    "fixes": _fix,
    "layouts": _layouts,
    "hit": _hit,
    "error": _error,
    "wrong": _error,
    "away": _away,
}
"""Action: why it cannot be done now, a sentence; None where it can."""


def why_not(action: str, at: ParameterSituation) -> str | None:
    """A sentence why an action cannot be done now; None where it can."""
    reason = REASONS.get(action)
    return reason(at) if reason is not None else None
