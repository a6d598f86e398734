"""What stands on the nodes: three round trips each (the clock, the machine, the container), all nodes at once."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.documents.document import get
from mindie_tui.model.errors import Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.node import Facts, Node
from mindie_tui.model.nodes import container_engine as engines, npu_smi as read
from mindie_tui.model.shell import Command, script, sh
from mindie_tui.model.text import one_line
from mindie_tui.remote.transport.fleet import Fleet
from mindie_tui.remote.transport.node_program import Program, program

ASCEND = "/usr/local/Ascend"
MACHINE_S, INSIDE_S = 60.0, 60.0
"""Seconds that the two long answers may take: npu-smi of a sick machine takes half a minute."""
PYTHONS = (
    "python3",
    "/usr/local/bin/python3",
    "/usr/bin/python3",
    "python3.11",
    "python3.10",
    "python3.12",
    "python3.9",
    "python3.8",
)
PLACE_VARIABLES = ("MIES_CONFIG_JSON_PATH", "MINDIE_LLM_HOME_PATH", "MIES_INSTALL_PATH")


@dataclass(frozen=True, slots=True)
class Answers:
    """What one node said. Empty where it could not be asked."""

    machine: Mapping[str, str] = field(default_factory=dict)
    """Name of a part: its text."""
    inside: Mapping[str, Any] = field(default_factory=dict)
    """Part of on_node/probe.py: its answer."""
    why_not_inside: str = ""
    ms: int = 0
    inside_ms: int = 0


async def probe(
    fleet: Fleet, deployment: Deployment, names: Sequence[str] | None = None
) -> AsyncGenerator[ev.Event, None]:
    """NodeAsked, then NodeFound or NodeRefused of each node; a dead one stops no other."""
    wanted = list(fleet.nodes if names is None else names)

    async def one(name: str) -> AsyncGenerator[ev.Event, None]:
        if name in fleet.connected:
            yield ev.NodeAsked(name)
        async for event in fleet.opened(name):
            yield event
        yield ev.NodeFound(name, await facts_of(fleet, deployment, name))

    async for event in fleet.each(wanted, one):
        yield event


async def facts_of(fleet: Fleet, deployment: Deployment, name: str) -> Facts:
    """Everything that is asked of one node, in three round trips. Raises Lost and Unreachable."""
    with fleet.waits.on("its clock", name):
        offset, answer_ms = await clock(fleet, name)
    with fleet.waits.on("what npu-smi, hccn_tool and the container say", name, limit_s=max(MACHINE_S, INSIDE_S)):
        answers = await ask(fleet, deployment, name, ("facts",))
    facts = facts_from(fleet.nodes[name], deployment.container, answers, link=fleet.host(name))
    return replace(facts, clock_offset_s=offset, answer_ms=answer_ms)


async def clock(fleet: Fleet, name: str) -> tuple[float | None, float]:
    """The node's clock minus ours in seconds, half the round trip taken off; and the round trip in milliseconds."""
    before, began = time.time(), time.monotonic()
    result = await fleet.host(name).run(sh("date +%s.%N"))
    took = time.monotonic() - began
    there = read.epoch(result.text)
    return (None if there is None else round(there - before - took / 2, 3)), round(took * 1000, 1)


async def ask(fleet: Fleet, deployment: Deployment, name: str, parts: Sequence[str]) -> Answers:
    """The machine and the inside of its container, both at once. Raises Lost, and Unreachable of the machine."""
    asked, told = await asyncio.gather(ask_machine(fleet, deployment, name), ask_inside(fleet, deployment, name, parts))
    return replace(told, machine=asked.machine, ms=asked.ms)


async def ask_machine(fleet: Fleet, deployment: Deployment, name: str, *, ports: bool = False) -> Answers:
    """One script on the machine; `ports`: also how the NPUs' own network ports are. Raises LinkError's children."""
    command, mark = machine_question(deployment.container, ports=ports)
    result = await fleet.host(name).run(command, timeout=MACHINE_S)
    return Answers(machine=read.sections(result.text, mark), ms=result.ms)


async def ask_inside(
    fleet: Fleet,
    deployment: Deployment,
    name: str,
    parts: Sequence[str],
    *,
    ports: Sequence[tuple[str, int]] = (),
    weights: str | None = None,
    tokenizer: tuple[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Answers:
    """One program inside the container; why it gave no answer, where it gave none. Raises Lost.

    `tokenizer`: a folder, and what its files are called; `data`: bench_data.question.
    """
    more = {"tokenizer": tokenizer, "data": data}
    return await _answers(fleet, name, inside_question(deployment, fleet.nodes[name], parts, ports, weights, more))


async def ask_weights(fleet: Fleet, name: str, weights: str) -> Answers:
    """on_node/weights.py inside the container, as ask_inside: alone, for the headers of a slow disk take long."""
    return await _answers(fleet, name, _by_first_python("weights", {"weights": weights}))


async def ask_reach(fleet: Fleet, name: str, reach: Sequence[tuple[str, str, tuple[int, ...]]]) -> Answers:
    """on_node/reach.py inside the container: whether each name's address answers on one of the ports."""
    return await _answers(fleet, name, _by_first_python("reach", {"reach": reach}))


async def _answers(fleet: Fleet, name: str, asked: Program) -> Answers:
    try:
        result = await fleet.inside(name).run(asked.command, timeout=INSIDE_S)
    except Unreachable as error:
        return Answers(why_not_inside=error.what)
    answers: dict[str, Any] = {}
    for line in result.stdout.splitlines():
        answers |= asked.answer(line) or {}
    last = result.stderr.decode("utf-8", "replace").strip().splitlines() or [f"status {result.status}"]
    return Answers(inside=answers, why_not_inside="" if answers else one_line(last[-1]), inside_ms=result.ms)


# -- the questions


def machine_question(container: Container, *, ports: bool = False) -> tuple[Command, str]:
    """One script for the machine, and the mark that stands before each part of its answer.

    npu-smi and hccn_tool are often not on the PATH of a login without a terminal. hccn_tool is asked for every NPU at
    once; the ids are those of npu-smi's own table (A3: Phy-ID, A2: the card).
    """
    nonce = secrets.token_hex(8)
    folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/sbin", f"{ASCEND}/driver/tools"]
    roots = [container.ascend, ASCEND] if container.ascend else [ASCEND]
    folders += [f"{container.ascend}/driver/tools"] if container.ascend else []
    inspect = listed = image = sh("true")
    if container.engine != "none":
        inspect = sh("{} inspect {} 2>&1", container.words, container.name)
        listed = sh("{} ps -a --no-trunc --format {} 2>/dev/null", container.words, "{{json .}}")
    if container.engine == "nerdctl":  # the only one that gives a container's image by its name
        image = sh('{0} image inspect "$({0} inspect -f {1} {2})" 2>&1', container.words, "{{.Image}}", container.name)
    questions = [("hccn", "ip")]
    if ports:
        questions += [("hccn_link", "link"), ("hccn_health", "net_health"), ("hccn_tls", "tls")]
    lines: list[Command | str] = [
        sh("PATH=$PATH:{}; export PATH LC_ALL=C", ":".join(folders)),
        sh("part() {{ printf '\\n%s%s %s\\n' {} {} \"$1\"; }}", nonce[:8], nonce[8:]),
        'quick() { if command -v timeout >/dev/null; then timeout 25 "$@"; else "$@"; fi; }',
        "part hostname; hostname 2>/dev/null || cat /proc/sys/kernel/hostname",
        'part ssh; echo "$SSH_CONNECTION"',
        "part boot_id; cat /proc/sys/kernel/random/boot_id",
        "part uptime; cat /proc/uptime",
        "part load; cat /proc/loadavg",
        "part memory; cat /proc/meminfo",
        "part addresses; ip -o addr 2>/dev/null",
        *(
            sh("part {0}; cat {1} 2>/dev/null | head -n 40", what, [f"{root}/{what}/version.info" for root in roots])
            for what in ("driver", "firmware")
        ),
        "part npu; npus=$(quick npu-smi info 2>&1); printf '%s\\n' \"$npus\"",
        r"""ids=$(printf '%s\n' "$npus" | awk -F'|' '
/(Phy-ID|Device) *\|/ { physical = 1 }
/Bus-Id/ { for (i = 1; i <= NF; i++) if ($i ~ /Bus-Id/) bus = i; card = ""; next }
/Process id/ { bus = 0 }
!bus || NF < bus + 2 { next }
{ n = split($2, w, " ") }
card != "" && $bus !~ /^ *(OK|Warning|Alarm|Critical|UNKNOWN) *$/ {
  id = (physical && n > 1) ? w[2] : card; if (!seen[id]++) print id; card = ""; next }
w[1] ~ /^[0-9]+$/ && $bus ~ /^ *[A-Za-z]+ *$/ { card = w[1] }')""",
        # one line, so one write: the answers of sixteen at once must not run into each other
        "ask() { said=$(quick hccn_tool -i \"$2\" \"-$1\" -g 2>&1 | head -c 3000 | tr '\\n' '\\037')",
        '  printf \'@%s\\037%s\\n\' "$2" "$said"; }',
        *(sh('part {}; for id in $ids; do ask {} "$id" & done; wait', what, question) for what, question in questions),
        *(["part hccn_conf; cat /etc/hccn.conf 2>&1"] if ports else []),
        "part arch; uname -m",
        sh("part container; {}; code=$?", inspect),
        "part container_status; echo $code",
        sh("part image; [ $code != 0 ] || {}", image),
        sh("part containers; [ $code = 0 ] || {}", listed),
        "part end",
    ]
    return script(*lines), nonce


def inside_question(
    deployment: Deployment,
    node: Node,
    parts: Sequence[str],
    ports: Sequence[tuple[str, int]],
    weights: str | None,
    more: Mapping[str, Any] | None = None,
) -> Program:
    """on_node/probe.py, run by the first Python 3.8 or newer that is found there."""
    container = deployment.container
    given = {
        "ask": list(parts),
        "ascend": container.ascend or ASCEND,
        "environment": {k: v for k, v in deployment.environment.items() if k in PLACE_VARIABLES},
        "weights": weights or weights_path(deployment),
        "ports": [list(pair) for pair in ports],
        "ip": node.ip,
        **(more or {}),
    }
    return _by_first_python("probe", given)


def _by_first_python(name: str, given: Mapping[str, Any]) -> Program:
    asked = program(name, json.dumps(given), python="mindie_tui_python")
    line = script(
        sh("for found in {}; do", PYTHONS),
        "  \"$found\" -c 'import sys; sys.exit(sys.version_info < (3, 8))' </dev/null >/dev/null 2>&1 && break",
        "  found=",
        "done",
        '[ -n "$found" ] || { echo "no Python 3.8 or newer is there" >&2; exit 127; }',
        'mindie_tui_python() { exec "$found" "$@"; }',
        asked.command,
    )
    return replace(asked, command=line.with_stdin(asked.command.stdin))


def weights_path(deployment: Deployment, config: Any = None) -> str | None:
    """modelWeightPath as the profile, else the config.json, has it."""
    given = deployment.parameters.get("ModelConfig")
    value = given.get("modelWeightPath") if isinstance(given, dict) else None
    if value is None and config is not None:
        value = get(config, f"{MODEL}/modelWeightPath")
    return value if isinstance(value, str) and value else None


# -- the answers


def facts_from(node: Node, container: Container, answers: Answers, link: Any = None) -> Facts:
    """Facts of what one node said. What it did not say, or not readably, is None."""
    machine, inside = answers.machine, answers.inside.get("facts")
    inside = inside if isinstance(inside, dict) and "error" not in inside else {}
    versions = said if isinstance(said := inside.get("versions"), dict) else {}
    ssh = (machine.get("ssh") or "").split()
    ip = node.ip or (ssh[2] if len(ssh) == 4 else None) or getattr(link, "peer", None)
    addresses = read.device_ips(machine.get("hccn"))
    found = read.npus(machine.get("npu"))
    status = machine.get("container_status", "")
    held = read.container(machine.get("container"), int(status) if status.isdecimal() else None)
    why = do = ""
    if not held and container.engine != "none" and "container" in machine:
        why, do = engines.trouble(machine["container"], container)
    image = engines.image(machine.get("image"))
    shm, disk = inside.get("shm"), inside.get("weights_disk") or inside.get("home_disk")
    pairs = inside.get("addresses") or ()
    return Facts(
        node=node.name,
        hostname=one_line(machine.get("hostname") or "")[:64] or None,
        ip=ip,
        nic=read.interface_of(ip, machine.get("addresses"), pairs),
        npus=tuple(replace(npu, device_ip=addresses.get(npu.id)) for npu in found) if found is not None else None,
        npus_why=read.not_understood(machine.get("npu")),
        driver=read.version(machine.get("driver"))
        or read.version(versions.get("driver"))
        or read.npu_smi_version(machine.get("npu")),
        firmware=read.version(machine.get("firmware")) or read.version(versions.get("firmware")),
        cann=read.version(versions.get("cann")),
        layout=inside.get("layout"),
        mindie=read.version(versions.get("mindie")),
        daemon=read.text_of(inside, "daemon"),
        config_path=read.text_of(inside, "config_path"),
        config_text=read.text_of(inside, "config_text"),
        config_sha256=read.text_of(inside, "config_sha256"),
        config_mode=read.text_of(inside, "config_mode"),
        config_owner=str(inside["config_uid"]) if "config_uid" in inside else None,
        set_env=tuple(inside.get("set_env") or ()),
        engine=container.engine,
        container=container.name or None,
        container_state="running" if container.engine == "none" else held.get("state"),
        container_why=why,
        container_do=do,
        containers=engines.names(machine.get("containers")),
        container_id=held.get("id"),
        image=held.get("image"),
        image_id=held.get("image_id") or (image.id if image else None),
        home=read.text_of(inside, "home"),
        user=read.text_of(inside, "user"),
        uid=inside.get("uid"),
        python=read.text_of(inside, "python"),
        boot_id=one_line(machine.get("boot_id") or "") or None,
        shm_bytes=shm.get("total") if isinstance(shm, dict) else None,
        disk_free_bytes=disk.get("free") if isinstance(disk, dict) else None,
        memory_bytes=read.meminfo(machine.get("memory")),
        load=read.first_number(machine.get("load")),
        uptime_s=read.first_number(machine.get("uptime")),
        address=getattr(link, "address", None),
        via=getattr(link, "via", "direct"),
        host_key=getattr(link, "host_key", None),
    )
