"""nerdctl of a demo node, in the words of release 2.0: a container's image by its name, no network mode, FATA lines."""

from __future__ import annotations

import json
import os
import sys

from engine import (
    ARCHITECTURE,
    chosen,
    devices,
    fail,
    filled,
    inspect,
    mounts,
    of_a_kind,
    taken_by_root_alone,
    variables,
)
from engine_changes import created, loaded, remove, start
from engine_exec import execute

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

    from engine import Record


def full(name: str) -> str:
    """A short name as containerd keeps it."""
    return name if "/" in name else "docker.io/library/" + name


def fatal(text: str) -> NoReturn:
    """Without a terminal its logger writes pairs."""
    fail(f'time="2025-11-23T10:00:00+08:00" level=fatal msg={json.dumps(text)}')


def details(one: Record) -> Record:
    command = one.get("command", ["bash"])
    return {
        "Id": one["id"],
        "Created": "2025-11-23T02:00:00.365412009Z",
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": {
            "Status": one["state"],
            "Running": one["state"] == "running",
            "Paused": False,
            "Restarting": False,
            "Pid": 2718 if one["state"] == "running" else 0,
            "ExitCode": 137 if one["state"] == "exited" else 0,
            "Error": "",
            "StartedAt": "2025-11-23T02:00:01Z",
            "FinishedAt": "0001-01-01T00:00:00Z",
        },
        "Image": full(one["image"]),
        "ResolvConfPath": "",
        "Name": one["name"],
        "RestartCount": 0,
        "Driver": "overlayfs",
        "Platform": "linux",
        "AppArmorProfile": "",
        "HostConfig": {
            "ContainerIDFile": "",
            "LogConfig": {"driver": "json-file", "address": ""},
            "PortBindings": {},
            "CgroupnsMode": "",
            "IpcMode": "private",
            "OomScoreAdj": 0,
            "PidMode": "",
            "ReadonlyRootfs": False,
            "UTSMode": "host",
            "ShmSize": one.get("shm_bytes", 536870912000),
            "Runtime": "io.containerd.runc.v2",
            "Devices": [
                {"PathOnHost": "/dev/" + name, "PathInContainer": "/dev/" + name, "CgroupPermissions": rights}
                for name, rights in devices(one).items()
            ],
        },
        "Mounts": mounts(one),
        "Config": {
            "Hostname": os.environ["MINDIE_DEMO_NAME"],
            "AttachStdin": False,
            "Labels": {"nerdctl/name": one["name"], "nerdctl/namespace": "default"},
        },
        "NetworkSettings": {"Ports": {}, "IPAddress": "", "Networks": {}},
    }


def image_details(one: Record) -> Record:
    return {
        "Id": one["id"],
        "RepoTags": one["names"],
        "RepoDigests": [name.rpartition(":")[0] + "@sha256:" + one["id"][:6:-1] for name in one["names"]],
        "Parent": "",
        "Created": "2025-10-30T08:12:44Z",
        "Config": {"Env": variables(one), "Cmd": ["bash"]},
        "Architecture": one["architecture"],
        "Os": "linux",
        "Size": one["size"],
    }


def listed(one: Record) -> Record:
    status = {"running": "Up", "created": "Created"}.get(one["state"], "Exited (137) 3 hours ago")
    return {
        "Command": json.dumps(" ".join(one.get("command", ["bash"]))),
        "CreatedAt": "2025-11-23 10:00:00 +0800 CST",
        "ID": one["id"],
        "Image": full(one["image"]),
        "Platform": "linux/" + ARCHITECTURE,
        "Names": one["name"],
        "Ports": "",
        "Status": status,
        "Runtime": "io.containerd.runc.v2",
        "Size": "",
        "Labels": "",
    }


def refuse(kind: str, *values: Any) -> None:
    """Why nerdctl will not, as it says it."""
    if kind in ("source", "running", "filter"):
        return  # it makes an empty folder of what is not there
    if kind == "nothing":
        what = {"image": "no such image", "container": "no such container"}.get(values[0], "no such object")
        fatal(f"1 errors:\n{what}: {values[1]}" if values[0] else f"{what} {values[1]}")
    fatal(REFUSALS[kind].format(*values))


ABSENT = "no such container: {0}"
REFUSALS = {
    "usage": "requires at least 1 arg(s), only received 0",
    "absent": ABSENT,
    "not started": ABSENT,
    "not removed": ABSENT,
    "stopped": "cannot exec in a stopped state: unknown",
    "shm": "invalid size: '{}'",
    "image": 'failed to resolve reference "docker.io/library/{}": failed to do request: dial tcp: no such host',
    "name": 'invalid container name "{}": identifier must match pattern ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$',
    "volume": "expected an absolute path, got a relative path {!r}",
    "conflict": 'name "{}" is already used by ID "{}"',
    "device": 'failed to create shim task: stat "/dev/{2}": no such file or directory',
    "full": "failed to copy: write /var/lib/containerd/io.containerd.content.v1: no space left on device",
    "unread": "open {}: {}",
}


def ps(words: list[str]) -> None:
    asked, shown = chosen(words, refuse)
    form = asked.get("format", ["{{.ID}}  {{.Image}}  {{.Status}}  {{.Names}}"])[-1]
    form = "{{json .}}" if form == "json" else form
    sys.stdout.write("".join(filled(form, listed(one)) + "\n" for one in shown))


def create(words: list[str]) -> None:
    sys.stdout.write(created(words, refuse)["id"] + "\n")


def load_image(words: list[str]) -> None:
    image = loaded(words, refuse)
    for name in map(full, image["names"]):
        sys.stdout.write(f"unpacking {name} ({image['id']})...\nLoaded image: {name}\n")


def main(words: list[str]) -> None:
    _, words = of_a_kind(words)
    commands: dict[str, Callable[[list[str]], object]] = {
        "ps": ps,
        "inspect": lambda words: inspect(words, details, image_details, refuse),
        "exec": lambda words: execute(words, refuse),
        "create": create,
        "start": lambda words: start(words, refuse, "a"),
        "rm": lambda words: remove(words, refuse),
        "load": load_image,
    }
    if words[:1] in (["--version"], ["-v"]):
        sys.stdout.write("nerdctl version 2.0.3\n")
        return
    if not words or words[0] not in commands:
        fatal(f'unknown subcommand "{" ".join(words[:1])}" for "nerdctl"')
    if taken_by_root_alone():
        fatal(
            "rootless containerd not running? (hint: use `containerd-rootless-setuptool.sh install` to start rootless "
            "containerd): cannot access containerd socket: permission denied"
        )
    commands[words[0]](words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
