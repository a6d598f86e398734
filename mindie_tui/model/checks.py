"""Every preflight check: its name, what it asks of which nodes, and what an operator types to see the same.

A name never changes. fail and unknown stop a launch unless waived, warn never does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mindie_tui.model import check_commands as cmd
from mindie_tui.model.check_commands import ports_of
from mindie_tui.model.judges import Judged, Seen, container, launch, machine, reach, weights
from mindie_tui.model.shell import Command

Group = Literal["Reach", "Machine", "Container", "Model", "Launch"]
INSIDE = frozenset({"inside"})
MACHINE = frozenset({"machine"})
WEIGHTS = frozenset({"weights"})
__all__ = ["BY_NAME", "CHECKS", "GROUPS", "WAIVABLE", "Check", "asked_of", "ports_of"]
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


CHECKS: tuple[Check, ...] = (
    Check("ssh_login", "SSH login", "SSH 登录", "Reach", reach.ssh_login, cmd.ssh, frozenset(), waivable=False),
    Check("clock_skew", "clocks agree", "时钟一致", "Reach", reach.clock_skew, lambda s: "date +%s.%N", frozenset()),
    Check(
        "npus_healthy", "NPUs healthy", "NPU 健康", "Machine", machine.npus_healthy, lambda s: "npu-smi info", MACHINE
    ),
    Check("hbm_free", "HBM free", "显存空闲", "Machine", machine.hbm_free, lambda s: "npu-smi info", MACHINE | INSIDE),
    Check("disk", "disk free", "磁盘空间", "Machine", machine.disk, lambda s: s.entered(Command("df -h ~"))),
    Check(
        "container_up",
        "container up",
        "容器运行",
        "Container",
        container.container_up,
        cmd.inspect,
        MACHINE,
        waivable=False,
    ),
    Check(
        "tools",
        "tools there",
        "工具齐备",
        "Container",
        container.tools,
        lambda s: s.entered(Command("command -v bash setsid head tail python3")),
    ),
    Check(
        "config_writable",
        "config.json writable",
        "config.json 可写",
        "Container",
        container.config_writable,
        cmd.config,
        waivable=False,
    ),
    Check("ports_free", "ports free", "端口空闲", "Container", container.ports_free, cmd.bind, waivable=False),
    Check("weights_present", "weights present", "权重存在", "Model", weights.weights_present, cmd.weights, WEIGHTS),
    Check("weights_complete", "weights complete", "权重完整", "Model", weights.weights_complete, cmd.weights, WEIGHTS),
    Check(
        "earlier_service",
        "no earlier service",
        "无已有服务",
        "Launch",
        launch.earlier_service,
        lambda s: s.entered(Command("cat ~/.mindie-tui/runs/*/service.json; pgrep -af mindieservice_daemon")),
        waivable=False,
    ),
    Check(
        "rank_table",
        "rank table",
        "rank table",
        "Launch",
        launch.rank_table,
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
