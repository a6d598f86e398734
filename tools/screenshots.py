"""`make screenshots`: an SVG of each step from the real app on a demo fleet, into screenshots/."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from mindie_tui.tui.app import MindieApp
from tests.kit.walk import demo_process, until_state, walked

FOLDER = Path(__file__).parents[1] / "screenshots"


async def main() -> None:
    """Walk once at 120x36; nodes to preflight when they are done, launch while it loads, bench while it measures."""
    FOLDER.mkdir(exist_ok=True)

    async def keep(step: str, pilot: Pilot[int]) -> None:
        await pilot.pause(0.3)
        (FOLDER / f"{step}.svg").write_text(pilot.app.export_screenshot(title=f"mindie-tui {step}"), encoding="utf-8")
        print(f"screenshots/{step}.svg")

    async def on_step(step: str, pilot: Pilot[int]) -> None:
        if step not in ("launch", "bench"):
            await keep(step, pilot)
        if step == "preflight":
            watched = asyncio.ensure_future(during(pilot))
            pilot.app.run_worker(watched, group="screenshots", exit_on_error=False)

    async def during(pilot: Pilot[int]) -> None:
        app = pilot.app
        assert isinstance(app, MindieApp)
        await until_state(
            pilot, "weights half way", lambda: any((n.percent or 0) >= 40 for n in app.run_state.nodes.values())
        )
        await keep("launch", pilot)
        await until_state(pilot, "half of the requests", lambda: any(
            p.latest and p.latest.finished * 2 >= p.latest.total for p in app.run_state.points.values()))  # fmt: skip
        await keep("bench", pilot)

    async with demo_process(nodes=2, speed=2) as place:
        async with walked(place, upto="report", on_step=on_step):
            pass


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["HOME"] = home  # runs of its own, shown as ~/.local/state/...
        os.environ.pop("XDG_STATE_HOME", None)
        os.environ["XDG_CONFIG_HOME"] = f"{home}/.config"
        os.environ.pop("NO_COLOR", None)
        asyncio.run(main())
