"""The questions to a node: one script for the machine, one program inside its container."""

from __future__ import annotations

import json
import posixpath
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.mindie.artefacts.service_values import MODEL_FILE
from mindie_tui.model.mindie.parameters.environment.places import PLACE_VARIABLES
from mindie_tui.model.node import Node
from mindie_tui.model.shell import Command, script, sh
from mindie_tui.remote.transport.node_program import FIRST_PYTHON, Program, by_first_python, program

ASCEND = "/usr/local/Ascend"
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
IDS = r"""ids=$(printf '%s\n' "$npus" | awk -F'|' '
/(Phy-ID|Device) *\|/ { physical = 1 }
/Bus-Id/ { for (i = 1; i <= NF; i++) if ($i ~ /Bus-Id/) bus = i; card = ""; next }
/Process id/ { bus = 0 }
!bus || NF < bus + 2 { next }
{ n = split($2, w, " ") }
card != "" && $bus !~ /^ *(OK|Warning|Alarm|Critical|UNKNOWN) *$/ {
  id = (physical && n > 1) ? w[2] : card; if (!seen[id]++) print id; card = ""; next }
w[1] ~ /^[0-9]+$/ && $bus ~ /^ *[A-Za-z]+ *$/ { card = w[1] }')"""
"""The ids of npu-smi's own table (A3: Phy-ID, A2: the card)."""


def machine_question(container: Container, *, ports: bool = False) -> tuple[Command, str]:
    """One script for the machine, and the mark before each part of its answer.

    npu-smi and hccn_tool are often not on the PATH of a login without a terminal. `ports`: also ask for the state of
    the NPUs' own network ports.
    """
    nonce = secrets.token_hex(8)
    lines: list[Command | str] = [
        sh("PATH=$PATH:{}; export PATH LC_ALL=C", ":".join(_folders(container))),
        sh("part() {{ printf '\\n%s%s %s\\n' {} {} \"$1\"; }}", nonce[:8], nonce[8:]),
        'quick() { if command -v timeout >/dev/null; then timeout 25 "$@"; else "$@"; fi; }',
        *_system(container),
        *_npus(ports),
        "part arch; uname -m",
        *_container(container),
        "part end",
    ]
    return script(*lines), nonce


def _folders(container: Container) -> list[str]:
    folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/sbin", f"{ASCEND}/driver/tools"]
    return folders + ([f"{container.ascend}/driver/tools"] if container.ascend else [])


def _system(container: Container) -> list[Command | str]:
    """The machine and its driver."""
    roots = [container.ascend, ASCEND] if container.ascend else [ASCEND]
    return [
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
    ]


def _npus(ports: bool) -> list[Command | str]:
    """The NPUs, and hccn_tool for each of them at once."""
    questions = [("hccn", "ip")]
    if ports:
        questions += [("hccn_link", "link"), ("hccn_health", "net_health"), ("hccn_tls", "tls")]
    return [
        "part npu; npus=$(quick npu-smi info 2>&1); printf '%s\\n' \"$npus\"",
        IDS,
        # one line, so one write: the answers of sixteen at once must not run into each other
        "ask() { said=$(quick hccn_tool -i \"$2\" \"-$1\" -g 2>&1 | head -c 3000 | tr '\\n' '\\037')",
        '  printf \'@%s\\037%s\\n\' "$2" "$said"; }',
        *(sh('part {}; for id in $ids; do ask {} "$id" & done; wait', what, question) for what, question in questions),
        *(["part hccn_conf; cat /etc/hccn.conf 2>&1"] if ports else []),
    ]


def _container(container: Container) -> list[Command | str]:
    """The container and its image; where it cannot be inspected, which containers there are."""
    inspect = listed = image = sh("true")
    if container.engine != "none":
        inspect = sh("{} inspect {} 2>&1", container.words, container.name)
        listed = sh("{} ps -a --no-trunc --format {} 2>/dev/null", container.words, "{{json .}}")
    if container.engine == "nerdctl":  # the only one that gives a container's image by its name
        image = sh('{0} image inspect "$({0} inspect -f {1} {2})" 2>&1', container.words, "{{.Image}}", container.name)
    return [
        sh("part container; {}; code=$?", inspect),
        "part container_status; echo $code",
        sh("part image; [ $code != 0 ] || {}", image),
        sh("part containers; [ $code = 0 ] || {}", listed),
    ]


@dataclass(frozen=True, slots=True)
class Inside:
    """The question for on_node/probe.py inside the container."""

    parts: Sequence[str]
    ports: Sequence[tuple[str, int]] = ()
    weights: str | None = None
    """None: what the profile names."""
    tokenizer: tuple[str, str] | None = None
    """A folder, and what its files are called."""
    data: Mapping[str, Any] | None = None
    """datasets.question."""


def inside_question(deployment: Deployment, node: Node, asked: Inside) -> Program:
    """on_node/probe.py, run by the first Python 3.8 or newer that is found there."""
    container = deployment.container
    start = engine_of(deployment).start
    weights = asked.weights or start.weights(deployment, None)
    given = {
        "ask": list(asked.parts),
        "ascend": container.ascend or ASCEND,
        "environment": {k: v for k, v in deployment.environment.items() if k in PLACE_VARIABLES},
        **start.probe,
        "weights": weights,
        "model_file": posixpath.join(weights, MODEL_FILE) if weights else None,
        "ports": [list(pair) for pair in asked.ports],
        "ip": node.ip,
        "tokenizer": asked.tokenizer,
        "data": asked.data,
    }
    return asked_inside("probe", given)


def asked_inside(name: str, given: Mapping[str, Any]) -> Program:
    """A program of on_node with its JSON, run by the first Python 3.8 or newer that is found there."""
    return by_first_python(program(name, json.dumps(given), python=FIRST_PYTHON), PYTHONS, (3, 8))
