"""Whether MindIE's config.json can be replaced where it stands."""

import os
import stat


def try_to_write(given, place):
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
    there = os.path.lexists(path)
    told = os.lstat(path) if there else None
    return {
        "writable": True,
        "path": path,
        "there": there,
        "link": there and stat.S_ISLNK(told.st_mode),
        "uid": told.st_uid if there else None,
        "own_uid": os.getuid(),
        "mode": f"{stat.S_IMODE(told.st_mode):o}" if there else None,
    }
