"""A node of the fleet, and what was found on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mindie_tui.model.message import Message


class Node(BaseModel):
    """One machine as a profile names it. The order of the serving nodes is their rank: the first is the master."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    name: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """How people call it; also the name of its folder in a run."""
    host: str = ""
    """How SSH gets there: a Host of the ssh config or user@address:port. Absent: `name`."""
    ip: str | None = None
    """How the other nodes and the bench reach it. Absent: the address at which SSH reached it."""
    connection: Literal["ssh", "local"] = "ssh"
    """`local` is this machine."""
    serves: bool = True
    """False: it only benches."""

    @property
    def target(self) -> str:
        return self.host or self.name


_RANGE = re.compile(r"\[(\d+)-(\d+)\]")


def node_names(text: str) -> list[str]:
    """The names of a node set: "a3-[01-16]" is a3-01 .. a3-16, zeros kept; a plain name is itself.

    Raises ValueError with a sentence when the range runs backwards or holds more than 512 names.
    """
    found = _RANGE.search(text)
    if not found:
        return [text]
    first, last = found.group(1), found.group(2)
    count = int(last) - int(first) + 1
    if not 1 <= count <= 512:
        raise ValueError(
            Message(
                "the range [{first}-{last}] holds {count} names; write 1 to 512 of them",
                first=first,
                last=last,
                count=max(count, 0),
            )
        )
    width = len(first) if first.startswith("0") else 0
    head, tail = text[: found.start()], text[found.end() :]
    return [name for n in range(int(first), int(last) + 1) for name in node_names(f"{head}{n:0{width}d}{tail}")]


@dataclass(frozen=True, slots=True)
class Npu:
    """One NPU (A3: a die, A2: a card) as npu-smi and hccn_tool show it. None: not shown."""

    id: int
    """Its physical id: what npuDeviceIds and device_id of the rank table count."""
    name: str = ""
    health: str = ""
    """npu-smi's word, "OK" is good."""
    temp_c: int | None = None
    power_w: float | None = None
    hbm_used_mb: int | None = None
    hbm_total_mb: int | None = None
    aicore_percent: int | None = None
    device_ip: str | None = None
    processes: tuple[str, ...] = ()
    """"pid name MB" of what runs on it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on one node. None means that it was not asked or could not be seen: unknown, never good."""

    node: str
    hostname: str | None = None
    ip: str | None = None
    """The profile's `ip`, or the address at which SSH reached the node."""
    nic: str | None = None
    """The network interface that carries `ip`."""
    npus: tuple[Npu, ...] | None = None
    npus_why: str = ""
    """The first lines of what npu-smi answered, where no table of NPUs is in it."""
    driver: str | None = None
    firmware: str | None = None
    cann: str | None = None
    layout: Literal["classic", "package"] | None = None
    mindie: str | None = None
    """MindIE's version."""
    daemon: str | None = None
    """Absolute path of the engine's program: mindieservice_daemon, or vllm."""
    packages: tuple[str, ...] = ()
    """The engine's Python packages with their versions: "vllm 0.23.0"."""
    config_path: str | None = None
    """Absolute path of config.json, inside the container."""
    config_text: str | None = field(default=None, repr=False)
    config_sha256: str | None = None
    config_mode: str | None = None
    """Octal, as "640"."""
    config_owner: str | None = None
    model_path: str | None = None
    """The folder of the weights that was looked into."""
    model_text: str | None = field(default=None, repr=False)
    """The model's own configuration in it."""
    set_env: tuple[str, ...] = ()
    """The set_env.sh files that exist, in the order in which they are sourced."""
    engine: str | None = None
    container: str | None = None
    container_state: str | None = None
    """docker's word: running, exited ...; "absent" when there is none of this name."""
    container_why: str = ""
    """Why the engine could not be asked, where it could not; `container_do` says what to do then."""
    container_do: str = ""
    containers: tuple[str, ...] = ()
    """The names that are there, where the container of the profile is absent."""
    container_id: str | None = None
    image: str | None = None
    image_id: str | None = None
    home: str | None = None
    """$HOME where the commands run: inside the container."""
    user: str | None = None
    uid: int | None = None
    python: str | None = None
    """Path of a Python 3.8 or newer inside the container."""
    boot_id: str | None = None
    shm_bytes: int | None = None
    disk_free_bytes: int | None = None
    """Free where the weights stand."""
    memory_bytes: int | None = None
    load: float | None = None
    uptime_s: float | None = None
    clock_offset_s: float | None = None
    """The node's clock minus ours, half the round trip taken off."""
    answer_ms: float | None = None
    """One round trip on the open connection."""
    address: str | None = None
    """user@address:port that SSH used."""
    via: str = "direct"
    """The jump host, or "direct"."""
    host_key: str | None = None
    """SHA256 fingerprint of the host key."""

    def package(self, name: str) -> str | None:
        """The version of one of the engine's packages; None where it was not seen."""
        found = (one.partition(" ")[2] for one in self.packages if one.partition(" ")[0] == name)
        return next(found, None)

    @property
    def hbm_free_gib(self) -> float | None:
        """GiB free on the fullest NPU."""
        free = [n.hbm_total_mb - n.hbm_used_mb for n in self.npus or () if n.hbm_total_mb and n.hbm_used_mb is not None]
        return round(min(free) / 1024, 1) if free else None
