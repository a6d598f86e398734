"""Shows a step of the wizard with a play: `python -m tests.tui.show SCENE [THEME]`, for looking at it as a picture."""

import asyncio
import sys
from pathlib import Path

from mindie_tui import tui
from mindie_tui.tui.app import MindieApp
from tests.tui import scenes

APP = Path(tui.__file__).parent


async def main():
    scene = sys.argv[1] if len(sys.argv) > 1 else "preflight"
    step, session = scenes.scene(scene)
    shown = type("Shown", (MindieApp,), {"DEFAULT_MODE": step, "CSS_PATH": APP / "app.tcss"})
    await shown(session, theme_name=sys.argv[2] if len(sys.argv) > 2 else None).run_async()


if __name__ == "__main__":
    asyncio.run(main())
