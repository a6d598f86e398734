"""How a point ended: its keeper writes exit.json."""

from __future__ import annotations

import os

from mindie_tui.on_node.bench.group import read_record
from mindie_tui.on_node.shared.small_files import read_json


def read_exit(folder: str) -> dict[str, object] | None:
    """{"exit": status} once it has ended, else None; status None where its keeper was killed: nobody will write it."""
    path = os.path.join(folder, "exit.json")
    known = read_json(path)
    if isinstance(known, dict):
        return known
    keeper = (read_record(folder) or {}).get("keeper")
    if keeper is not None and not os.path.exists(f"/proc/{keeper}"):
        written = read_json(path)  # it may have written it just now
        return written if isinstance(written, dict) else {"exit": None}
    return None
