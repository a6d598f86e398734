"""Events of the run itself, of its nodes, their containers, and what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mindie_tui.model.events.base import Event
from mindie_tui.model.node import Facts


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """The first record of a run: its profile and its nodes."""

    name = "run.started"
    profile: str
    version: str
    nodes: tuple[Mapping[str, Any], ...]
    """{"name", "ranks": [first, last] or None, "ip"} of each node, rank order."""
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The last record of a run: its exit status, and why."""

    name = "run.ended"
    exit: int
    reason: str
    report: str | None = None


# -- nodes


@dataclass(frozen=True, slots=True)
class NodeAsked(Event):
    """A probe of this node began."""

    name = "node.asked"
    node: str


@dataclass(frozen=True, slots=True)
class NodeFound(Event):
    """A node answered. In JSON the summary of `facts`; `facts` itself only lives in this process."""

    name = "node.found"
    node: str
    facts: Facts

    def body(self) -> dict[str, Any]:
        f = self.facts
        known = {
            "npus": len(f.npus) if f.npus is not None else None,
            "hbm_free_gib": f.hbm_free_gib,
            "driver": f.driver,
            "layout": f.layout,
            "mindie": f.mindie,
            "image_id": f.image_id,
            "config_sha256": f.config_sha256,
            "ip": f.ip,
            "container_state": f.container_state,
        }
        return {"node": self.node} | {key: value for key, value in known.items() if value is not None}


@dataclass(frozen=True, slots=True)
class NodeRefused(Event):
    """Login, host key or address: this node cannot be used as it is."""

    name = "node.refused"
    node: str
    kind: Literal["login", "host_key_unknown", "host_key_changed", "unreachable", "answer"]
    reason: str
    do: str = ""
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class HostKeyAdded(Event):
    """A host key that nobody knew was accepted (--accept-host-key, StrictHostKeyChecking) and is known from now on."""

    name = "host_key.added"
    node: str
    fingerprint: str
    known_hosts: str
    """The file that it was added to."""


@dataclass(frozen=True, slots=True)
class NodeLost(Event):
    """The connection to a node dropped; it is tried again."""

    name = "node.lost"
    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class NodeBack(Event):
    """A node that was lost answers again."""

    name = "node.back"
    node: str
    lost_s: float


@dataclass(frozen=True, slots=True)
class LogTurned(Event):
    """A followed log starts again on its node; here it continues in the same file."""

    name = "log.turned"
    node: str
    file: str
    """In the run folder."""
    how: Literal["rotated", "truncated"]
    offset: int
    """Byte of `file` where the new content begins."""
    lost: bool = False
    """Whether what the old one still held is gone: nobody followed when it happened."""


# -- containers and what is sent from this machine


@dataclass(frozen=True, slots=True)
class UploadProgress(Event):
    """Files of this machine on their way to a node; once a second at most. The bytes are those that the node has."""

    name = "upload.progress"
    node: str
    what: str
    """A dataset's name, or "image"."""
    path: str
    """Its path on the node."""
    done_bytes: int
    total_bytes: int
    files: int
    """So many are whole, of"""
    total_files: int
    elapsed_s: float = 0.0
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class UploadFinished(Event):
    """The archive is on the node, every file with the same hash as here."""

    name = "upload.finished"
    node: str
    what: str
    path: str
    total_bytes: int
    total_files: int
    sent_bytes: int
    """0: all of it stood there already."""
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageLoading(Event):
    """An image archive is being loaded by the engine of a node; once a second at most."""

    name = "image.loading"
    node: str
    image: str
    tar: str
    total_bytes: int
    done_bytes: int | None = None
    """Bytes of the archive that the engine has read; None where that is not to be seen (under sudo)."""
    elapsed_s: float = 0.0
    image_id: str | None = None
    """Set in the last: the image is there."""


@dataclass(frozen=True, slots=True)
class ContainerCreated(Event):
    """Created from the profile, and started; one that was there is never replaced."""

    name = "container.created"
    node: str
    container: str
    id: str
    image: str
    image_id: str
    shm_size: str
    devices: int
    """Device files that it was given."""
    command: str
    """Exactly as it was run."""


@dataclass(frozen=True, slots=True)
class ContainerRefused(Event):
    """No container was created on this node; nothing that stood there was changed."""

    name = "container.refused"
    node: str
    container: str
    reason: str
    do: str = ""
