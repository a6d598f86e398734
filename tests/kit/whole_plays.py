"""Plays of preflight and launch, and the walk of all six steps: events folded into the state that a screen shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from mindie_tui import tui
from mindie_tui.model.deployment import Baseline, Deployment
from mindie_tui.model.events import codec as ev
from mindie_tui.model.preflight.check import CHECKS, asked_of
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.terminal import Depth
from mindie_tui.tui.app import MindieApp
from tests.kit.plays import AT, Play, Script, facts

if TYPE_CHECKING:
    from mindie_tui.remote.session.session import Session, Steps
    from mindie_tui.tui.launch.log.rows import Searches

Timed = tuple[float, ev.Event]
"""An event, so many seconds after the beginning."""

FOUND = {
    "ssh_login": ("3 ms", 3), "clock_skew": ("0.02 s apart", 12), "npus_healthy": ("16 of 16", 310),
    "hbm_free": ("62.0 GiB", 310), "ports_free": ("1025 1026 1027 1120", 40), "container_up": ("running", 22),
    "weights_present": ("/data/weights/deepseek-w8a8", 64), "weights_complete": ("163 of 163 safetensors", 140),
    "rank_table": ('32 devices, server_count "2"', 1204),
}  # fmt: skip
LS = "ls /data/weights/deepseek-w8a8/*.safetensors | wc -l"
MISSING = "quant_model_weight_w8a8_dynamic-00087-of-00163.safetensors"


def fold(*events: ev.Event | Timed, state: RunState | None = None, step: ev.Step = "launch", at: str = AT) -> RunState:
    """The state after these; a pair (seconds, event) is so much later than `at`."""
    state = state or RunState(profile="a3-double", simulated=True)
    for event in events:
        when = at
        if isinstance(event, tuple):
            seconds, event = event
            when = (datetime.fromisoformat(at) + timedelta(seconds=seconds)).isoformat()
        state = after(state, ev.Recorded(0, when, "20261124-021400-a3-double", step, event))
    return state


def started(nodes: tuple[str, ...] = ("a3-01", "a3-02")) -> list[ev.Event]:
    ranks = [{"name": name, "ranks": [16 * n, 16 * n + 15], "ip": f"10.20.3.1{n + 1}"} for n, name in enumerate(nodes)]
    return [
        ev.RunStarted("a3-double", "1.0.0", tuple(ranks), simulated=True),
        *(ev.NodeFound(n, facts(n)) for n in nodes),
    ]


def checked(nodes: tuple[str, ...] = ("a3-01", "a3-02"), well: bool = True) -> list[ev.Event]:
    """The answers of a preflight; not well: a missing weights file, warnings, one that still hashes."""
    said: list[ev.Event] = []
    for check in CHECKS:
        found, ms = FOUND.get(check.name, ("", 31))
        for node in asked_of(check, nodes):
            said += [
                ev.CheckAsked(node, check.name),
                ev.CheckDone(node, check.name, "pass", found, command="true", ms=ms),
            ]
    if not well:
        bad = nodes[1 % len(nodes)]
        said += [
            ev.CheckDone(bad, "weights_complete", "fail", f"162 of 163 safetensors; the index names {MISSING}",
                         f"rsync -P a3-01:/data/weights/deepseek-w8a8/{MISSING} /data/weights/deepseek-w8a8/", LS, 140),
            ev.CheckDone(bad, "hbm_free", "warn", "58.0 GiB, a process on NPU 3", "end it, or pick another node", 
                         "npu-smi info", 310),
            ev.CheckDone(nodes[0], "disk", "warn", "12.0 GiB free below ~", "free some space",
                         "df -h ~", 18),
            ev.CheckAsked(bad, "rank_table"),
        ]  # fmt: skip
    return said


def preflight(well: bool = True, nodes: tuple[str, ...] = ("a3-01", "a3-02")) -> RunState:
    return fold(*started(nodes), *checked(nodes, well), step="preflight")


def opened(walk: Play, step: str, theme: str | None = None, depth: Depth = "true") -> MindieApp:
    """The app as it stands at a step; no earlier step was seen, so nothing was asked."""

    class Opened(MindieApp):
        DEFAULT_MODE = step
        CSS_PATH = str(Path(tui.__file__).parent / "app.tcss")

    return Opened(cast("Session", walk), theme_name=theme, depth=depth)


class Walk(Play):
    """A play of all six steps. `spools` are texts by node."""

    def __init__(
        self,
        deployment: Deployment,
        script: Script | None = None,
        state: RunState | None = None,
        spools: Mapping[str, Lines] | None = None,
        checked: bool = True,
    ) -> None:
        super().__init__(deployment, script)
        self.state = state or self.state
        self.spools = spools or {}
        self.checked = checked

    def spool(self, node: str) -> Lines | None:
        return self.spools.get(node)

    def preflight(
        self, only: Sequence[str] | None = None, nodes: Sequence[str] | None = None, *, restart: bool = False
    ) -> Steps:
        return self._walk("preflight", only, nodes)

    async def waive(self, check: str, reason: str) -> Steps:
        self.asked.append(("waive", check, reason))
        recorded = ev.Recorded(0, AT, "", "preflight", ev.CheckWaived(check, reason))
        self.state = after(self.state, recorded)
        yield recorded, self.state

    def launch(self, *, restart: bool = False, take_over: bool = False) -> Steps:
        return self._walk("launch", restart)

    def remedies(self, check: str, node: str) -> str | None:
        done = self.state.checks.get((check, node))
        return done.mend if done else None

    def remedy(self, check: str, node: str, shown: str | None = None) -> Steps:
        return self._walk("remedy", check, node, shown)

    def attach(self) -> Steps:
        return self._walk("attach")

    def watch(self) -> Steps:
        return self._walk("watch")

    def stop(self, *, take_over: bool = False) -> Steps:
        return self._walk("stop", *(["take_over"] if take_over else []))

    def rollback(self) -> Steps:
        return self._walk("rollback")

    def bench(self) -> Steps:
        return self._walk("bench")

    def stop_bench(self, *, one: bool = False) -> Steps:
        return self._walk("stop_bench", *(["one"] if one else []))

    def skip(self, point: str) -> None:
        self.skipped ^= {point}

    def report(self, limits: Baseline | None = None, *, stopped: str | None = None) -> Steps:
        return self._walk("report", limits)


def phases(node: str, *said: tuple[float, str] | tuple[float, str, int, str]) -> list[Timed]:
    """service.phase of a node: (seconds, phase[, percent, count])."""
    return [_phase(node, *one) for one in said]


def _phase(node: str, at: float, phase: str, percent: int | None = None, count: str | None = None) -> Timed:
    return int(at), ev.ServicePhase(node, phase, float(at), percent, count)


def launched(*, until: str = "weights", nodes: tuple[str, ...] = ("a3-01", "a3-02")) -> list[Timed]:
    """The events of a start, as far as `until`: weights, ready, failed."""
    events: list[Timed] = [(0, ev.LockTaken(node)) for node in nodes]
    events += [
        (
            1,
            ev.FileWritten(
                n,
                "/usr/local/Ascend/mindie/latest/mindie-service/conf/config.json",
                "c0de41" * 10,
                "~/.mindie-tui/backup/x",
            ),
        )
        for n in nodes
    ]
    events += [(2, ev.ServiceStarted(node, 240 + at, 881234)) for at, node in enumerate(nodes)]
    for node in nodes:
        events += phases(node, (1, "config"), (1.2, "rank_table"), (3, "slaves"))
    if until == "failed":
        line = (
            "[ERROR] HCCL(2717288,python3):2025-07-23-03:47:57.070.463 [hccl_socket.cc:100] [2717288]"
            "[HcclSocket][Listen] socket type[1], listen on ip[192.168.20.160] and specific port[16666] fail. "
            "Please check the port status and whether the port is been using by other process."
        )
        events += [
            (
                60,
                ev.ServiceError(
                    nodes[0],
                    "hccl-16666",
                    True,
                    line,
                    {"file": f"logs/{nodes[0]}/service.log", "offset": 812},
                    "another HCCL job on the same card",
                    "stop the other job; npu-smi info on the node names its process",
                ),
            ),
            (
                125,
                ev.ServiceError(
                    nodes[-1], "hccl-timeout", False, "wait socket establish timeout, role[1] rank[12] timeout[120]"
                ),
            ),
            (129, ev.ServiceDied(nodes[0], 134, "exit signal 6")),
            *((129, ev.ServiceStopped(node, "TERM")) for node in nodes),
            (
                129,
                ev.ServiceFailed(
                    "a3-01 failed while connecting",
                    "stop the other job",
                    tuple(f"{n}: stopped, config.json kept" for n in nodes),
                ),
            ),
        ]
        return events
    for n, node in enumerate(nodes):
        events += phases(node, (24 - n, "engine"), (26, "weights", 2, "1/61"))
        events += [(30, ev.NpuSample(node, 41.2 - n * 0.6, 0))]
        events += phases(node, (200, "weights", 70, f"{43 - n}/61"))
    if until == "ready":
        for node in nodes:
            events += phases(node, (241, "memory"), (242, "warmup"), (249, "endpoint"), (250, "started"))
        events += phases(nodes[0], (251, "healthy"))
        events += [
            (253, ev.ServiceAnswered(nodes[0], "http://10.20.3.11:1025", "deepseek", 251.0, 181.0)),
            (253, ev.ServiceReady(tuple(nodes), 251.0)),
        ]
    return events


class Lines:
    """A spool in memory."""

    def __init__(self, text: str = "") -> None:
        self.pieces: list[str] = []
        self.size = 0
        self.append(text)

    def append(self, text: str) -> None:
        self.size += len(text)
        self.pieces += text.replace("\r", "\n").splitlines()

    def __len__(self) -> int:
        return len(self.pieces)

    def lines(self, first: int, count: int) -> list[str]:
        return self.pieces[first : first + count]

    def _holds(self, pattern: Searches | str, line: int) -> object:
        if isinstance(pattern, str):
            return pattern.lower() in self.pieces[line].lower()
        return pattern.search(self.pieces[line].encode())

    def search(self, pattern: Searches | str, start_line: int, *, backwards: bool = False) -> tuple[int | None, None]:
        lines = range(min(start_line, len(self) - 1), -1, -1) if backwards else range(start_line, len(self))
        return next((line for line in lines if self._holds(pattern, line)), None), None

    def hits(self, pattern: Searches | str, start_line: int) -> tuple[list[int], None]:
        return [line for line in range(start_line, len(self)) if self._holds(pattern, line)], None
