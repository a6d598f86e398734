"""Shows a step of the wizard with a play: `python -m tests.tui.show SCENE [THEME]`, for looking at it as a picture."""

import sys

from tests.tui.plays_b import opened
from tests.tui.scenes import scene

if __name__ == "__main__":
    step, walk = scene(sys.argv[1] if len(sys.argv) > 1 else "preflight")
    opened(walk, step, sys.argv[2] if len(sys.argv) > 2 else None).run()
