"""`make screenshots`: an SVG of each step from the real app on a demo fleet, and the walk as one that moves.

Below `xterm/` the same steps as a terminal of 16 colours shows them.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from textual.pilot import Pilot

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.themes import all_themes
from tests.kit.walk import demo_process, until_state, walked
from tools.animation import animated

STEP_S, MOVING_S = 3.0, 1.2
"""How long a picture of the walk stands: one of a step, and one between."""
FOLDER = Path(__file__).parents[1] / "screenshots"


async def main() -> None:
    """Walk once at 120x36; nodes to preflight when they are done, launch while it loads, bench while it measures."""
    (FOLDER / "xterm").mkdir(parents=True, exist_ok=True)

    frames: list[tuple[str, float]] = []

    async def frame(step: str, pilot: Pilot[int], seconds: float) -> str:
        await pilot.pause(0.3)
        picture: str = pilot.app.export_screenshot(title=f"mindie-tui {step}")
        frames.append((picture, seconds))
        return picture

    async def keep(step: str, pilot: Pilot[int]) -> None:
        (FOLDER / f"{step}.svg").write_text(await frame(step, pilot, STEP_S), encoding="utf-8")
        (FOLDER / "xterm" / f"{step}.svg").write_text(await in_sixteen_colours(step, pilot), encoding="utf-8")
        print(f"screenshots/{step}.svg, screenshots/xterm/{step}.svg")

    async def on_step(step: str, pilot: Pilot[int]) -> None:
        if step not in ("launch", "bench"):
            await keep(step, pilot)
        if step == "preflight":
            watched = asyncio.ensure_future(during(pilot))
            pilot.app.run_worker(watched, group="screenshots", exit_on_error=False)

    async def during(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, MindieApp)

        def loaded(percent: int) -> bool:
            return any((node.percent or 0) >= percent for node in app.run_state.nodes.values())

        def answered(share: float) -> bool:
            points = app.run_state.points.values()
            return any(p.latest and p.latest.finished >= p.latest.total * share for p in points)

        await until_state(pilot, "the weights begin", lambda: loaded(10))
        await frame("launch", pilot, MOVING_S)
        await until_state(pilot, "weights half way", lambda: loaded(40))
        await keep("launch", pilot)
        await until_state(pilot, "weights there", lambda: loaded(80))
        await frame("launch", pilot, MOVING_S)
        for share in (0.1, 0.25):
            await until_state(pilot, "some requests", partial(answered, share))
            await frame("bench", pilot, MOVING_S)
        await until_state(pilot, "half of the requests", lambda: answered(0.5))
        await keep("bench", pilot)
        await until_state(pilot, "most requests", lambda: answered(0.8))
        await frame("bench", pilot, MOVING_S)

    async with demo_process(nodes=2, speed=2) as place:
        async with walked(place, upto="report", on_step=on_step):
            pass
    (FOLDER / "walk.svg").write_text(animated(frames), encoding="utf-8")
    print("screenshots/walk.svg")


async def in_sixteen_colours(step: str, pilot: Pilot[int]) -> str:
    """The screen as it is, with the dark theme's colours for TERM=xterm; the theme is put back."""
    before = pilot.app.theme
    pilot.app.register_theme(replace(all_themes("16")[0]["dark"], name="dark-16"))
    pilot.app.theme = "dark-16"
    await pilot.pause(0.3)
    picture: str = pilot.app.export_screenshot(title=f"mindie-tui {step}, TERM=xterm")
    pilot.app.theme = before
    return picture


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home  # runs of its own, shown as ~/.local/state/...
        os.environ.pop("XDG_STATE_HOME", None)
        os.environ["XDG_CONFIG_HOME"] = f"{home}/.config"
        os.environ.pop("NO_COLOR", None)
        asyncio.run(main())
