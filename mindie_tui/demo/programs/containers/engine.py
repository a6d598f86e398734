"""What the container engines of a demo node share: containers and images on its disk, Go's templates, exec.

docker, podman and nerdctl of a node show the same containers and images, each in its own words (docker.py, podman.py,
nerdctl.py). `exec` becomes the command (no process stays between), in a new session as runc starts it: a daemon that
is the direct command of `docker exec` leads its session, and its setpgrp() fails as in a real container.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import sys
import tarfile
import time
from contextlib import contextmanager

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn, Protocol

    Json = Any
    Record = dict[str, Json]
    """A container or an image, as it stands in the node's state."""

    class Refuse(Protocol):
        """Why an engine will not, as it says it; only podman minds a `source` that is not there."""

        def __call__(self, kind: str, *values: Any) -> None: ...


ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
STATE = os.path.join(os.environ["MINDIE_DEMO_NODE"], "state")
DEVICES = {f"davinci{n}" for n in range(16)} | {"davinci_manager", "hisi_hdc", "devmm_svm"}
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_.-]*")
LOAD_S = 20.0
"""Seconds that loading an image takes at speed 1."""


def load(name: str) -> Json:
    with open(os.path.join(STATE, name), encoding="utf-8") as file:
        return json.load(file)


@contextmanager
def changing(name: str) -> Iterator[list[Record]]:
    """What stands in a file of the node's state, written back after it was changed; one at a time."""
    with open(os.path.join(STATE, "lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        value = load(name)
        yield value
        fresh = os.path.join(STATE, name + ".new")
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump(value, file)
        os.rename(fresh, os.path.join(STATE, name))


def fail(text: str, status: int = 1) -> NoReturn:
    sys.stderr.write(text + "\n")
    sys.exit(status)


def find(name: str) -> Record | None:
    one: Record
    for one in load("containers.json"):
        if one["name"] == name.lstrip("/") or (len(name) >= 4 and one["id"].startswith(name)):
            return one
    return None


def image_named(name: str) -> Record | None:
    """The image of a name or an id, whichever way an engine writes them."""
    bare = name.removeprefix("docker.io/library/").removeprefix("localhost/")
    one: Record
    for one in load("images.json"):
        digest = one["id"].removeprefix("sha256:")
        if bare in one["names"] or (len(bare) >= 12 and digest.startswith(bare.removeprefix("sha256:"))):
            return one
    return None


def binds(one: Record) -> list[tuple[str, str, str]]:
    """[source, target, mode] of a container's mounts; what the fleet wrote itself is a path alone."""
    rows = []
    for text in one["mounts"]:
        parts = text.split(":")
        rows.append((parts[0], parts[1] if len(parts) > 1 else parts[0], parts[2] if len(parts) > 2 else ""))
    return rows


def mounts(one: Record) -> list[Record]:
    """The mounts as `inspect` of docker and of nerdctl tells them."""
    return [
        {
            "Type": "bind",
            "Source": source,
            "Destination": target,
            "Mode": mode,
            "RW": mode != "ro",
            "Propagation": "rprivate",
        }
        for source, target, mode in binds(one)
    ]


def variables(one: Record) -> list[str]:
    """NAME=VALUE of a container or an image."""
    return ["{}={}".format(*pair) for pair in one["environment"].items()]


def of_a_kind(words: list[str]) -> tuple[str | None, list[str]]:
    """(kind or None, words): `container inspect X` is `inspect --type container X`, `image load` is `load`."""
    if not words or words[0] not in ("container", "image") or len(words) < 2:
        return None, words
    kind, words = words[0], words[1:]
    if words[0] == "inspect":
        words[1:1] = ["--type", kind]
    return kind, words


def devices(one: Record) -> dict[str, str]:
    """{name below /dev: rights}."""
    return one.get("devices") or dict.fromkeys(sorted(DEVICES), "rwm")


def bytes_of(text: str) -> int | None:
    """A size as the engines read it: 64m, 2g, 1024; None for what is none."""
    found = re.fullmatch(r"([0-9]+)([bkmg]?)b?", text.lower())
    return int(found[1]) << {"": 0, "b": 0, "k": 10, "m": 20, "g": 30}[found[2]] if found else None


def go(value: Json) -> str:
    """A value as Go's templates print it."""
    if value is None:
        return "<no value>"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + " ".join(go(v) for v in value) + "]"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{k}:{go(v)}" for k, v in sorted(value.items())) + "]"
    return str(value)


def filled(template: str, value: Json) -> str:
    """The part of Go's templates that people write: {{.A.B}}, {{json .A}}, {{json .}}, plain text."""

    def one(match: re.Match[str]) -> str:
        words = match.group(1).split()
        as_json = words[:1] == ["json"]
        path = words[-1]
        if not path.startswith("."):
            fail(f'template parsing error: template: :1: function "{path}" not defined', 64)
        found = value
        for key in [k for k in path.split(".") if k]:
            if not isinstance(found, dict) or key not in found:
                fail(f'template: :1:2: executing "" at <{path}>: map has no entry for key "{key}"')
            found = found[key]
        return json.dumps(found, separators=(",", ":"), ensure_ascii=False) if as_json else go(found)

    return re.sub(r"\{\{\s*-?\s*(.*?)\s*-?\s*\}\}", one, template.replace("\\t", "\t").replace("\\n", "\n"))


def options(
    words: list[str], flags: Mapping[str, str], valued: Mapping[str, str]
) -> tuple[dict[str, list[str]], list[str]]:
    """Options before the first other word: ({name: last value or list}, the rest). Both `-f x` and `-f=x`."""
    found: dict[str, list[str]] = {}
    rest = list(words)
    while rest and rest[0].startswith("-") and rest[0] != "-":
        word = rest.pop(0)
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in valued:
            found.setdefault(valued[name], []).append(value if equals else (rest.pop(0) if rest else ""))
        elif name in flags:
            found[flags[name]] = ["true"]
        elif not word.startswith("--") and len(word) > 2 and all("-" + c in flags for c in word[1:]):
            for letter in word[1:]:
                found[flags["-" + letter]] = ["true"]
        elif word.startswith("--"):
            fail(f"unknown flag: {name}", 125)
        else:
            fail(f"unknown shorthand flag: '{word[1]}' in {word}", 125)
    return found, rest


def execute(words: list[str], refuse: Refuse) -> NoReturn:
    """Become a command inside. `refuse("absent" or "stopped", ...)` says why not, in an engine's words."""
    flags = {f: f for f in ("-i", "--interactive", "-t", "--tty", "-d", "--detach", "--privileged")}
    valued = {"-w": "dir", "--workdir": "dir", "-e": "env", "--env": "env", "-u": "user", "--user": "user"}
    asked, rest = options(words, flags, valued)
    if len(rest) < 2:
        fail("\"docker exec\" requires at least 2 arguments.\nSee 'docker exec --help'.")
    name, command = rest[0], rest[1:]
    one = find(name)
    if not one:
        refuse("absent", name)
    assert one  # or it was refused
    if one["state"] != "running":
        refuse("stopped", one)
    if "-t" in asked or "--tty" in asked:
        fail("the input device is not a TTY")
    environment = dict(os.environ, MINDIE_DEMO_CONTAINER=one["id"], **one["environment"])
    for text in asked.get("env", []):
        key, equals, value = text.partition("=")
        if equals:
            environment[key] = value
    runc = "OCI runtime exec failed: exec failed: unable to start container process: "
    folder = asked.get("dir", [environment["HOME"]])[-1]
    try:
        os.chdir(folder)
    except OSError:
        fail(f'{runc}chdir to cwd ("{folder}") set in config.json failed: no such file or directory: unknown', 126)
    if not any(flag in asked for flag in ("-i", "--interactive")):
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if os.getpid() != os.getsid(0):
        if os.getpid() == os.getpgid(0):  # leads a group, so it may not become the leader of a session: its child may
            child = os.fork()
            if child:
                os.closerange(0, 2)
                _, ended = os.waitpid(child, 0)
                code = os.waitstatus_to_exitcode(ended)
                os._exit(128 - code if code < 0 else code)
        os.setsid()
    try:
        os.execvpe(command[0], command, environment)
    except FileNotFoundError:
        fail(runc + f'exec: "{command[0]}": executable file not found in $PATH: unknown', 127)
    except PermissionError:
        fail(runc + f'exec: "{command[0]}": permission denied: unknown', 126)


# -- what changes something


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
    """Keep a container as it is asked for; its record. `refuse(kind, *values)` says why not, in an engine's words."""
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
    rights: dict[str, str] = {}
    for text in asked.get("device", []):
        parts = text.split(":")
        inside = parts[1] if len(parts) > 1 else parts[0]
        rights[inside.removeprefix("/dev/")] = parts[2] if len(parts) > 2 else "rwm"
    for text in asked.get("volume", []):
        if not (text.split(":")[1:] or text.split(":"))[0].startswith("/"):
            refuse("volume", text)
        if text.startswith("/") and not os.path.exists(text.split(":")[0]):
            refuse("source", text.split(":")[0])
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
            "devices": rights,
            "shm_bytes": shm,
            "network": asked.get("net", ["bridge"])[-1],
            "command": asked.get("entrypoint", []) + rest[1:],
            "privileged": "privileged" in asked,
            "words": line,
        }
        containers.append(one)
    return one


def missing_device(one: Record) -> str | None:
    """A device that the machine does not have; the engines meet it when they start the container."""
    return next((name for name in one.get("devices") or {} if name not in DEVICES), None)


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
    """(names, image) of a docker archive; it is read through first, as slowly as a real one is loaded."""
    speed = float(os.environ.get("MINDIE_DEMO_SPEED", "1"))
    size = os.path.getsize(path)
    file = os.open(path, os.O_RDONLY)
    step = max(1, size // 20)
    while os.read(file, step):
        time.sleep(LOAD_S / speed / 20)
    if load("faults.json").get("disk_full"):
        raise OSError(28, "no space left on device")
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


def taken_by_root_alone() -> bool:
    """Whether this user may not speak to the engine, as where it belongs to root and nobody said sudo."""
    return bool(load("faults.json").get("engine_is_roots")) and not os.environ.get("SUDO_USER")
