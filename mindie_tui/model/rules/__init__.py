"""The rules, filed by who would complain."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mindie_tui.model.artefacts import Artefacts
    from mindie_tui.model.findings import Finding


def judge(artefacts: Artefacts) -> tuple[Finding, ...]:
    """Every finding of every rule."""
    return ()
