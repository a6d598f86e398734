"""What the terminal says once the wizard is closed: where the run is, how to come back, and what a draft holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mindie_tui.model.engines import ENGINES, engine_of
from mindie_tui.store import paths
from mindie_tui.tui.text.translate import t
from mindie_tui.tui.unsaved import count_words

if TYPE_CHECKING:
    from mindie_tui.tui.app import MindieApp

GOES_ON = ("starting", "ready", "attached")


def left_behind(app: MindieApp) -> list[str]:
    """Two lines, and a third where edits were not saved."""
    said = [_where(app), _back(app)]
    if app.unsaved.is_kept and (count := len(app.unsaved.edits())):
        edits, name = count_words(count), app.deployment.name
        said.append(t("{edits} of {name} not saved; the next start offers them", edits=edits, name=name))
    return said


def _where(app: MindieApp) -> str:
    run = app.session.run
    if run is None:
        return t("no run was begun, and nothing was started on a node")
    return t("run {run}: {folder}", run=run.id, folder=paths.shorten(run.folder))


def _back(app: MindieApp) -> str:
    run, simulated = app.session.run, app.session.options.simulated
    if run is not None and app.run_state.service in GOES_ON and not simulated:
        only = " --readonly" if app.readonly else ""
        return t("the service goes on; to follow it again: mindie-tui attach {run}", run=f"{run.id}{only}")
    if run is not None:
        return t("to see it again: mindie-tui open {run}", run=run.id)
    if simulated:
        engine = engine_of(app.deployment)
        other = "" if engine is ENGINES[0] else f" --engine {engine.name}"
        return t("to come back: {command}", command=f"mindie-tui demo{other}")
    named = f" --profile {paths.shorten(app.loaded.path)}" if app.loaded is not None else ""
    return t("to come back: {command}", command=f"mindie-tui{named}")
