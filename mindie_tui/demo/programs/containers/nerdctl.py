"""nerdctl of a demo node, in the words of release 2.0: a container's image by its name, no network mode, FATA lines."""

from __future__ import annotations

import json
import os
import sys

from engine import (
    ARCHITECTURE,
    archive,
    created,
    devices,
    execute,
    fail,
    filled,
    find,
    image_named,
    load,
    missing_device,
    mounts,
    of_a_kind,
    options,
    removed,
    taken_by_root_alone,
    turned,
    variables,
)

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
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
    texts = {
        "usage": "requires at least 1 arg(s), only received 0",
        "absent": "no such container: {}",
        "shm": "invalid size: '{}'",
        "image": 'failed to resolve reference "docker.io/library/{}": failed to do request: dial tcp: no such host',
        "name": 'invalid container name "{}": identifier must match pattern ^[A-Za-z0-9]+(?:[._-](?:[A-Za-z0-9]+))*$',
        "volume": "expected an absolute path, got a relative path {!r}",
        "conflict": 'name "{}" is already used by ID "{}"',
    }
    if kind == "source":
        return  # it makes an empty folder of what is not there
    if kind == "stopped":
        fatal("cannot exec in a stopped state: unknown")
    fatal(texts[kind].format(*values))


def ps(words: list[str]) -> None:
    flags = {"-a": "all", "--all": "all", "--no-trunc": "full", "-q": "quiet"}
    asked, _ = options(words, flags, {"--format": "format", "-f": "filter", "--filter": "filter"})
    rows = [listed(c) for c in load("containers.json") if "all" in asked or c["state"] == "running"]
    form = asked.get("format", ["{{.ID}}  {{.Image}}  {{.Status}}  {{.Names}}"])[-1]
    sys.stdout.write("".join(filled("{{json .}}" if form == "json" else form, row) + "\n" for row in rows))


def inspect(words: list[str]) -> None:
    asked, names = options(words, {"-s": "size"}, {"-f": "format", "--format": "format", "--type": "type"})
    kind = asked.get("type", [""])[-1]
    found = []
    for name in names:
        one = find(name) if kind != "image" else None
        image = image_named(name) if one is None and kind != "container" else None
        if one is not None:
            found.append(details(one))
        elif image is not None:
            found.append(image_details(image))
        else:
            what = {"image": "no such image", "container": "no such container"}.get(kind, "no such object")
            fatal(f"1 errors:\n{what}: {name}" if kind else f"{what} {name}")
    if "format" in asked:
        sys.stdout.write("".join(filled(asked["format"][-1], one) + "\n" for one in found))
    else:
        sys.stdout.write(json.dumps(found, indent=4) + "\n")


def create(words: list[str]) -> None:
    sys.stdout.write(created(words, refuse)["id"] + "\n")


def start(words: list[str]) -> None:
    _, names = options(words, {"-a": "a"}, {})
    for name in names:
        one = find(name)
        if one is None:
            refuse("absent", name)
        assert one  # or it was refused
        if (device := missing_device(one)) is not None:
            fatal(f'failed to create shim task: stat "/dev/{device}": no such file or directory')
        turned(name, "running")
        sys.stdout.write(name + "\n")


def rm(words: list[str]) -> None:
    _, names = options(words, {"-f": "force", "--force": "force"}, {})
    for name in names:
        if removed(name) is None:
            refuse("absent", name)
        sys.stdout.write(name + "\n")


def load_image(words: list[str]) -> None:
    asked, _ = options(words, {"-q": "quiet"}, {"-i": "input", "--input": "input"})
    path = asked.get("input", ["/dev/stdin"])[-1]
    try:
        image = archive(path)
    except OSError as error:
        if error.errno == 28:
            fatal("failed to copy: write /var/lib/containerd/io.containerd.content.v1: no space left on device")
        fatal(f"open {path}: no such file or directory")
    for name in map(full, image["names"]):
        sys.stdout.write(f"unpacking {name} ({image['id']})...\nLoaded image: {name}\n")


def main(words: list[str]) -> None:
    _, words = of_a_kind(words)
    commands = {"ps": ps, "inspect": inspect, "exec": lambda words: execute(words, refuse), "create": create}
    commands |= {"start": start, "rm": rm, "load": load_image}
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
