"""Runs and profiles as rows of a matrix: how each run ended, what it measured, which one is the baseline. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mindie_tui.model.runs.state import RunState
from mindie_tui.store.profiles.load import ProfileEntry
from mindie_tui.store.runs.run import RunInfo
from mindie_tui.tui.common.matrix import Cell, Column, MatrixRow, text
from mindie_tui.tui.runs.rows import ended_glyph, when
from mindie_tui.tui.text.cells import cut
from mindie_tui.tui.text.translate import t

ROOMY = 220
"""Columns from which list, figures and inspector are side by side with all of their columns."""


def list_cells(width: int) -> int:
    """Cells of the list on a terminal of this width."""
    return 64 if width >= ROOMY else 44


def columns(cells: int = 44) -> tuple[Column, ...]:
    """When, of which profile, at which concurrency; x5: five points."""
    more = (cells - 44) // 2
    return Column(t("runs"), 12 + more), Column("", 18 + more, gap=2), Column(t("conc"), 4, right=True, gap=1)


def run_rows(
    runs: Sequence[RunInfo], entries: Sequence[ProfileEntry], state: RunState, *, base: str | None, find: str = ""
) -> list[MatrixRow]:
    """A row per run, newest first, then the profiles: keys run:ID and profile:NAME. `base` is the baseline's run."""
    word = find.lower()
    rows = [_run(info, state, base) for info in runs if word in f"{info.id} {info.profile}".lower()]
    kept = [entry for entry in entries if word in entry.name.lower()]
    if kept:
        rows.append(MatrixRow(None, (text(t("profiles"), "$muted"),), style="$muted"))
    return rows + [_profile(entry) for entry in kept]


def _run(info: RunInfo, state: RunState, base: str | None) -> MatrixRow:
    key = info.points[-1] if info.points else {}
    size = key.get("batch_size") if isinstance(key, Mapping) else None
    name: Cell = ((info.profile, "$muted"),)
    if info.id == base:
        name = ((cut(info.profile, 12), "$muted"), ("  " + t("base"), "$accent"))
    load = f"{size:g}" if isinstance(size, int | float) else "-"
    if len(info.points) > 1:
        load = f"x{len(info.points)}"
    return MatrixRow(f"run:{info.id}", (text(when(info.started)), name, text(load)), _glyph(info, state))


def _profile(entry: ProfileEntry) -> MatrixRow:
    how = t("cannot be read") if entry.problem else t(entry.origin)
    cells = (text(entry.name), text(how, "$muted"), ())
    return MatrixRow(f"profile:{entry.name}", cells, ("✗", "$error") if entry.problem else ("", ""))


def _glyph(info: RunInfo, state: RunState) -> tuple[str, str]:
    """How a run ended; this one by what it knows."""
    if info.id == state.run and info.ended is None:
        worse = any(metric.verdict == "worse" for metric in state.comparison)
        return ("!", "$warning") if worse else ("✓", "$success") if state.report else ("-", "$muted")
    return ended_glyph(info.exit, measured=bool(info.points))
