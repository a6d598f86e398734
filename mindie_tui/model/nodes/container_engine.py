"""What docker, podman and nerdctl print of images and containers, and why they would not answer, read.

They agree on little: docker's ids begin with sha256:, podman's do not; nerdctl gives a container's image by its name;
`ps --format '{{json .}}'` is a line an object with docker and nerdctl, one array with podman.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.message import Message, joined
from mindie_tui.model.shell import sh
from mindie_tui.model.text import one_line

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
"""`uname -m` in the words of an image."""
_NOT_THERE = re.compile(
    r"no such (?:object|container|image)|no object with|no container with|image not known|not found: ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Image:
    """An image as `ENGINE image inspect` shows it."""

    id: str
    """With sha256: before it, whatever the engine."""
    architecture: str
    """amd64, arm64; "" where it is not reported."""
    names: tuple[str, ...] = ()


def objects(text: str | None) -> list[dict[str, Any]]:
    """The JSON objects of an answer: an array, or an object a line; lines that are neither are passed over."""
    said = (text or "").strip()
    try:
        found: Any = json.loads(said[said.index("[") :]) if "[" in said else None
    except ValueError:
        found = None
    if isinstance(found, list):
        return [row for row in found if isinstance(row, dict)]
    rows = []
    for line in said.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        rows += [row] if isinstance(row, dict) else []
    return rows


def identity(text: object) -> str | None:
    """An image's id with the prefix sha256:; None for anything else, such as nerdctl's name of an image."""
    found = re.fullmatch(r"sha256:([0-9a-f]+)|([0-9a-f]{64})", str(text or ""))
    return f"sha256:{found[1] or found[2]}" if found else None


def image(text: str | None) -> Image | None:
    """Of `ENGINE image inspect NAME`; None where it shows none."""
    one = next(iter(objects(text)), {})
    found = identity(one.get("Id"))
    if found is None:
        return None
    names = one.get("RepoTags")
    names = tuple(str(name) for name in names) if isinstance(names, list) else ()
    return Image(found, str(one.get("Architecture") or ""), names)


def names(text: str | None) -> tuple[str, ...]:
    """The containers of `ENGINE ps -a --format '{{json .}}'`."""
    found: list[str] = []
    for row in objects(text):
        name = row.get("Names")
        name = name[0] if isinstance(name, list) and name else name  # podman prints a list
        found += [name] if isinstance(name, str) else []
    return tuple(found)


def devices_asked(words: object) -> dict[str, str]:
    """{name below /dev inside: its rights} of the command that podman created a container by, which its inspect keeps.

    Its own list of devices does not tell the rights; what is given without them is rwm.
    """
    words = [str(word) for word in words] if isinstance(words, list) else []
    found = [word.removeprefix("--device=") for word in words if word.startswith("--device=")]
    found += [after for word, after in pairwise(words) if word == "--device"]
    rights = {}
    for text in found:
        here, *more = text.split(":")
        there = more[0] if more and more[0].startswith("/") else here
        last = more[-1] if more and not more[-1].startswith("/") else "rwm"
        rights[there.removeprefix("/dev/")] = last
    return rights


def absent(text: str | None) -> bool:
    """Whether an inspect says that nothing of this name is there."""
    return bool(_NOT_THERE.search(text or ""))


def loaded_images(text: str) -> tuple[str, ...]:
    """The names, else the ids, that `ENGINE load` says it has loaded."""
    return tuple(re.findall(r"^Loaded image(?:\(s\))?(?: ID)?: (\S+)$", text, flags=re.MULTILINE))


PYTHON = Message("a Python 3.8 or newer is needed where the service runs")
_NO_PYTHON = re.compile(r"no Python 3\.8|python[\d.]*\b.*not found|SyntaxError|No module named", re.IGNORECASE)
_NO_ENGINE = re.compile(
    r"daemon|sudo: |sudoers|permission denied|cannot access containerd|no such container|no container with"
    r"|is not running|is paused|container state improper|in a stopped state|connect to the docker|connect to podman",
    re.IGNORECASE,
)


def remedy_for_silence(said: str, status: int | None, container: Container) -> str:
    """What to do where a program that was sent inside printed no answer; `said` is the last output."""
    if status == 137 or said.strip() == "Killed":
        return Message("it was killed there: see dmesg, and how much memory is free")
    if re.search(r"no space left|read-only file system|disk quota", said, re.IGNORECASE):
        return Message("make room on that disk, or mount it writable")
    if _NO_PYTHON.search(said):
        return PYTHON
    missing = rf"\b{container.engine}: (?:command )?not found"
    if container.engine != "none" and (_NO_ENGINE.search(said) or re.search(missing, said)):
        return trouble(said, container)[1]
    if status == 127:
        return PYTHON
    return Message("see what it says there") if said else joined(Message("log in there and see"), PYTHON)


def trouble(text: str | None, container: Container) -> tuple[str, str]:
    """Why an engine gave no answer, in one sentence, and what to do."""
    said, engine = text or "", container.engine
    if re.search(r"sudo: .*(?:password|no tty|terminal)", said):
        can = Message(
            "allow {engine} there without one (NOPASSWD in sudoers), or log in as root and take sudo out", engine=engine
        )
        return Message("sudo -n {engine}: sudo asks for a password", engine=engine), can
    if re.search(r"sudo: .*(?:not allowed|not in the sudoers)|is not in the sudoers file", said):
        return Message("sudo -n {engine}: this user may not run it by sudo", engine=engine), Message(
            "allow {engine} in sudoers, or log in as root", engine=engine
        )
    if re.search(r"sudo: (?:command )?not found", said):
        return Message("there is no sudo"), Message("log in as root, and take sudo out of the profile")
    if "permission denied" in said.lower():
        return Message("this user may not speak to {engine}", engine=engine), Message(
            "set container.sudo: true, or log in as root"
        )
    if re.search(rf"{engine}: (?:command )?not found|{engine}: No such file", said):
        return Message("there is no {engine}", engine=engine), Message(
            "set container.engine to the installed one, or to none"
        )
    if re.search(
        r"cannot connect to the docker daemon|failed to connect to the docker api|cannot access containerd"
        r"|is the docker daemon run|cannot connect to podman",
        said,
        re.IGNORECASE,
    ):
        return Message("{engine}'s daemon does not answer", engine=engine), Message(
            "start it there: {command}", command=sh("systemctl start {}", _daemon(engine))
        )
    if absent(said):
        return Message("there is no container {name}", name=container.name), Message(
            "set container.name to one that is there, or create it"
        )
    if re.search(r"is not running|is paused|container state improper|in a stopped state", said):
        return Message("{name} does not run", name=container.name), Message(
            "start it there: {command}", command=sh("{} start {}", container.words, container.name)
        )
    last = (said.strip().splitlines() or ["no message"])[-1]
    return f"{engine}: {one_line(last)[:300]}", Message("see `{engine} ps -a` there", engine=engine)


def _daemon(engine: str) -> str:
    return "containerd" if engine == "nerdctl" else engine
