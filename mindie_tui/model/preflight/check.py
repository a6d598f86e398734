"""Every preflight check: its name, its question and nodes, and the command that shows an operator the same.

A name never changes. fail and unknown stop a launch unless waived; warn never does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mindie_tui.model.preflight import commands as cmd
from mindie_tui.model.preflight.evidence import Judged, Seen
from mindie_tui.model.preflight.judges import (
    between_nodes,
    connectivity,
    container,
    container_given,
    datasets,
    launch,
    machine,
    weights,
)

Group = Literal["Reach", "Machine", "Container", "Model", "Launch"]
INSIDE = frozenset({"inside"})
MACHINE = frozenset({"machine"})
WEIGHTS = frozenset({"weights"})
REACH = frozenset({"reach"})
__all__ = ["BY_NAME", "CHECKS", "GROUPS", "WAIVABLE", "Check", "asked_of"]
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
    """The answers that it is judged by: machine, inside, weights, reach; none: the login is enough."""
    on: Literal["serving", "several", "all", "bench"] = "serving"
    """several: on the serving nodes, where there is more than one. bench: on the node that benches. all: on both."""
    across: bool = False
    """It judges what was seen of all nodes together: it waits for the slowest."""
    waivable: bool = True


_MW = MACHINE | WEIGHTS
_MI = MACHINE | INSIDE

CHECKS: tuple[Check, ...] = (
    Check(
        "ssh_login",
        "SSH login",
        "SSH 登录",
        "Reach",
        connectivity.ssh_login,
        cmd.ssh,
        frozenset(),
        "all",
        waivable=False,
    ),
    Check(
        "clock_skew",
        "clocks agree",
        "时钟一致",
        "Reach",
        connectivity.clock_skew,
        cmd.plain("date +%s.%N"),
        frozenset(),
    ),
    Check(
        "nodes_reach",
        "nodes reach each other",
        "节点互通",
        "Reach",
        connectivity.nodes_reach,
        cmd.reach,
        REACH,
        on="several",
    ),
    Check(
        "service_reach",
        "bench reaches service",
        "压测可达服务",
        "Reach",
        connectivity.service_reach,
        cmd.service,
        REACH,
        on="bench",
    ),
    # Machine
    Check(
        "npus_healthy", "NPUs healthy", "NPU 健康", "Machine", machine.npus_healthy, cmd.plain("npu-smi info"), MACHINE
    ),
    Check("hbm_free", "HBM free", "显存空闲", "Machine", machine.hbm_free, cmd.plain("npu-smi info"), _MI),
    Check(
        "driver_equal",
        "drivers equal",
        "驱动版本一致",
        "Machine",
        between_nodes.driver_equal,
        cmd.driver,
        _MI,
        "several",
        True,
    ),
    Check(
        "firmware_equal",
        "firmware equal",
        "固件版本一致",
        "Machine",
        between_nodes.firmware_equal,
        cmd.firmware,
        _MI,
        "several",
        True,
    ),
    Check(
        "hccn_link", "NPU links up", "NPU 网口连通", "Machine", machine.hccn_link, cmd.hccn("-link"), MACHINE, "several"
    ),
    Check(
        "hccn_health",
        "NPU net health",
        "NPU 网络健康",
        "Machine",
        machine.hccn_health,
        cmd.hccn("-net_health"),
        MACHINE,
        "several",
    ),
    Check(
        "hccn_tls",
        "TLS switch equal",
        "TLS 开关一致",
        "Machine",
        between_nodes.hccn_tls,
        cmd.hccn("-tls"),
        MACHINE,
        "several",
        True,
    ),
    Check(
        "hccn_conf",
        "hccn.conf agrees",
        "hccn.conf 一致",
        "Machine",
        machine.hccn_conf,
        cmd.hccn_conf,
        MACHINE,
        "several",
    ),
    Check("host_memory", "host memory", "主机内存", "Machine", machine.host_memory, cmd.memory, _MW | INSIDE),
    Check("disk", "disk free", "磁盘空间", "Machine", machine.disk, cmd.inside("df -h ~")),
    # Container
    Check(
        "container_up",
        "container up",
        "容器运行",
        "Container",
        container.container_up,
        cmd.inspect,
        MACHINE,
        "all",
        waivable=False,
    ),
    Check(
        "container_rights",
        "device rights",
        "设备权限",
        "Container",
        container_given.container_rights,
        cmd.rights,
        MACHINE,
    ),
    Check("container_net", "host network", "主机网络", "Container", container_given.container_net, cmd.network, _MI),
    Check(
        "image_equal",
        "images equal",
        "镜像一致",
        "Container",
        between_nodes.image_equal,
        cmd.image,
        MACHINE,
        "several",
        True,
    ),
    Check(
        "arch_equal",
        "architectures equal",
        "架构一致",
        "Container",
        between_nodes.arch_equal,
        cmd.plain("uname -m"),
        _MI,
        "several",
        True,
    ),
    Check(
        "mindie_equal",
        "MindIE equal",
        "MindIE 版本一致",
        "Container",
        between_nodes.mindie_equal,
        cmd.mindie,
        INSIDE,
        "several",
        True,
    ),
    Check(
        "vllm_equal",
        "vLLM-Ascend equal",
        "vLLM-Ascend 版本一致",
        "Container",
        between_nodes.vllm_equal,
        cmd.packages,
        INSIDE,
        "several",
        True,
    ),
    Check(
        "vllm_versions",
        "versions fit",
        "版本配套",
        "Container",
        container.vllm_versions,
        cmd.packages,
    ),
    Check(
        "cann_equal",
        "CANN equal",
        "CANN 版本一致",
        "Container",
        between_nodes.cann_equal,
        cmd.cann,
        INSIDE,
        "several",
        True,
    ),
    Check(
        "tools",
        "tools there",
        "工具齐备",
        "Container",
        container.tools,
        cmd.inside("command -v bash setsid head tail python3"),
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
    Check("config_mode", "config.json mode", "config.json 权限", "Container", container.config_mode, cmd.config),
    Check("ports_free", "ports free", "端口空闲", "Container", container.ports_free, cmd.bind, waivable=False),
    Check("shm_size", "shared memory", "共享内存", "Container", container_given.shm_size, cmd.inside("df -h /dev/shm")),
    Check(
        "shm_residue", "no residue in /dev/shm", "/dev/shm 无残留", "Container", container.shm_residue, cmd.residue, _MI
    ),
    Check("proxies", "proxies unset", "代理未设置", "Container", container.proxies, cmd.inside("env | grep -i _proxy")),
    # Model
    Check("weights_present", "weights present", "权重存在", "Model", weights.weights_present, cmd.weights, WEIGHTS),
    Check("weights_complete", "weights complete", "权重完整", "Model", weights.weights_complete, cmd.weights, WEIGHTS),
    Check("weights_links", "no links in weights", "权重无软链接", "Model", weights.weights_links, cmd.weights, WEIGHTS),
    Check(
        "weights_equal",
        "weights equal",
        "权重一致",
        "Model",
        between_nodes.weights_equal,
        cmd.sums,
        WEIGHTS,
        "several",
        True,
    ),
    Check("weights_mode", "weights' mode", "权重权限", "Model", weights.weights_mode, cmd.weights, WEIGHTS),
    Check("model_config", "model config.json", "模型配置", "Model", weights.model_config, cmd.model, WEIGHTS),
    Check("tokenizer", "tokenizer for the bench", "压测分词器", "Model", weights.tokenizer, cmd.tokenizer, on="bench"),
    Check("dataset", "data sets for the bench", "压测数据集", "Model", datasets.dataset, cmd.dataset, on="bench"),
    # Launch
    Check(
        "earlier_service",
        "no earlier service",
        "无已有服务",
        "Launch",
        launch.earlier_service,
        cmd.earlier,
        waivable=False,
    ),
    Check("rank_table", "rank table", "rank table", "Launch", launch.rank_table, cmd.hccn("-ip"), MACHINE, "several"),
)
"""All of them, in the order in which they are shown."""
BY_NAME: dict[str, Check] = {check.name: check for check in CHECKS}
WAIVABLE: frozenset[str] = frozenset(check.name for check in CHECKS if check.waivable)
"""Names of the checks that a reason can waive."""
EARLIER = "earlier_service"


def asked_of(check: Check, serving: tuple[str, ...], bench: str | None = None) -> tuple[str, ...]:
    """The nodes that a check looks at; `bench` is the node that benches, absent: the master."""
    if check.on == "bench":
        return (bench,) if bench is not None else serving[:1]
    if check.on == "several" and len(serving) < 2:
        return ()
    return (*serving, bench) if check.on == "all" and bench is not None and bench not in serving else serving
