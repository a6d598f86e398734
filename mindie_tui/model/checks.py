"""Every preflight check: its name, what it asks of which nodes, and what an operator types to see the same.

A name never changes. fail and unknown stop a launch unless waived, warn never does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mindie_tui.model import judges as j
from mindie_tui.model.artefacts import BACKEND, SERVER
from mindie_tui.model.document import ABSENT, Json, get
from mindie_tui.model.judges import Judged, Seen
from mindie_tui.model.shell import Command, sh

Group = Literal["Reach", "Machine", "Container", "Model", "Launch"]
INSIDE = frozenset({"inside"})
MACHINE = frozenset({"machine"})
WEIGHTS = frozenset({"weights"})
GROUPS: tuple[Group, ...] = ("Reach", "Machine", "Container", "Model", "Launch")


@dataclass(frozen=True, slots=True)
class Check:
    """One question to each of its nodes."""

    name: str
    title: str
    zh: str
    group: Group
    judge: Callable[[Seen], Judged]
    command: Callable[[Seen], str]
    """What an operator types to see the same."""
    needs: frozenset[str] = INSIDE
    """The answers that it is judged by: machine, inside, weights; none: the login is enough."""
    on: Literal["serving", "several"] = "serving"
    """several: on the serving nodes, where there is more than one."""
    waivable: bool = True


# -- what ports and NPUs are meant

PORTS = (
    ("port", f"{SERVER}/port", 1025),
    ("managementPort", f"{SERVER}/managementPort", 1026),
    ("metricsPort", f"{SERVER}/metricsPort", 1027),
)


def ports_of(config: Json, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    """The ports that MindIE binds on a node: the three of its server, and multiNodesInferPort on the master.

    Slaves serve no HTTP, yet the daemon binds there too where it runs alone; so all nodes are asked for the three.
    """
    wanted = [
        *PORTS,
        *([("multiNodesInferPort", f"{BACKEND}/multiNodesInferPort", 1120)] if master and several else []),
    ]
    found = []
    for name, pointer, default in wanted:
        value = get(config, pointer) if config is not None else ABSENT
        found.append((name, value if type(value) is int else default))
    return tuple(found)


# -- what an operator types to see the same


def _ssh(s: Seen) -> str:
    address = s.facts.address if s.facts else None
    return "true" if address == "this machine" else sh("ssh {} true", s.node).text


def _bind(s: Seen) -> str:
    ports = [port for _, port in ports_of(s.config, s.master, len(s.serving) > 1)]
    return s.entered(
        sh(
            "for p in {}; do python3 -c {} $p; done",
            ports,
            "import socket, sys; socket.socket().bind(('0.0.0.0', int(sys.argv[1])))",
        )
    )


def _inspect(s: Seen) -> str:
    if s.container.engine == "none":
        return "true"
    words = ["sudo", "-n", s.container.engine] if s.container.sudo else [s.container.engine]
    return sh("{} inspect -f {} {}", words, "{{.State.Status}} {{.Config.Image}}", s.container.name).text


def _config(s: Seen) -> str:
    return s.entered(sh("ls -l {}", (s.facts.config_path if s.facts else None) or "conf/config.json"))


def _weights(s: Seen) -> str:
    return s.entered(sh("ls -l {}", s.weights or "/path/to/file"))


CHECKS: tuple[Check, ...] = (
    Check("ssh_login", "SSH login", "SSH 登录", "Reach", j.ssh_login, _ssh, frozenset(), waivable=False),
    Check("clock_skew", "clocks agree", "时钟一致", "Reach", j.clock_skew, lambda s: "date +%s.%N", frozenset()),
    Check("npus_healthy", "NPUs healthy", "NPU 健康", "Machine", j.npus_healthy, lambda s: "npu-smi info", MACHINE),
    Check("hbm_free", "HBM free", "显存空闲", "Machine", j.hbm_free, lambda s: "npu-smi info", MACHINE | INSIDE),
    Check("disk", "disk free", "磁盘空间", "Machine", j.disk, lambda s: s.entered(Command("df -h ~"))),
    Check("container_up", "container up", "容器运行", "Container", j.container_up, _inspect, MACHINE, waivable=False),
    Check(
        "tools",
        "tools there",
        "工具齐备",
        "Container",
        j.tools,
        lambda s: s.entered(Command("command -v bash setsid head tail python3")),
    ),
    Check(
        "config_writable",
        "config.json writable",
        "config.json 可写",
        "Container",
        j.config_writable,
        _config,
        waivable=False,
    ),
    Check("ports_free", "ports free", "端口空闲", "Container", j.ports_free, _bind, waivable=False),
    Check("weights_present", "weights present", "权重存在", "Model", j.weights_present, _weights, WEIGHTS),
    Check("weights_complete", "weights complete", "权重完整", "Model", j.weights_complete, _weights, WEIGHTS),
    Check(
        "earlier_service",
        "no earlier service",
        "无已有服务",
        "Launch",
        j.earlier_service,
        lambda s: s.entered(Command("cat ~/.mindie-tui/runs/*/service.json; pgrep -af mindieservice_daemon")),
        waivable=False,
    ),
    Check(
        "rank_table",
        "rank table",
        "rank table",
        "Launch",
        j.rank_table,
        lambda s: "for i in {0..15}; do hccn_tool -i $i -ip -g; done",
        MACHINE,
        on="several",
    ),
)
"""All of them, in the order in which they are shown."""
BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
WAIVABLE: frozenset[str] = frozenset(check.name for check in CHECKS if check.waivable)
"""Names of the checks that a reason may stand against."""


def asked_of(check: Check, serving: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes that a check looks at."""
    return () if check.on == "several" and len(serving) < 2 else serving
