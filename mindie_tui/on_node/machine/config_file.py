"""Whether MindIE's config.json can be replaced where it stands."""

from __future__ import annotations

import os
import stat

from mindie_tui.on_node.shared.small_files import Json


def try_to_write(given: Json, place: Json) -> Json:
    """Make a file beside config.json and take it away: what a read-only mount refuses is seen nowhere else."""
    path = place["config_path"]
    if not path:
        return {"writable": False, "why": "not found", "looked_at": place["looked_at"]}
    tried = os.path.join(os.path.dirname(path), f".mindie-tui-{os.getpid()}")
    try:
        os.close(os.open(tried, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(tried)
    except OSError as error:
        return {"writable": False, "why": error.strerror, "path": path}
    told = os.lstat(path) if os.path.lexists(path) else None
    return {
        "writable": True,
        "path": path,
        "there": told is not None,
        "link": told is not None and stat.S_ISLNK(told.st_mode),
        "uid": told.st_uid if told is not None else None,
        "own_uid": os.getuid(),
        "mode": f"{stat.S_IMODE(told.st_mode):o}" if told is not None else None,
    }
