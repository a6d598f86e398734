"""What a machine says of itself: user, Python, addresses, disks, and MindIE with its config.json, raw."""

from __future__ import annotations

import array
import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import stat
import struct
import sys

from mindie_tui.on_node.machine.installation import package_versions, set_env, versions
from mindie_tui.on_node.shared.small_files import MOST, Json, read_text

MOST_MODEL = 256 << 10
"""Characters of a model's configuration; the longest published one has a tenth of them."""


def read_facts(given: Json, place: Json) -> Json:
    user = os.getuid()
    try:
        name = pwd.getpwuid(user).pw_name
    except KeyError:
        name = str(user)
    answer = dict(
        place,
        home=os.path.expanduser("~"),
        user=name,
        uid=user,
        python=sys.executable,
        python_version=list(sys.version_info[:3]),
        set_env=set_env(given["ascend"], place),
        versions=versions(given["ascend"], place),
        packages=package_versions(given, place),
        addresses=addresses(),
        shm=size_of("/dev/shm"),
        home_disk=size_of(os.path.expanduser("~")),
        weights_disk=size_of(given["weights"]) if given.get("weights") else None,
        model_path=given.get("weights") or None,
        model_text=model_text(given["model_file"]) if given.get("model_file") else None,
        tools={tool: shutil.which(tool) for tool in ("bash", "setsid", "head", "tail")},
    )
    path = place["config_path"]
    if path and os.path.lexists(path):
        told = os.lstat(path)
        answer["config_link"] = stat.S_ISLNK(told.st_mode)
        told = os.stat(path)
        answer["config_mode"] = f"{stat.S_IMODE(told.st_mode):o}"
        answer["config_uid"] = told.st_uid
        with open(path, "rb") as file:
            data = file.read(MOST)
        answer["config_text"] = data.decode("utf-8", "replace")
        answer["config_sha256"] = hashlib.sha256(data).hexdigest()
    return answer


def model_text(path: str) -> str | None:
    """The model's own configuration; None where it cannot be read, or is too long to be one."""
    text = read_text(path)
    return text if text is not None and len(text) <= MOST_MODEL else None


def addresses() -> list[list[str]]:
    """[interface, IPv4 address] of each address, aliases too; what `ip addr` says where there is no ip."""
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        space = bytearray(16384)
        buffer = array.array("B", space)
        at, _ = buffer.buffer_info()
        try:
            told = fcntl.ioctl(asked.fileno(), 0x8912, struct.pack("iL", len(space), at))  # SIOCGIFCONF
        except OSError:
            return []
        used, data = struct.unpack("iL", told)[0], buffer.tobytes()
        step = 40 if struct.calcsize("P") == 8 else 32
        for start in range(0, used, step):
            name = data[start : start + 16].split(b"\0", 1)[0].decode("ascii", "replace").split(":")[0]
            found.append([name, socket.inet_ntoa(data[start + 20 : start + 24])])
    return found


def size_of(path: str) -> Json:
    """{"path", "total", "free"} in bytes of the file system that holds it, or would hold it."""
    while not os.path.exists(path) and path != os.path.dirname(path):
        path = os.path.dirname(path)
    told = os.statvfs(path)
    return {"path": path, "total": told.f_blocks * told.f_frsize, "free": told.f_bavail * told.f_frsize}
