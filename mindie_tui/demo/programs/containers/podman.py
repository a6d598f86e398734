"""podman of a demo node, in the words of release 4.3: ids without sha256:, one array from ps, statuses of its own."""

from __future__ import annotations

import json
import os
import sys

from engine import (
    ARCHITECTURE,
    binds,
    chosen,
    devices,
    fail,
    filled,
    inspect,
    of_a_kind,
    options,
    taken_by_root_alone,
    variables,
)
from engine_changes import created, loaded, remove, start
from engine_exec import execute

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from engine import Record


def full(name: str) -> str:
    """A short name as podman keeps it."""
    return name if "/" in name else "localhost/" + name


def details(one: Record) -> Record:
    command = one.get("command", ["bash"])
    digest = one["image_id"].removeprefix("sha256:")
    return {
        "Id": one["id"],
        "Created": "2025-11-23T02:00:00.365412009Z",
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": {
            "OciVersion": "1.0.2-dev",
            "Status": one["state"],
            "Running": one["state"] == "running",
            "Paused": False,
            "Restarting": False,
            "OOMKilled": False,
            "Dead": False,
            "Pid": 2718 if one["state"] == "running" else 0,
            "ExitCode": 137 if one["state"] == "exited" else 0,
            "Error": "",
        },
        "Image": digest,
        "ImageDigest": "sha256:" + digest[::-1],
        "ImageName": full(one["image"]),
        "Rootfs": "",
        "Pod": "",
        "Name": one["name"],
        "RestartCount": 0,
        "Driver": "overlay",
        "Mounts": _mounts(one),
        "Config": _config(one),
        "HostConfig": _host_config(one),
    }


def _mounts(one: Record) -> list[Record]:
    return [
        {
            "Type": "bind",
            "Source": source,
            "Destination": target,
            "Driver": "",
            "Mode": "",
            "Options": ["rbind"],
            "RW": mode != "ro",
            "Propagation": "rprivate",
        }
        for source, target, mode in binds(one)
    ]


def _config(one: Record) -> Record:
    command = one.get("command", ["bash"])
    return {
        "Hostname": os.environ["MINDIE_DEMO_NAME"],
        "User": "",
        "Tty": False,
        "OpenStdin": False,
        "Env": variables(one) + ["container=podman"],
        "Cmd": command[1:] or None,
        "Image": full(one["image"]),
        "WorkingDir": "/",
        "Entrypoint": command[0] if command else "",  # a text, where docker has a list
        "Labels": None,
        "StopSignal": 15,
        "CreateCommand": one.get("words") or ["podman", "run", *(f"--device=/dev/{name}" for name in devices(one))],
    }


def _host_config(one: Record) -> Record:
    return {
        "Binds": [f"{s}:{t}:{m or 'rw'},rprivate,rbind" for s, t, m in binds(one)],
        "NetworkMode": one.get("network", "host"),
        "IpcMode": "shareable",
        "Privileged": one.get("privileged", False),
        "ShmSize": one.get("shm_bytes", 536870912000),
        "Runtime": "oci",
        "Devices": [
            {"PathOnHost": "/dev/" + name, "PathInContainer": "/dev/" + name, "CgroupPermissions": ""}
            for name in devices(one)
        ],
        "PidsLimit": 2048,
    }


def image_details(one: Record) -> Record:
    digest = one["id"].removeprefix("sha256:")
    return {
        "Id": digest,
        "Digest": "sha256:" + digest[::-1],
        "RepoTags": [full(name) for name in one["names"]],
        "RepoDigests": [full(name).rpartition(":")[0] + "@sha256:" + digest[::-1] for name in one["names"]],
        "Parent": "",
        "Created": "2025-10-30T08:12:44Z",
        "Config": {"Env": variables(one), "Cmd": ["bash"]},
        "Architecture": one["architecture"],
        "Os": "linux",
        "Size": one["size"],
        "ManifestType": "application/vnd.docker.distribution.manifest.v2+json",
        "NamesHistory": [full(name) for name in one["names"]],
    }


def listed(one: Record) -> Record:
    status = {"running": "Up 2 days ago", "created": "Created"}.get(one["state"], "Exited (137) 3 hours ago")
    return {
        "AutoRemove": False,
        "Command": one.get("command", ["bash"]),
        "CreatedAt": "2 days ago",
        "Exited": one["state"] == "exited",
        "ExitedAt": -62135596800,
        "ExitCode": 137 if one["state"] == "exited" else 0,
        "Id": one["id"],
        "Image": full(one["image"]),
        "ImageID": one["image_id"].removeprefix("sha256:"),
        "IsInfra": False,
        "Labels": None,
        "Mounts": [target for _, target, _ in binds(one)],
        "Names": [one["name"]],
        "Networks": [],
        "Pid": 2718 if one["state"] == "running" else 0,
        "Pod": "",
        "State": one["state"],
        "Status": status,
        "Created": 1763863200,
    }


def refuse(kind: str, *values: Any) -> None:
    """Why podman will not, as it says it."""
    if kind in ("running", "filter"):
        return
    if kind == "nothing":
        sys.stdout.write("[]\n")
        what = "{1}: image not known" if values[0] == "image" else 'no such object: "{1}"'
        fail("Error: inspecting object: " + what.format(*values), 125)
    if kind == "device":
        values = (values[1]["id"], values[2])
    fail(REFUSALS[kind].format(*values), STATUS.get(kind, 125))


ABSENT = 'Error: no container with name or ID "{}" found: no such container'
STATUS = {"stopped": 255, "not removed": 1}
REFUSALS = {
    "usage": "Error: requires at least 1 arg(s), only received 0",
    "absent": ABSENT,
    "not started": ABSENT,
    "not removed": ABSENT,
    "stopped": "Error: can only create exec sessions on running containers: container state improper",
    "shm": 'Error: unable to translate --shm-size: invalid size: "{}"',
    "image": 'Error: short-name "{}" did not resolve to an alias and no unqualified-search registries are defined '
    'in "/etc/containers/registries.conf"',
    "name": "Error: running container create option: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument",
    "volume": "Error: invalid container path {}, must be an absolute path",
    "source": "Error: statfs {}: no such file or directory",
    "conflict": 'Error: creating container storage: the container name "{0}" is already in use by {1}. You have '
    "to remove that container to be able to reuse that name: that name is already in use",
    "device": 'Error: unable to start container "{}": stat /dev/{}: no such file or directory',
    "full": "Error: payload does not match any of the supported image formats:\n * docker-archive: writing blob: "
    'adding layer with blob "sha256:6d3a": write /usr/lib/libascend.so: no space left on device',
    "unread": "Error: stat {}: {}",
}


def ps(words: list[str]) -> None:
    asked, shown = chosen(words, refuse)
    rows = [listed(one) for one in shown]
    form = asked.get("format", [None])[-1]
    if form in ("json", "{{json .}}"):
        sys.stdout.write(json.dumps(rows, indent=2) + "\n")
    elif form is not None:
        sys.stdout.write("".join(filled(form, row) + "\n" for row in rows))
    else:
        for row in rows:
            sys.stdout.write("  ".join([row["Id"][:12], row["Image"], row["Status"], row["Names"][0]]) + "\n")


def create(words: list[str]) -> None:
    sys.stdout.write(created(words, refuse, ["podman", "create", *words])["id"] + "\n")


def load_image(words: list[str]) -> None:
    sys.stderr.write("Getting image source signatures\n")
    image = loaded(words, refuse)
    sys.stderr.write("Writing manifest to image destination\nStoring signatures\n")
    names = [full(name) for name in image["names"]] or [image["id"]]
    sys.stdout.write("".join(f"Loaded image: {name}\n" for name in names))


def info(words: list[str]) -> None:
    asked, _ = options(words, {}, {"-f": "format", "--format": "format"})
    value = {"Store": {"GraphRoot": os.environ["MINDIE_DEMO_NODE"]}, "Host": {"Arch": ARCHITECTURE}}
    sys.stdout.write(filled(asked.get("format", ["{{json .}}"])[-1], value) + "\n")


def main(words: list[str]) -> None:
    _, words = of_a_kind(words)
    commands: dict[str, Callable[[list[str]], object]] = {
        "ps": ps,
        "inspect": lambda words: inspect(words, details, image_details, refuse, indent=5),
        "exec": lambda words: execute(words, refuse),
        "create": create,
        "start": lambda words: start(words, refuse),
        "rm": lambda words: remove(words, refuse),
        "load": load_image,
        "info": info,
    }
    if words[:1] in (["--version"], ["-v"]):
        sys.stdout.write("podman version 4.3.1\n")
        return
    if not words or words[0] not in commands:
        fail(
            f"Error: unrecognized command `podman {' '.join(words[:1])}`\nTry 'podman --help' for more information", 125
        )
    if taken_by_root_alone():
        fail("Error: creating runtime static files directory: mkdir /var/lib/containers: permission denied", 125)
    commands[words[0]](words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
