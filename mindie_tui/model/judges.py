"""What was seen of a node, and how each preflight check judges it; what could not be seen is unknown, never good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mindie_tui.model.deployment import Container
from mindie_tui.model.document import Json
from mindie_tui.model.events import Verdict
from mindie_tui.model.node import Facts
from mindie_tui.model.shell import Command, sh

BUSY_MB = 8192
"""HBM in use from which an NPU counts as busy: on an idle A3 the driver keeps about 6 GB a die."""
SKEW_S = 2.0
DISK_FAIL, DISK_WARN = 200 << 20, 5 << 30
"""Bytes free where logs and the run's files are written."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of one node, and what is meant to stand there."""

    node: str
    serving: tuple[str, ...]
    """Names of the serving nodes, master first."""
    container: Container
    facts: Facts | None = None
    """Asked just now; None: the node cannot be reached."""
    refused: str = ""
    """Why it cannot be reached."""
    refused_do: str = ""
    inside: Mapping[str, Any] = field(default_factory=dict)
    """The parts that on_node/probe.py answered: facts, ports, write, weights, services."""
    why_not_inside: str = ""
    config: Json = None
    """The config.json that will be written."""
    npu_ids: tuple[int, ...] | None = None
    """The NPUs that the service is to use."""
    weights: str | None = None
    others: Mapping[str, Facts] = field(default_factory=dict)
    """What is known of all nodes."""
    attachable: bool = False
    """The service of ours that runs there was started with the very files that would be written now."""
    restart: bool = False
    """The operator said that a service of ours may be stopped first."""

    @property
    def master(self) -> bool:
        return self.serving[:1] == (self.node,)

    def part(self, name: str) -> Mapping[str, Any] | None:
        """One part of the answer from inside, None where it is not there or failed."""
        value = self.inside.get(name)
        return value if isinstance(value, dict) and "error" not in value else None

    @property
    def ours(self) -> list[Mapping[str, Any]]:
        """The services of our runs that live there."""
        found = (self.part("services") or {}).get("ours")
        return found if isinstance(found, list) else []

    def entered(self, command: Command) -> str:
        """What an operator types to run a command where MindIE runs."""
        if self.container.engine == "none":
            return command.text
        words = ["sudo", "-n", self.container.engine] if self.container.sudo else [self.container.engine]
        return sh("{} exec -i {} bash -c {}", words, self.container.name, command.text).text


@dataclass(frozen=True, slots=True)
class Judged:
    """`found` and `remedy` are sentences for people; the remedy is empty where nothing is to be done."""

    verdict: Verdict
    found: str
    remedy: str = ""


def _unseen(s: Seen) -> Judged:
    why = s.why_not_inside or "its answer cannot be read"
    return Judged(
        "unknown", f"could not be asked inside the container: {why}", "see that the container runs, with a Python 3.8+"
    )


# -- Reach


def ssh_login(s: Seen) -> Judged:
    if s.facts is None:
        return Judged("fail", s.refused or "not connected", s.refused_do)
    ms = f", {s.facts.answer_ms:.0f} ms" if s.facts.answer_ms is not None else ""
    return Judged("pass", f"{s.facts.address or 'this machine'}{ms}")


def clock_skew(s: Seen) -> Judged:
    known = {n: f.clock_offset_s for n, f in s.others.items() if n != s.node and f.clock_offset_s is not None}
    own = s.facts.clock_offset_s if s.facts else None
    if own is None:
        return Judged("unknown", "its clock gave nothing that can be read", "see `date +%s.%N` there")
    furthest = max(known, key=lambda n: abs(known[n] - own), default=None)
    apart = abs(known[furthest] - own) if furthest is not None else abs(own)
    if apart > SKEW_S:
        return Judged(
            "warn",
            f"{apart:.1f} s apart from {furthest or 'this machine'}",
            "set the clocks (chronyd); logs will not line up",
        )
    return Judged("pass", f"{apart:.2f} s apart")


# -- Machine


def npus_healthy(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    if npus is None:
        return Judged("unknown", "npu-smi gave no table of NPUs", "run `npu-smi info` there")
    by_id = {npu.id: npu for npu in npus}
    wanted = s.npu_ids if s.npu_ids is not None else tuple(by_id)
    missing = [i for i in wanted if i not in by_id]
    if missing:
        return Judged(
            "fail",
            f"npu-smi shows {len(npus)} NPUs, not {_few(missing)}",
            "set npuDeviceIds to what is there, or repair it",
        )
    ill = {i: by_id[i].health for i in wanted if by_id[i].health.upper() != "OK"}
    if ill:
        return Judged(
            "fail",
            ", ".join(f"NPU {i} {word or 'without a health'}" for i, word in ill.items()),
            "see `npu-smi info -t health -i NPU`; leave it out of npuDeviceIds, or repair it",
        )
    spare = [npu.id for npu in npus if npu.id not in wanted and npu.health.upper() != "OK"]
    if spare:
        return Judged("warn", f"{len(wanted)} NPUs OK; NPU {_few(spare)}, not used, is not")
    return Judged("pass", f"{len(wanted)} NPUs OK")


def hbm_free(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    wanted = [n for n in npus or () if s.npu_ids is None or n.id in s.npu_ids]
    if not wanted or any(n.hbm_used_mb is None or not n.hbm_total_mb for n in wanted):
        return Judged("unknown", "npu-smi shows no HBM in use", "run `npu-smi info` there")
    busy = [n for n in wanted if (n.hbm_used_mb or 0) >= BUSY_MB]
    if busy and s.ours:
        return Judged("pass", f"in use by our run {_run(s)}")
    if busy:
        most = max(busy, key=lambda n: n.hbm_used_mb or 0)
        who = f" ({most.processes[0]} MB)" if most.processes else ""
        return Judged(
            "fail",
            f"NPU {_few([n.id for n in busy])} busy: {(most.hbm_used_mb or 0) / 1024:.0f} GiB on NPU {most.id}{who}",
            "end what runs there, or leave those NPUs out of npuDeviceIds",
        )
    free = min((n.hbm_total_mb or 0) - (n.hbm_used_mb or 0) for n in wanted) / 1024
    return Judged("pass", f"{free:.0f} GiB free on each")


def disk(s: Seen) -> Judged:
    facts = s.part("facts")
    free = ((facts or {}).get("home_disk") or {}).get("free")
    if not isinstance(free, int):
        return _unseen(s)
    text = f"{free / (1 << 30):.1f} GiB free for logs"
    if free < DISK_FAIL:
        return Judged("fail", text, "make room where $HOME stands inside the container")
    return (
        Judged("warn", text, "make room where $HOME stands inside the container")
        if free < DISK_WARN
        else Judged("pass", text)
    )


# -- Container


def container_up(s: Seen) -> Judged:
    state = s.facts.container_state if s.facts else None
    name, engine = s.container.name, s.container.engine
    if engine == "none":
        return Judged("pass", "the login is where MindIE runs")
    if state is None:
        return Judged(
            "unknown",
            f"{engine} could not be asked for {name}",
            f"see `{engine} ps -a` there; sudo: true, if it needs root",
        )
    if state == "absent":
        there = s.facts.containers if s.facts else ()
        return Judged(
            "fail",
            f"there is no container {name}" + (f"; there are {_few(list(there))}" if there else ""),
            "create it from your image, or set container.name",
        )
    if state != "running":
        return Judged("fail", f"{name} is {state}", f"{engine} start {name}")
    image = s.facts.image if s.facts else None
    return Judged("pass", f"{name} runs" + (f", {image.rsplit('/', 1)[-1]}" if image else ""))


def tools(s: Seen) -> Judged:
    facts = s.part("facts")
    if facts is None:
        return _unseen(s)
    found = facts.get("tools")
    missing = [name for name, path in found.items() if not path] if isinstance(found, dict) else ["bash"]
    version = facts.get("python_version")
    if missing:
        return Judged("fail", f"not there: {', '.join(missing)}", "install util-linux and coreutils in the container")
    return Judged("pass", f"Python {'.'.join(map(str, version))}, setsid" if isinstance(version, list) else "setsid")


def config_writable(s: Seen) -> Judged:
    told = s.part("write")
    if told is None:
        return _unseen(s)
    path = told.get("path")
    if told.get("why") == "not found":
        looked = ", ".join(map(str, told.get("looked_at") or ())) or "the default places"
        return Judged(
            "fail",
            f"no MindIE was found; looked at {looked}",
            "set container.ascend, or MIES_INSTALL_PATH in environment",
        )
    if not told.get("writable"):
        return Judged("fail", f"{path}: {told.get('why')}", "mount its folder writable, and own it")
    if not told.get("there"):
        return Judged("fail", f"{path} is not there", "see that MindIE is installed in this container")
    if told.get("link"):
        return Judged("fail", f"{path} is a symbolic link, which MindIE refuses", "put the file itself there")
    if told.get("uid") != told.get("own_uid"):
        return Judged(
            "warn",
            f"{path} belongs to uid {told.get('uid')}, we are {told.get('own_uid')}",
            "it will belong to us when it is written",
        )
    return Judged("pass", f"mode {told.get('mode')}, ours")


def ports_free(s: Seen) -> Judged:
    rows = s.inside.get("ports")
    if not isinstance(rows, list) or not rows:
        return _unseen(s)
    taken = [row for row in rows if not row.get("free")]
    if not taken:
        return Judged("pass", " ".join(str(row.get("port")) for row in rows))
    if s.ours:
        return Judged("pass", f"held by our run {_run(s)}")
    waiting = [row for row in taken if row.get("by") == "time_wait"]
    if len(waiting) == len(taken):
        numbers = " ".join(str(row.get("port")) for row in waiting)
        return Judged(
            "fail", f"{numbers}: connections of an ended service linger (TIME_WAIT)", "wait a minute, then check again"
        )
    said = ", ".join(_holder(row) for row in taken if row.get("by") != "time_wait")
    return Judged("fail", said, "end that program, or choose other ports in ServerConfig")


def _holder(row: Mapping[str, Any]) -> str:
    port = f"{row.get('name')} {row.get('port')}"
    if row.get("by") == "permission":
        return f"{port} may not be bound by this user"
    who = f"{row.get('program')}, pid {row.get('pid')}" if row.get("pid") else "another program"
    return f"{port} is taken by {who}"


# -- Model


def weights_present(s: Seen) -> Judged:
    told = s.part("weights")
    if s.weights is None:
        return Judged("fail", "modelWeightPath is not set", "set it to the folder of the weights on the nodes")
    if told is None:
        return _unseen(s)
    if not told.get("there"):
        what = "is a file, not a folder" if told.get("file") else "is not there"
        return Judged(
            "fail",
            f"{s.weights} {what}",
            "set modelWeightPath to the folder of the weights, and mount it into the container",
        )
    if not told.get("config"):
        return Judged("fail", f"{s.weights} holds no config.json", "copy the model's small files beside the weights")
    return Judged("pass", f"{told.get('shards')} safetensors")


def weights_complete(s: Seen) -> Judged:
    told = s.part("weights")
    if told is None:
        return _unseen(s) if s.weights is not None else Judged("fail", "modelWeightPath is not set")
    if not told.get("there"):
        return Judged("fail", f"{s.weights} is not there", "see weights_present")
    missing, short, broken = told.get("missing") or [], told.get("short") or [], told.get("broken_indexes") or []
    shards, wanted = told.get("shards"), told.get("wanted")
    if missing:
        return Judged(
            "fail",
            f"{wanted - len(missing)} of {wanted} safetensors; missing {_few(missing)}",
            f"copy them from a node that has them: rsync -P NODE:{s.weights}/ {s.weights}/",
        )
    if short:
        return Judged(
            "fail", f"cut short: {_few(short)}", "copy them again; their own headers name more bytes than they hold"
        )
    if broken:
        return Judged("fail", f"{_few(broken)} cannot be read", "copy the index again")
    if not shards:
        return Judged("fail", "no safetensors are there", "MindIE loads safetensors; convert or copy them")
    if not wanted:
        return (
            Judged("pass", "one file, no index")
            if shards == 1
            else Judged(
                "unknown",
                f"{shards} safetensors and no index to count them by",
                "copy *.safetensors.index.json beside them",
            )
        )
    if told.get("looked_into") != shards:
        return Judged(
            "pass", f"{wanted} of {wanted} safetensors are there; {told.get('looked_into')} looked into in time"
        )
    return Judged("pass", f"{wanted} of {wanted} safetensors, all whole")


# -- Launch


def earlier_service(s: Seen) -> Judged:
    told = s.part("services")
    if told is None:
        return _unseen(s)
    if others := told.get("others"):
        return Judged(
            "fail",
            f"a MindIE that is not ours runs there, pid {_few(others)}",
            "stop it where it was started; we never stop what is not ours",
        )
    if not s.ours:
        return Judged("pass", "none")
    if s.attachable:
        return Judged("pass", f"our run {_run(s)} with these very files; launch attaches to it")
    if s.restart:
        return Judged("warn", f"our run {_run(s)} will be stopped first")
    return Judged("fail", f"our run {_run(s)} is there with other files", f"mindie-tui stop {_run(s)}, or --restart")


def rank_table(s: Seen) -> Judged:
    npus = s.facts.npus if s.facts else None
    if npus is None:
        return Judged("unknown", "npu-smi gave no table of NPUs", "run `npu-smi info` there")
    wanted = [n for n in npus if s.npu_ids is None or n.id in s.npu_ids]
    without = [n.id for n in wanted if not n.device_ip]
    if without:
        return Judged(
            "fail",
            f"NPU {_few(without)} has no address (hccn_tool)",
            "hccn_tool -i NPU -ip -s address A.B.C.D netmask M",
        )
    if s.facts is None or s.facts.ip is None:
        return Judged("fail", "the address of this node is not known", "write `ip:` of the node in the profile")
    if s.facts.nic is None:
        return Judged(
            "warn", f"no interface carries {s.facts.ip}; GLOO_SOCKET_IFNAME stays unset", "look at the node's `ip`"
        )
    mine = {n.device_ip for n in wanted}
    for name, facts in s.others.items():
        if name in s.serving and name != s.node:
            same = mine & {n.device_ip for n in facts.npus or ()}
            if same:
                return Judged(
                    "fail",
                    f"NPU address {_few(sorted(map(str, same)))} is on {name} too",
                    "give every NPU an address of its own",
                )
    return Judged("pass", f"{len(wanted)} devices, {s.facts.nic} carries {s.facts.ip}")


def _few(items: list[Any]) -> str:
    return ", ".join(map(str, items[:4])) + (f" and {len(items) - 4} more" if len(items) > 4 else "")


def _run(s: Seen) -> str:
    return str(s.ours[0].get("run"))
