"""docker of a demo node: ps, inspect, exec, version, images, with docker's own answers and refusals.

`exec` becomes the command (no process stays between), in a new session as runc starts it: a daemon that is the
direct command of `docker exec` leads its session, and its setpgrp() fails as in a real container.
"""

import json
import os
import re
import sys

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
STATE = os.path.join(os.environ["MINDIE_DEMO_NODE"], "state")


def load(name):
    with open(os.path.join(STATE, name), encoding="utf-8") as file:
        return json.load(file)


def fail(text, status=1):
    sys.stderr.write(text + "\n")
    sys.exit(status)


def find(name):
    for one in load("containers.json"):
        if one["name"] == name.lstrip("/") or (len(name) >= 4 and one["id"].startswith(name)):
            return one
    return None


def row(one, short):
    running = one["state"] == "running"
    return {
        "Command": '"bash"',
        "CreatedAt": "2025-11-23 10:00:00 +0800 CST",
        "ID": one["id"][:12] if short else one["id"],
        "Image": one["image"],
        "Labels": "",
        "LocalVolumes": "0",
        "Mounts": ",".join(one["mounts"]),
        "Names": one["name"],
        "Networks": "host",
        "Ports": "",
        "RunningFor": "2 days ago",
        "Size": "0B",
        "State": one["state"],
        "Status": "Up 2 days" if running else "Exited (137) 3 hours ago",
    }


def details(one):
    running = one["state"] == "running"
    devices = [f"davinci{n}" for n in range(16)] + ["davinci_manager", "hisi_hdc", "devmm_svm"]
    return {
        "Id": one["id"],
        "Created": "2025-11-23T02:00:00.000000000Z",
        "Path": "bash",
        "Args": [],
        "State": {
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
        },
        "Image": one["image_id"],
        "Name": "/" + one["name"],
        "RestartCount": 0,
        "Driver": "overlay2",
        "Platform": "linux",
        "HostConfig": {
            "NetworkMode": "host",
            "IpcMode": "private",
            "Privileged": False,
            "ShmSize": 536870912000,
            "Devices": [
                {"PathOnHost": "/dev/" + d, "PathInContainer": "/dev/" + d, "CgroupPermissions": "rwm"} for d in devices
            ],
            "Binds": [f"{m}:{m}" for m in one["mounts"]],
        },
        "Mounts": [
            {"Type": "bind", "Source": m, "Destination": m, "Mode": "", "RW": True, "Propagation": "rprivate"}
            for m in one["mounts"]
        ],
        "Config": {
            "Hostname": os.environ["MINDIE_DEMO_NAME"],
            "User": "",
            "Tty": True,
            "OpenStdin": True,
            "Env": ["{}={}".format(*pair) for pair in one["environment"].items()],
            "Cmd": ["bash"],
            "Image": one["image"],
            "WorkingDir": "",
            "Entrypoint": None,
            "Labels": {},
        },
        "NetworkSettings": {"Networks": {"host": {"NetworkID": "", "IPAddress": ""}}},
    }


def image_named(name):
    for one in load("containers.json"):
        if name in (one["image"], one["image_id"]) or one["image_id"][7:].startswith(name):
            return {
                "Id": one["image_id"],
                "RepoTags": [one["image"]],
                "Created": "2025-10-30T08:12:44.000000000Z",
                "Architecture": ARCHITECTURE,
                "Os": "linux",
                "Size": 26421034188,
            }
    return None


def go(value):
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


def filled(template, value):
    """The part of Go's templates that people write: {{.A.B}}, {{json .A}}, {{json .}}, plain text."""

    def one(match):
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


def options(words, flags, valued):
    """Options before the first other word: ({name: last value or list}, the rest). Both `-f x` and `-f=x`."""
    found, rest = {}, list(words)
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


def ps(words):
    flags = {"-a": "all", "--all": "all", "--no-trunc": "full", "-q": "quiet", "--quiet": "quiet"}
    asked, _ = options(words, flags, {"--format": "format", "-f": "filter", "--filter": "filter"})
    shown = [c for c in load("containers.json") if "all" in asked or c["state"] == "running"]
    for text in asked.get("filter", []):
        key, _, value = text.partition("=")
        if key == "name":
            shown = [c for c in shown if re.search(value, c["name"])]
        elif key == "status":
            shown = [c for c in shown if c["state"] == value]
        else:
            fail(f"Error response from daemon: invalid filter '{key}'")
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


def inspect(words):
    valued = {"-f": "format", "--format": "format", "--type": "type"}
    asked, names = options(words, {"-s": "size", "--size": "size"}, valued)
    if not names:
        fail('"docker inspect" requires at least 1 argument.')
    found, status, kind = [], 0, asked.get("type", [None])[-1]
    for name in names:
        one, image = find(name), image_named(name)
        if one and kind != "image":
            found.append(details(one))
        elif image and kind != "container":
            found.append(image)
        else:
            what = {"container": "No such container", "image": "No such image"}.get(kind, "No such object")
            sys.stderr.write(f"Error: {what}: {name}\n")
            status = 1
    if "format" in asked:
        for one in found:
            sys.stdout.write(filled(asked["format"][-1], one) + "\n")
    else:
        sys.stdout.write(json.dumps(found, indent=4) + "\n")
    sys.exit(status)


def execute(words):
    flags = {f: f for f in ("-i", "--interactive", "-t", "--tty", "-d", "--detach", "--privileged")}
    valued = {"-w": "dir", "--workdir": "dir", "-e": "env", "--env": "env", "-u": "user", "--user": "user"}
    asked, rest = options(words, flags, valued)
    if len(rest) < 2:
        fail('"docker exec" requires at least 2 arguments.\nSee \'docker exec --help\'.')
    name, command = rest[0], rest[1:]
    one = find(name)
    if not one:
        fail(f"Error response from daemon: No such container: {name}")
    if one["state"] != "running":
        fail("Error response from daemon: container {} is not running".format(one["id"]))
    if "-t" in asked or "--tty" in asked:
        fail("the input device is not a TTY")
    environment = dict(os.environ, **one["environment"])
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


def version(words):
    asked, _ = options(words, {}, {"-f": "format", "--format": "format"})
    value = {"Client": {"Version": "26.1.3", "ApiVersion": "1.45", "Os": "linux", "Arch": ARCHITECTURE}}
    value["Server"] = dict(value["Client"], KernelVersion="5.10.0-216.0.0.115.oe2203sp4.aarch64")
    if "format" in asked:
        form = asked["format"][-1]
        sys.stdout.write(filled("{{json .}}" if form == "json" else form, value) + "\n")
    else:
        for side, of in value.items():
            sys.stdout.write(f"{side}: Docker Engine - Community\n Version:           {of['Version']}\n\n")


def images(words):
    flags = {"--no-trunc": "full", "-q": "quiet", "--quiet": "quiet", "-a": "all"}
    asked, _ = options(words, flags, {"--format": "format"})
    for one in load("containers.json"):
        repository, _, tag = one["image"].rpartition(":")
        value = {"Repository": repository, "Tag": tag, "ID": one["image_id"], "CreatedSince": "3 weeks ago"}
        value["Size"] = "24.6GB"
        if "quiet" in asked:
            sys.stdout.write(one["image_id"] + "\n")
        elif "format" in asked:
            form = asked["format"][-1]
            sys.stdout.write(filled("{{json .}}" if form == "json" else form, value) + "\n")
        else:
            sys.stdout.write("REPOSITORY   TAG   IMAGE ID   CREATED   SIZE\n")
            sys.stdout.write("   ".join([repository, tag, one["image_id"][7:19], "3 weeks ago", "24.6GB"]) + "\n")


def main(words):
    if words and words[0] in ("container", "image") and len(words) > 1:
        kind, words = words[0], words[1:]
        if words[0] == "inspect":
            words[1:1] = ["--type", kind]
        elif words[0] == "ls" and kind == "image":
            words[0] = "images"
    commands = {"ps": ps, "ls": ps, "inspect": inspect, "exec": execute, "version": version, "images": images}
    if words[:1] in (["--version"], ["-v"]):
        sys.stdout.write("Docker version 26.1.3, build b72abbb\n")
        return
    if not words or words[0] not in commands:
        fail("docker: '{}' is not a docker command.\nSee 'docker --help'".format(" ".join(words[:1])))
    if load("faults.json").get("docker_down"):
        fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?")
    commands[words[0]](words[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
