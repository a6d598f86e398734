"""The second step opened: the cursor on a parameter, and what the table and the profile say of it."""

from __future__ import annotations

from typing import cast

from textual.app import App
from textual.pilot import Pilot

from mindie_tui.model.documents.document import ABSENT, Json
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.plays import shown, until


def value_of(app: MindieApp, name: str, section: str = "ModelConfig") -> Json:
    """What the profile sets; ABSENT where it sets nothing."""
    return app.deployment.parameters.get(section, {}).get(name, ABSENT)


async def opened(pilot: Pilot[int], name: str | None = None, file: str = "config.json") -> MindieApp:
    """Step 2 once every node was found, the cursor on a parameter."""
    app = cast(MindieApp, pilot.app)
    await until(pilot, lambda: len(app.run_state.facts) == len(app.deployment.serving))
    await pilot.press("2")
    await until(pilot, lambda: app.current_mode == "parameters" and bool(app.screen.query(ParameterTable)))
    if name:
        pointer = name if name.startswith("/") else f"{MODEL}/{name}"
        app.screen.query_one(ParameterTable).go_to(f"{file}#{pointer}")
    await pilot.pause()
    return app


def line_of(app: App[int], name: str) -> str:
    """The table's row of a parameter."""
    found = [line for line in shown(app).split("\n")[3:] if line[5:].startswith(name + " ")]
    return found[0] if found else ""
