"""The lock of a node, ~/.mindie-tui/lock: taken, touched and given back.

Arguments: `take`, `keep` or `release`, then the holder as JSON {"who": operator@jumphost, "pid", "start_time", "since",
"run"}, then for `take` the SHA-256 of a lock that may be replaced, or "". Answer: {"taken": true}, or {"holder": {...},
"age_s", "sha256"} of the one who holds it; {"kept": bool}; {"released": bool}; {"error"} where the folder refuses.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Mapping

from mindie_tui.on_node.shared.runs import LOCK, OURS
from mindie_tui.on_node.shared.small_files import Json


def main() -> None:
    nonce, what, holder = sys.argv[3:6]
    os.umask(0o077)
    verbs: Mapping[str, Callable[..., Json]] = {"take": take, "keep": keep, "release": release}
    try:
        answer = verbs[what](holder.encode(), *sys.argv[6:])
    except OSError as error:
        answer = {"error": (error.filename or LOCK) + ": " + (error.strerror or str(error))}
    print("\n" + nonce, json.dumps(answer), flush=True)


def take(holder: bytes, replace: str) -> Json:
    """Make the lock, or replace the very one whose hash is given; else say who holds it."""
    os.makedirs(OURS, 0o700, exist_ok=True)
    if os.path.islink(OURS):
        return {"error": OURS + " is a symbolic link, and it may lead anywhere"}
    os.chmod(OURS, 0o700)
    for _ in range(20):
        fresh = LOCK + "." + str(os.getpid())
        with open(fresh, "wb") as file:  # whole before it has its name: nobody reads half a lock
            file.write(holder)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, LOCK)  # fails where there is one, as O_EXCL does
            return {"taken": True}
        except FileExistsError:
            pass
        finally:
            os.unlink(fresh)
        there = read()
        if there is None:
            continue
        data, age = there
        if data == holder:
            return {"taken": True}
        sha = hashlib.sha256(data).hexdigest()
        if sha != replace:
            return {"holder": parse(data), "age_s": age, "sha256": sha}
        aside = LOCK + ".old." + str(os.getpid())
        os.rename(LOCK, aside)  # of two who replace it one finds nothing here, and tries again
        with open(aside, "rb") as file:
            moved = file.read()
        if moved != data:  # it became another one's in between: give that back
            os.link(aside, LOCK)
        os.unlink(aside)
    return {"error": LOCK + " changes hands all the time"}


def keep(holder: bytes) -> Json:
    """Touch the lock, if it still is ours."""
    there = read()
    if there is None or there[0] != holder:
        return {"kept": False}
    os.utime(LOCK)
    return {"kept": True}


def release(holder: bytes) -> Json:
    """Remove the lock, if it still is ours."""
    there = read()
    if there is None or there[0] != holder:
        return {"released": False}
    os.unlink(LOCK)
    return {"released": True}


def read() -> tuple[bytes, float] | None:
    """Bytes and age in seconds of the lock; None where there is none."""
    try:
        with open(LOCK, "rb") as file:
            return file.read(65536), max(0.0, time.time() - os.fstat(file.fileno()).st_mtime)
    except FileNotFoundError:
        return None


def parse(data: bytes) -> Json:
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


if __name__ == "__main__":
    main()
