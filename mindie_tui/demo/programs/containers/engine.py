"""What the container engines of a demo node read: containers and images on its disk, options, Go's templates.

docker, podman and nerdctl of a node show the same containers and images, each in its own words (docker.py, podman.py,
nerdctl.py). What they change stands in engine_changes.py, what they run in engine_exec.py.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import sys
from contextlib import contextmanager

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, NoReturn, Protocol

    Json = Any
    Record = dict[str, Json]
    """A container or an image, as the node's state has it."""

    Details = Callable[[Record], Record]
    """The `inspect` output of one engine for a container, or for an image."""

    class Refuse(Protocol):
        """Why an engine will not, as it says it; only podman minds a `source` that is not there."""

        def __call__(self, kind: str, *values: Any) -> None: ...


ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
STATE = os.path.join(os.environ["MINDIE_DEMO_NODE"], "state")
DEVICES = {f"davinci{n}" for n in range(16)} | {"davinci_manager", "hisi_hdc", "devmm_svm"}


def load(name: str) -> Json:
    with open(os.path.join(STATE, name), encoding="utf-8") as file:
        return json.load(file)


@contextmanager
def changing(name: str) -> Iterator[list[Record]]:
    """The content of a file of the node's state, written back after a change; one at a time."""
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
    """The mounts as `inspect` of docker and of nerdctl prints them."""
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
    """{name below /dev: rights}; a container that the fleet itself wrote has every NPU."""
    kept: dict[str, str] | None = one.get("devices")
    return dict.fromkeys(sorted(DEVICES), "rwm") if kept is None else kept


def bytes_of(text: str) -> int | None:
    """A size as the engines read it: 64m, 2g, 1024; None for any other text."""
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


def chosen(words: list[str], refuse: Refuse) -> tuple[dict[str, list[str]], list[Record]]:
    """(options, containers) of `ps`: those that run, or all of them, as its filters say."""
    flags = {"-a": "all", "--all": "all", "--no-trunc": "full", "-q": "quiet", "--quiet": "quiet"}
    asked, _ = options(words, flags, {"--format": "format", "-f": "filter", "--filter": "filter"})
    shown: list[Record] = [c for c in load("containers.json") if "all" in asked or c["state"] == "running"]
    for text in asked.get("filter", []):
        key, _, value = text.partition("=")
        if key == "name":
            shown = [c for c in shown if re.search(value, c["name"])]
        elif key == "status":
            shown = [c for c in shown if c["state"] == value]
        else:
            refuse("filter", key)
    return asked, shown


def inspect(words: list[str], details: Details, image_details: Details, refuse: Refuse, indent: int = 4) -> bool:
    """Print an engine's output for each name; whether all of them exist."""
    valued = {"-f": "format", "--format": "format", "--type": "type"}
    asked, names = options(words, {"-s": "size", "--size": "size"}, valued)
    kind = asked.get("type", [""])[-1]
    found: list[Record] = []
    for name in names:
        one = find(name) if kind != "image" else None
        image = image_named(name) if one is None and kind != "container" else None
        if one is not None:
            found.append(details(one))
        elif image is not None:
            found.append(image_details(image))
        else:
            refuse("nothing", kind, name)
    if "format" in asked:
        sys.stdout.write("".join(filled(asked["format"][-1], one) + "\n" for one in found))
    else:
        sys.stdout.write(json.dumps(found, indent=indent) + "\n")
    return len(found) == len(names)


def taken_by_root_alone() -> bool:
    """Whether this user may not use the engine, for example because it belongs to root and sudo is missing."""
    return bool(load("faults.json").get("engine_is_roots")) and not os.environ.get("SUDO_USER")
