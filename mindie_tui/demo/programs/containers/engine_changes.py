"""What the container engines of a demo node change: containers created, started and removed, images loaded.

Each in an engine's own words: `refuse(kind, *values)` says why it will not.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import sys
import tarfile
import time

from engine import DEVICES, bytes_of, changing, find, image_named, load, options

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from engine import Record, Refuse

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
LOAD_S = 20.0
"""Seconds that loading an image takes at speed 1."""
CREATE = {
    "--name": "name",
    "--net": "net",
    "--network": "net",
    "--shm-size": "shm",
    "--device": "device",
    "--volume": "volume",
    "-v": "volume",
    "--entrypoint": "entrypoint",
    "--pids-limit": "pids",
}


def created(words: list[str], refuse: Refuse, line: list[str] | None = None) -> Record:
    """Keep a container as requested; its record. `refuse(kind, *values)` gives the reason against it, in an engine's
    words."""
    asked, rest = options(words, {"-i": "i", "-t": "t", "--privileged": "privileged"}, CREATE)
    if not rest:
        refuse("usage")
    name, image = asked.get("name", ["quirky_curie"])[-1], image_named(rest[0])
    shm = bytes_of(asked.get("shm", ["64m"])[-1])
    if shm is None:
        refuse("shm", asked["shm"][-1])
    if image is None:
        refuse("image", rest[0])
    assert image  # or it was refused
    if not NAME.fullmatch(name):
        refuse("name", name)
    _check_volumes(asked.get("volume", []), refuse)
    with changing("containers.json") as containers:
        for one in containers:
            if one["name"] == name:
                refuse("conflict", name, one["id"])
        one = {
            "name": name,
            "id": hashlib.sha256(os.urandom(16)).hexdigest(),
            "image": rest[0],
            "image_id": image["id"],
            "state": "created",
            "environment": dict(image["environment"], **load("inside.json")),
            "mounts": asked.get("volume", []),
            "devices": _rights(asked.get("device", [])),
            "shm_bytes": shm,
            "network": asked.get("net", ["bridge"])[-1],
            "command": asked.get("entrypoint", []) + rest[1:],
            "privileged": "privileged" in asked,
            "words": line,
        }
        containers.append(one)
    return one


def _rights(given: list[str]) -> dict[str, str]:
    """{name below /dev: rights} of `--device HOST[:CONTAINER[:RIGHTS]]`."""
    rights = {}
    for text in given:
        parts = text.split(":")
        inside = parts[1] if len(parts) > 1 else parts[0]
        rights[inside.removeprefix("/dev/")] = parts[2] if len(parts) > 2 else "rwm"
    return rights


def _check_volumes(given: list[str], refuse: Refuse) -> None:
    for text in given:
        source, *target = text.split(":")
        if not (target or [source])[0].startswith("/"):
            refuse("volume", text)
        if source.startswith("/") and not os.path.exists(source):
            refuse("source", source)


def missing_device(one: Record) -> str | None:
    """A device that the machine does not have; the engines meet it when they start the container."""
    return next((name for name in one.get("devices") or {} if name not in DEVICES), None)


def start(words: list[str], refuse: Refuse, flags: str = "ia") -> None:
    """`start NAME ...`; `flags` are the letters that the engine knows."""
    _, names = options(words, {f"-{letter}": letter for letter in flags}, {})
    for name in names:
        one = find(name)
        if one is None:
            refuse("not started", name)
        assert one  # or it was refused
        if (device := missing_device(one)) is not None:
            refuse("device", name, one, device)
        turned(name, "running")
        sys.stdout.write(name + "\n")


def remove(words: list[str], refuse: Refuse) -> None:
    """`rm [-f] NAME ...`; only docker minds one that runs."""
    asked, names = options(words, {"-f": "force", "--force": "force"}, {})
    for name in names:
        one = find(name)
        if one is None:
            refuse("not removed", name)
        if one and one["state"] == "running" and "force" not in asked:
            refuse("running", one)
        removed(name)
        sys.stdout.write(name + "\n")


def loaded(words: list[str], refuse: Refuse) -> Record:
    """The image that `load -i FILE` has brought."""
    asked, _ = options(words, {"-q": "quiet"}, {"-i": "input", "--input": "input"})
    path = asked.get("input", ["/dev/stdin"])[-1]
    try:
        return archive(path)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            refuse("full")
        refuse("unread", path, os.strerror(error.errno or 0).lower())  # as Go writes it
        raise  # or it was refused


def turned(name: str, state: str) -> Record | None:
    """A container in another state; its record, None where there is none."""
    one = find(name)
    with changing("containers.json") as containers:
        for row in containers:
            if one is not None and row["id"] == one["id"]:
                row["state"] = state
    return one


def removed(name: str) -> Record | None:
    one = find(name)
    with changing("containers.json") as containers:
        containers[:] = [row for row in containers if one is None or row["id"] != one["id"]]
    return one


def member(tar: tarfile.TarFile, name: str) -> bytes:
    file = tar.extractfile(name)
    assert file  # no folder
    return file.read()


def archive(path: str) -> Record:
    """The image of a docker archive; it is read through first, as slowly as a real one is loaded."""
    speed = float(os.environ.get("MINDIE_DEMO_SPEED", "1"))
    size = os.path.getsize(path)
    file = os.open(path, os.O_RDONLY)
    step = max(1, size // 20)
    while os.read(file, step):
        time.sleep(LOAD_S / speed / 20)
    if load("faults.json").get("disk_full"):
        raise OSError(errno.ENOSPC, "no space left on device")
    with tarfile.open(path) as tar:
        (manifest,) = json.loads(member(tar, "manifest.json"))
        config = member(tar, manifest["Config"])
    told = json.loads(config)
    pairs = [pair.partition("=") for pair in told["config"].get("Env") or []]
    image = {
        "id": "sha256:" + hashlib.sha256(config).hexdigest(),
        "names": manifest["RepoTags"] or [],
        "architecture": told["architecture"],
        "environment": {name: value for name, _, value in pairs if name != "PATH"},
        "size": size,
    }
    os.close(file)
    with changing("images.json") as images:
        images[:] = [row for row in images if row["id"] != image["id"]] + [image]
    return image
