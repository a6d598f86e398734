"""Shows a step of the wizard with a play: `python -m tests.kit.show SCENE [THEME]`, for looking at it as a picture."""

import os
import sys

from mindie_tui.model.terminal import colour_depth
from tests.kit.scenes import scene
from tests.kit.whole_plays import opened

if __name__ == "__main__":
    step, walk = scene(sys.argv[1] if len(sys.argv) > 1 else "preflight")
    opened(walk, step, sys.argv[2] if len(sys.argv) > 2 else None, colour_depth(os.environ)).run()
