"""The question before a launch: nodes that hold a config.json, and the key that asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from textual.pilot import Pilot

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.pages import Pages
from tests.kit import whole_plays as b
from tests.kit.plays import Script, deployment, until


def holding(texts: Mapping[str, str | None], steps: Script | None = None) -> b.Walk:
    """A fleet at the launch whose nodes hold these config.json."""
    state = b.preflight(well=True)
    found = [ev.NodeFound(name, replace(fact, config_text=texts.get(name))) for name, fact in state.facts.items()]
    return b.Walk(deployment(2), steps, state=b.fold(*found, state=state))


async def ask_for_launch(pilot: Pilot[int]) -> MindieApp:
    """Press L on the preflight, and wait for the question."""
    app = cast(MindieApp, pilot.app)
    await until(pilot, lambda: app.current_mode == "preflight")
    await pilot.press("L")
    await until(pilot, lambda: isinstance(app.screen, Pages))
    return app
