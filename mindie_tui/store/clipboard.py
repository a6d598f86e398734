"""The file twin of a copy: tmux and some terminals swallow OSC 52, a file is always there."""

from __future__ import annotations

from pathlib import Path

from mindie_tui.store import disk, paths


def keep(text: str) -> Path:
    """Write what was copied to clipboard.txt among the user's state (mode 600) and say where. Raises StoreError."""
    path = paths.state() / "clipboard.txt"
    disk.make_folder(path.parent)
    disk.write_atomic(path, text.encode())
    return path
