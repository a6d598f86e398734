"""What several tests of links send to a node, and how they see it run there."""

from __future__ import annotations

import os
from pathlib import Path

HARD = "two words, 'quotes' \"and\" $(touch x) `touch x`\nnew line; 权重 \\ !"
"""Text that a shell must not read."""


def running(words: str) -> list[int]:
    """Processes of this machine whose command line holds `words`."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if words.encode() in line and int(folder.name) != os.getpid():
            found.append(int(folder.name))
    return found
