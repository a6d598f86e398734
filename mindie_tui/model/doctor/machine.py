"""What mindie-tui itself runs on: its Python, the folder for its runs, and the programs of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mindie_tui.model.doctor.item import MachineItem
from mindie_tui.model.message import Message
from mindie_tui.model.text import size

Kind = Literal["bundle", "virtual environment", "system"]
LITTLE_BYTES = 1 << 30
"""Less free space than this gets a note: the logs of one long run of many nodes may need it."""
NO_BYTES = 16 << 20
"""Less than this is a problem: a run could not be written to its end."""


@dataclass(frozen=True, slots=True)
class SeenMachine:
    """What was found; paths as they are shown."""

    version: str
    """Of mindie-tui."""
    python: str
    executable: str
    kind: Kind
    state_folder: str
    exists: bool
    writable: bool
    free: int | None
    """Bytes; None where the file system does not say."""
    refusal: str
    """Why there is no such folder, as for a user without a home; "" for none."""
    bash: str
    tar: str
    """Paths of the programs, "" for none."""


def machine_items(seen: SeenMachine) -> tuple[MachineItem, ...]:
    """Python, state folder, bash and tar."""
    return _python(seen), _state_folder(seen), _bash(seen), _tar(seen)


def _python(seen: SeenMachine) -> MachineItem:
    found = Message("mindie-tui {version}, Python {python}, {executable}",
                    version=seen.version, python=seen.python, executable=seen.executable)  # fmt: skip
    means = {
        "bundle": Message("The bundle brings its own Python and C library."),
        "virtual environment": Message("It runs in a virtual environment of its own."),
        "system": Message("It runs in a Python that other programs use too."),
    }
    if seen.kind != "system":
        return MachineItem("python", "ok", found, means[seen.kind])
    do = Message("if another package changes what it needs, install it with pipx or use the bundle")
    return MachineItem("python", "ok", found, means[seen.kind], do)


def _state_folder(seen: SeenMachine) -> MachineItem:
    if seen.refusal:
        means = Message("Without it no run can be kept.")
        return MachineItem("state_folder", "problem", seen.refusal, means, Message("set HOME, or XDG_STATE_HOME"))
    if not seen.writable:
        return MachineItem(
            "state_folder", "problem", Message("{folder} cannot be written", folder=seen.state_folder),
            Message("Without it no run can be kept."),
            Message("check its owner, or name another folder: export XDG_STATE_HOME=..."),
        )  # fmt: skip
    means = Message("Runs, their logs and reports are kept here.")
    if seen.free is None:
        found = Message("{folder}; the free space cannot be observed", folder=seen.state_folder)
        return MachineItem("state_folder", "unknown", found, means, f"df -h {seen.state_folder}")
    there = Message("{folder}, {free} free", folder=seen.state_folder, free=size(seen.free))
    found = there if seen.exists else Message("{there}; the first run makes it", there=there)
    if seen.free < LITTLE_BYTES:
        state: Literal["problem", "note"] = "problem" if seen.free < NO_BYTES else "note"
        do = Message("free some space: mindie-tui runs --prune 30 removes the logs of old runs")
        return MachineItem("state_folder", state, found, means, do)
    return MachineItem("state_folder", "ok", found, means)


def _bash(seen: SeenMachine) -> MachineItem:
    if seen.bash:
        return MachineItem("bash", "ok", seen.bash, Message("The demo and nodes with connection: local start it."))
    return MachineItem(
        "bash", "note", Message("no bash is installed"),
        Message("The demo and nodes with connection: local need it. Nodes over SSH do not need it here."),
        Message("install bash, if you want one of these"),
    )  # fmt: skip


def _tar(seen: SeenMachine) -> MachineItem:
    means = Message("Only you need it, to unpack a bundle. mindie-tui reads and writes archives itself.")
    if seen.tar:
        return MachineItem("tar", "ok", seen.tar, means)
    return MachineItem("tar", "note", Message("no tar is installed"), means)
