"""A play: a Session whose steps hand out events that were written down, so that a screen is tested without a fleet.

What is faked is what the nodes answer; the fold, the rules and the screens are the real ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.finding import Finding
from mindie_tui.model.node import Facts, Node, Npu
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.workbench.launch_plan import NodePlan
from mindie_tui.model.workbench.workbench import Workbench
from tests.kit import waiting

if TYPE_CHECKING:
    from textual.app import App
    from textual.pilot import Pilot

    from mindie_tui.remote.session.record import Steps
    from mindie_tui.remote.transport.link import Ran
    from mindie_tui.store.runs.run import Run
    from mindie_tui.tui.launch.log.rows import LineSource

AT = "2026-11-24T02:14:00.000+08:00"


def npus(count: int = 16, used: int = 3103, total: int = 65536, start: int = 0) -> tuple[Npu, ...]:
    return tuple(
        Npu(
            id=i,
            name="Ascend910",
            health="OK",
            temp_c=45 + i % 4,
            power_w=160.7 if i % 2 == 0 else None,
            hbm_used_mb=used,
            hbm_total_mb=total,
            aicore_percent=0,
            device_ip=f"192.168.{7 + start}.{i + 1}",
        )
        for i in range(count)
    )


def facts(name: str, **changes: Any) -> Facts:
    """What a healthy Atlas A3 node answers."""
    healthy = Facts(
        node=name,
        hostname=name,
        ip="10.20.3.1" + name[-1],
        nic="enp67s0f0",
        npus=npus(start=int(name[-1]) - 1),
        driver="25.2.0",
        firmware="7.8.0.2",
        layout="classic",
        mindie="3.0.0",
        config_mode="640",
        config_owner="root",
        config_path="/usr/local/Ascend/mindie/latest/mindie-service/conf/config.json",
        config_sha256="a" * 64,
        engine="docker",
        container="mindie-a3",
        container_state="running",
        image="mindie:3.0.0",
        home="/root",
        shm_bytes=500 * 1024**3,
        disk_free_bytes=int(1.1 * 1024**4),
        load=0.4,
        uptime_s=41 * 86400.0,
        clock_offset_s=0.02,
        answer_ms=3.0,
        address=f"root@10.20.3.1{name[-1]}:22",
        host_key="SHA256:7pVQk3cJ0ZrYx3m6oTg1uWb2nD4sHf8LqR5vE9aXykM",
    )
    return replace(healthy, **changes)


def deployment(nodes: int = 2, **changes: object) -> Deployment:
    """A profile of so many nodes, dp 4 x tp 8 on two, dp 2 x tp 8 on one."""
    value = Deployment.model_validate(
        {
            "name": "a3-double",
            "nodes": tuple(
                {"name": f"a3-0{i}", "host": f"a3-0{i}", "ip": f"10.20.3.1{i}"} for i in range(1, nodes + 1)
            ),
            "parameters": {
                "ServerConfig": {
                    "ipAddress": "127.0.0.2",
                    "httpsEnabled": False,
                    "tokenTimeout": 3600,
                    "e2eTimeout": 3600,
                },
                "BackendConfig": {"interNodeTLSEnabled": False},
                "ModelDeployConfig": {"maxSeqLen": 24576, "maxInputTokenLen": 4096, "truncation": False},
                "ModelConfig": {
                    "modelName": "deepseek",
                    "modelWeightPath": "/data/weights/deepseek-w8a8",
                    "cpuMemSize": 5,
                    "dp": 2 * nodes,
                    "cp": 1,
                    "tp": 8,
                    "sp": 1,
                    "moe_tp": 4,
                    "moe_ep": 4 * nodes,
                    "plugin_params": '{"plugin_type":"mtp","num_speculative_tokens": 1}',
                    "models": {
                        "deepseekv2": {
                            "ep_level": 1,
                            "kv_cache_options": {"enable_nz": True},
                            "enable_mlapo_prefetch": True,
                        }
                    },
                },
                "ScheduleConfig": {"maxPrefillBatchSize": 2, "maxPrefillTokens": 16384, "maxIterTimes": 16384},
            },
            "environment": {"NPU_MEMORY_FRACTION": "0.92", "HCCL_OP_EXPANSION_MODE": "AIV", "OMP_NUM_THREADS": "16"},
        }
    )
    return value.model_copy(update=changes)


Script = Mapping[str, Iterable[ev.Event | asyncio.Event]]


class Play:
    """A Session whose steps play `script[step]`: a list of events, each waited for where it is an asyncio.Event."""

    def __init__(self, deployment: Deployment, script: Script | None = None, simulated: bool = True) -> None:
        self.deployment, self.script = deployment, dict(script or {})
        self.options = SimpleNamespace(simulated=simulated, runs=None, ssh_config=None)
        self.operator = "li@jump-01"
        self.state = RunState(profile=deployment.name, simulated=simulated)
        self.candidates: tuple[Node, ...] = ()
        self.base_text: str | None = None
        self.rank_table_text: str | None = None
        self.run: Run | None = None
        self.commands: tuple[Ran, ...] = ()
        self.asked: list[tuple[object, ...]] = []
        self._made: tuple[object, Workbench] | None = None

    @property
    def workbench(self) -> Workbench:
        key = (self.deployment, self.base_text, tuple((name, id(f)) for name, f in self.state.facts.items()))
        if self._made is None or self._made[0] != key:
            self._made = (key, Workbench(self.deployment, self.state.facts, self.base_text))
        return self._made[1]

    def artefacts(self) -> Any:
        return self.workbench.artefacts

    def findings(self) -> tuple[Finding, ...]:
        return self.workbench.findings

    def blocked(self) -> tuple[str, ...]:
        return self.workbench.blocked(self.state.blocking() if self.checked else None)

    def launch_plan(self) -> tuple[NodePlan, ...]:
        return tuple(self.workbench.plan(node.name) for node in self.deployment.serving)

    checked = True
    readonly = False
    skipped: frozenset[str] = frozenset()

    def cut_off(self) -> None:
        return None

    def edit(self, deployment: Deployment) -> None:
        self.deployment = deployment

    def spool(self, node: str) -> LineSource | None:
        return None

    async def _walk(self, step: str, *said: object) -> Steps:
        if step != "watch":  # nobody asks for it: it is what goes on by itself
            self.asked.append((step, *said))
        for event in self.script.get(step, ()):
            if isinstance(event, asyncio.Event):
                await event.wait()
                continue
            # a step that the record does not know stands there under its own name
            known = cast(ev.Step, {"probe": "nodes", "watch": "launch"}.get(step, step))
            recorded = ev.Recorded(0, AT, "", known, event)
            self.state = after(self.state, recorded)
            yield recorded, self.state

    def probe(self, names: Iterable[str] | None = None) -> Steps:
        return self._walk("probe", names)

    def judge(self) -> Steps:
        return self._walk("judge")

    async def close(self) -> None:
        pass


def answers(*found: Facts | ev.NodeRefused) -> list[ev.Event]:
    """The events of a probe: all are asked, then each answers; an event stands for itself."""
    nodes = [item.node for item in found]
    return [
        *(ev.NodeAsked(node) for node in nodes),
        *(ev.NodeFound(item.node, item) if isinstance(item, Facts) else item for item in found),
    ]


def play(name: str = "healthy", nodes: int | str = 2) -> Play:
    """A play by name, for tests and for looking at a screen."""
    value = deployment(int(nodes))
    if name == "healthy":
        return Play(value, {"probe": answers(*(facts(node.name) for node in value.nodes))})
    if name == "mixed":
        rows: list[Facts | ev.NodeRefused] = [
            facts("a3-01"),
            facts("a3-02"),
            facts("a3-03", npus=npus(8, used=54272) + npus(16)[8:]),
            facts("a3-04", npus=npus(7) + npus(16)[8:], via="a3-01"),
            ev.NodeRefused(
                "a3-05",
                "login",
                "no key or password was accepted for root@10.20.3.15:22",
                "ssh-copy-id root@10.20.3.15, or name another IdentityFile in ~/.ssh/config",
            ),
            ev.NodeRefused(
                "a3-06",
                "host_key_changed",
                "the host key differs from ~/.ssh/known_hosts:12",
                "if the node was installed anew: ssh-keygen -R 10.20.3.16",
                "SHA256:zzz",
            ),
            facts("a3-07", driver="25.0.1"),
        ]
        made = Play(value, {"probe": [*answers(*rows), ev.NodeAsked("a3-08")]})
        made.candidates = tuple(Node(name=f"a3-0{i}", ip=f"10.20.3.1{i}") for i in range(3, 9))
        return made
    raise KeyError(name)


def shown(app: App[int]) -> str:
    """What stands on the screen, as text."""
    return "\n".join("".join(segment.text for segment in line) for line in app.screen._compositor.render_strips())


def row_of(app: App[int], word: str) -> str:
    """The first line of the screen that holds a word."""
    return next((line for line in shown(app).split("\n") if word in line), "")


async def until(pilot: Pilot[int], holds: Callable[[], object]) -> None:
    """Wait for a state of a screen, which works meanwhile."""
    await waiting.until(holds, "the screen is as the test waits for", seconds=20, pause=pilot.pause)
    await pilot.pause()
