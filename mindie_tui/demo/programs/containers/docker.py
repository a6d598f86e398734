"""docker of a demo node: containers and images with docker's own answers and refusals, in the words of release 26."""

from __future__ import annotations

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
    load,
    mounts,
    of_a_kind,
    options,
    taken_by_root_alone,
    variables,
)
from engine_changes import created, loaded, remove, start
from engine_exec import execute

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from typing import Any

    from engine import Record

STATUS = {"running": "Up 2 days", "created": "Created"}
SOCKET = "/var/run/docker.sock"
DAEMON = "Error response from daemon: "


def row(one: Record, short: bool) -> Record:
    return {
        "Command": '"bash"',
        "CreatedAt": "2025-11-23 10:00:00 +0800 CST",
        "ID": one["id"][:12] if short else one["id"],
        "Image": one["image"],
        "Labels": "",
        "LocalVolumes": "0",
        "Mounts": ",".join(source for source, _, _ in binds(one)),
        "Names": one["name"],
        "Networks": one.get("network", "host"),
        "Ports": "",
        "RunningFor": "2 days ago",
        "Size": "0B",
        "State": one["state"],
        "Status": STATUS.get(one["state"], "Exited (137) 3 hours ago"),
    }


def details(one: Record) -> Record:
    command = one.get("command", ["bash"])
    return {
        "Id": one["id"],
        "Created": "2025-11-23T02:00:00.000000000Z",
        "Path": command[0] if command else "",
        "Args": command[1:],
        "State": _state(one),
        "Image": one["image_id"],
        "Name": "/" + one["name"],
        "RestartCount": 0,
        "Driver": "overlay2",
        "Platform": "linux",
        "HostConfig": _host_config(one),
        "Mounts": mounts(one),
        "Config": {
            "Hostname": os.environ["MINDIE_DEMO_NAME"],
            "User": "",
            "Tty": True,
            "OpenStdin": True,
            "Env": variables(one),
            "Cmd": command[1:] or ["bash"],
            "Image": one["image"],
            "WorkingDir": "",
            "Entrypoint": command[:1] if command[1:] else None,
            "Labels": {},
        },
        "NetworkSettings": {"Networks": {"host": {"NetworkID": "", "IPAddress": ""}}},
    }


def _state(one: Record) -> Record:
    running = one["state"] == "running"
    return {
        "Status": one["state"],
        "Running": running,
        "Paused": False,
        "Restarting": False,
        "OOMKilled": False,
        "Dead": False,
        "Pid": 2718 if running else 0,
        "ExitCode": 0 if running else 137,
        "Error": "",
        "StartedAt": "2025-11-23T02:00:01.000000000Z",
        "FinishedAt": "0001-01-01T00:00:00Z",
    }


def _host_config(one: Record) -> Record:
    return {
        "NetworkMode": one.get("network", "host"),
        "IpcMode": "private",
        "Privileged": one.get("privileged", False),
        "ShmSize": one.get("shm_bytes", 536870912000),
        "Devices": [
            {"PathOnHost": "/dev/" + name, "PathInContainer": "/dev/" + name, "CgroupPermissions": rights}
            for name, rights in devices(one).items()
        ],
        "Binds": [":".join(filter(None, bind)) for bind in binds(one)],
    }


def image_details(one: Record) -> Record:
    return {
        "Id": one["id"],
        "RepoTags": one["names"],
        "RepoDigests": [],
        "Parent": "",
        "Created": "2025-10-30T08:12:44.000000000Z",
        "Config": {"Env": variables(one), "Cmd": ["bash"]},
        "Architecture": one["architecture"],
        "Os": "linux",
        "Size": one["size"],
    }


def refuse(kind: str, *values: Any) -> None:
    """Why docker will not, as it says it."""
    if kind == "source":
        return  # docker makes an empty folder of what is not there
    if kind == "nothing":
        what = {"container": "No such container", "image": "No such image"}.get(values[0], "No such object")
        sys.stderr.write(f"Error: {what}: {values[1]}\n")
        return  # the other names are told all the same
    if kind == "stopped":
        fail(DAEMON + "container {} is not running".format(values[0]["id"]))
    if kind == "running":
        values = (values[0]["name"],)
    fail(REFUSALS[kind].format(*values), 125 if kind in ("usage", "shm") else 1)


ABSENT = DAEMON + "No such container: {0}"
FAILED = "\nError: failed to start containers: {0}"
REFUSALS = {
    "usage": "\"docker create\" requires at least 1 argument.\nSee 'docker create --help'.",
    "absent": ABSENT,
    "not started": ABSENT + FAILED,
    "not removed": ABSENT,
    "shm": "invalid argument \"{0}\" for \"--shm-size\" flag: invalid size: '{0}'\nSee 'docker create --help'.",
    "image": "Unable to find image '{}' locally\n" + DAEMON + 'Get "https://registry-1.docker.io/v2/": dial tcp: '
    "lookup registry-1.docker.io: no such host",
    "name": DAEMON + "Invalid container name ({}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed",
    "volume": DAEMON + "invalid volume specification: '{}'",
    "conflict": DAEMON + 'Conflict. The container name "/{}" is already in use by container "{}". You have to '
    "remove (or rename) that container to be able to reuse that name.",
    "filter": DAEMON + "invalid filter '{}'",
    "device": DAEMON + 'error gathering device information while adding custom device "/dev/{2}": no such file or '
    "directory" + FAILED,
    "running": DAEMON + 'cannot remove container "/{}": container is running: stop the container before removing or '
    "force remove",
    "full": "write /usr/lib/libascend.so: no space left on device",
    "unread": "open {}: {}",
}


def ps(words: list[str]) -> None:
    asked, shown = chosen(words, refuse)
    rows = [row(one, "full" not in asked) for one in shown]
    if "quiet" in asked:
        lines = [r["ID"] for r in rows]
    elif "format" in asked:
        form = asked["format"][-1]
        lines = [filled("{{json .}}" if form == "json" else form, r) for r in rows]
    else:
        columns = ("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names")
        titles = ("CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES")
        table = [titles] + [tuple(r[c] for c in columns) for r in rows]
        widths = [max(len(line[n]) for line in table) + 3 for n in range(len(titles))]
        lines = ["".join(cell.ljust(w) for cell, w in zip(line, widths, strict=False)).rstrip() for line in table]
    sys.stdout.write("".join(line + "\n" for line in lines))


def inspect_all(words: list[str]) -> None:
    if not [word for word in words if not word.startswith("-")]:
        fail('"docker inspect" requires at least 1 argument.')
    sys.exit(0 if inspect(words, details, image_details, refuse) else 1)


def create(words: list[str]) -> None:
    sys.stdout.write(created(words, refuse)["id"] + "\n")


def load_image(words: list[str]) -> None:
    image = loaded(words, refuse)
    for name in image["names"]:
        sys.stdout.write(f"Loaded image: {name}\n")
    if not image["names"]:
        sys.stdout.write(f"Loaded image ID: {image['id']}\n")


def version(words: list[str]) -> None:
    asked, _ = options(words, {}, {"-f": "format", "--format": "format"})
    value = {"Client": {"Version": "26.1.3", "ApiVersion": "1.45", "Os": "linux", "Arch": ARCHITECTURE}}
    value["Server"] = dict(value["Client"], KernelVersion="5.10.0-216.0.0.115.oe2203sp4.aarch64")
    if "format" in asked:
        form = asked["format"][-1]
        sys.stdout.write(filled("{{json .}}" if form == "json" else form, value) + "\n")
    else:
        for side, of in value.items():
            sys.stdout.write(f"{side}: Docker Engine - Community\n Version:           {of['Version']}\n\n")


def info(words: list[str]) -> None:
    asked, _ = options(words, {}, {"-f": "format", "--format": "format"})
    value = {"DockerRootDir": os.environ["MINDIE_DEMO_NODE"], "Driver": "overlay2", "ServerVersion": "26.1.3"}
    sys.stdout.write(filled(asked.get("format", ["{{json .}}"])[-1], value) + "\n")


def images(words: list[str]) -> None:
    flags = {"--no-trunc": "full", "-q": "quiet", "--quiet": "quiet", "-a": "all"}
    asked, _ = options(words, flags, {"--format": "format"})
    rows = [(one, *name.rpartition(":")[::2]) for one in load("images.json") for name in one["names"]]
    if "quiet" in asked:
        lines = [one["id"] for one, _, _ in rows]
    elif "format" in asked:
        form = "{{json .}}" if asked["format"][-1] == "json" else asked["format"][-1]
        lines = [filled(form, image_row(*row)) for row in rows]
    else:
        lines = ["REPOSITORY   TAG   IMAGE ID   CREATED   SIZE"]
        lines += ["   ".join([name, tag, one["id"][7:19], "3 weeks ago", "24.6GB"]) for one, name, tag in rows]
    sys.stdout.write("".join(line + "\n" for line in lines))


def image_row(one: Record, repository: str, tag: str) -> Record:
    return {"Repository": repository, "Tag": tag, "ID": one["id"], "CreatedSince": "3 weeks ago", "Size": "24.6GB"}


def main(words: list[str]) -> None:
    kind, words = of_a_kind(words)
    if kind == "image" and words[0] == "ls":
        words[0] = "images"
    commands = {
        "ps": ps,
        "ls": ps,
        "inspect": inspect_all,
        "exec": lambda words: execute(words, refuse),
        "version": version,
        "images": images,
        "create": create,
        "start": lambda words: start(words, refuse),
        "rm": lambda words: remove(words, refuse),
        "load": load_image,
        "info": info,
    }
    if words[:1] in (["--version"], ["-v"]):
        sys.stdout.write("Docker version 26.1.3, build b72abbb\n")
        return
    if not words or words[0] not in commands:
        fail("docker: '{}' is not a docker command.\nSee 'docker --help'".format(" ".join(words[:1])))
    if load("faults.json").get("docker_down"):
        fail(f"Cannot connect to the Docker daemon at unix://{SOCKET}. Is the docker daemon running?")
    if taken_by_root_alone():
        fail(
            f"permission denied while trying to connect to the Docker daemon socket at unix://{SOCKET}: "
            f'Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.45/containers/json": dial unix {SOCKET}: connect: '
            "permission denied"
        )
    commands[words[0]](words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
