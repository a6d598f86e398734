"""What is around a service: proxies, what an earlier one left in /dev/shm and who still holds it, the architecture."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Sequence

from mindie_tui.on_node.shared.mindie import SHM
from mindie_tui.on_node.shared.proc import living, pids
from mindie_tui.on_node.shared.small_files import Json

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "grpc_proxy")


def look_around(given: Json, place: Json) -> Json:
    names = sorted(n for n in os.listdir("/dev/shm") if any(fnmatch.fnmatch(n, p) for p in SHM))[:50]
    held, unseen = holders(["/dev/shm/" + name for name in names])
    return {
        "proxies": [n for p in PROXIES for n in (p, p.upper()) if os.environ.get(n)],
        "residue": [[name, owner_of("/dev/shm/" + name)] for name in names],
        "held": [[name, held["/dev/shm/" + name]] for name in names if "/dev/shm/" + name in held],
        "unseen": sorted(unseen),
        "uid": os.getuid(),
        "arch": os.uname().machine,
    }


def holders(paths: Sequence[str]) -> tuple[dict[str, int], set[int]]:
    """{path: pid of a process that has it open or mapped}, and the uids of processes that we may not look into."""
    held: dict[str, int] = {}
    unseen: set[int | None] = set()
    wanted = {}
    for path in paths:
        try:
            told = os.stat(path)
        except OSError:
            continue
        wanted[os.major(told.st_dev), os.minor(told.st_dev), told.st_ino] = path
    for pid in pids() if wanted else ():
        folder = f"/proc/{pid}"
        try:
            for key in uses(folder):
                if key in wanted:
                    held.setdefault(wanted[key], pid)
        except PermissionError:
            # 1 is an init; MindIE's daemon refuses to be one. A zombie holds nothing, and nobody may look into it
            if pid != 1 and living(pid):
                unseen.add(owner_of(folder))
        except OSError:
            continue  # it ended meanwhile
    return held, {uid for uid in unseen if uid is not None}


def uses(folder: str) -> Iterator[tuple[int, int, int]]:
    """(major, minor, inode) of every file that a process has mapped or open. Raises OSError."""
    with open(folder + "/maps", "rb") as file:
        for line in file:
            fields = line.split(None, 5)
            if len(fields) > 4 and fields[4] != b"0":
                major, minor = fields[3].split(b":")
                yield int(major, 16), int(minor, 16), int(fields[4])
    for handle in os.listdir(folder + "/fd"):
        try:
            told = os.stat(folder + "/fd/" + handle)
        except FileNotFoundError:
            continue
        yield os.major(told.st_dev), os.minor(told.st_dev), told.st_ino


def owner_of(path: str) -> int | None:
    try:
        return os.lstat(path).st_uid
    except OSError:
        return None
