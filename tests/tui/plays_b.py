"""Plays of the last four steps: events that were written down, folded into the state that a screen shows."""

from dataclasses import dataclass

from mindie_tui.model import events as ev
from mindie_tui.model.run_state import RunState
from tests.tui.plays import AT, Play, deployment, facts


@dataclass(frozen=True)
class Check:
    name: str
    title: str
    group: str


CHECKS = tuple(Check(*row) for row in (
    ("ssh_login", "SSH login", "Reach"), ("clocks_agree", "clocks agree", "Reach"), ("nodes_reach", "nodes reach each other", "Reach"),
    ("npus_healthy", "NPUs healthy", "Machine"), ("hccn_links", "HCCN links up", "Machine"), ("hbm_free", "HBM free", "Machine"),
    ("driver_equal", "driver and firmware equal", "Machine"), ("image_equal", "image equal", "Container"),
    ("config_writable", "config.json writable, 640", "Container"), ("ports_free", "ports free", "Container"),
    ("weights_complete", "weights complete", "Model"), ("weights_equal", "weights equal", "Model"),
    ("weights_readable", "weights readable", "Model"), ("rank_table", "rank table", "Launch"),
    ("bench_reaches", "bench reaches port 1025", "Launch"),
))  # fmt: skip
FOUND = {
    "ssh_login": ("3 ms", 3), "clocks_agree": ("0.02 s apart", 12), "nodes_reach": ("0.1 ms", 48), "npus_healthy": ("16 of 16", 310),
    "hccn_links": ("16 of 16", 1204), "hbm_free": ("62.0 GiB", 310), "driver_equal": ("25.2.0", 22),
    "image_equal": ("mindie:2.2.RC1-800I-A3", 64), "config_writable": ("", 31), "ports_free": ("1025 1026 1027 1120", 40),
    "weights_complete": ("163 of 163 safetensors", 140), "weights_equal": ("sha256 9a1f", 4100), "weights_readable": ("mode 750", 18),
    "rank_table": ('32 devices, server_count "2"', 9), "bench_reaches": ("from a3-01", 27),
}  # fmt: skip
LS = "ls /data/weights/deepseek-w8a8/*.safetensors | wc -l"
MISSING = "quant_model_weight_w8a8_dynamic-00087-of-00163.safetensors"


def fold(*events, state=None, step="launch", at=AT):
    """The state after these; a pair (seconds, event) is that much later."""
    state = state or RunState(profile="a3-double", simulated=True)
    for event in events:
        when = at
        if isinstance(event, tuple):
            seconds, event = event
            when = f"2026-11-24T02:{14 + seconds // 60:02d}:{seconds % 60:02d}.000+08:00"
        state = state.after(ev.Recorded(0, when, "20261124-021400-a3-double", step, event))
    return state


def started(nodes=("a3-01", "a3-02")):
    ranks = [{"name": name, "ranks": [16 * n, 16 * n + 15], "ip": f"10.20.3.1{n + 1}"} for n, name in enumerate(nodes)]
    return [ev.RunStarted("a3-double", "1.0.0", tuple(ranks), simulated=True), *(ev.NodeFound(n, facts(n)) for n in nodes)]


def checked(nodes=("a3-01", "a3-02"), well=True):
    """The answers of a preflight; not well: a missing weights file, warnings, one that still hashes."""
    said = []
    for check in CHECKS:
        found, ms = FOUND[check.name]
        for node in nodes:
            said += [ev.CheckAsked(node, check.name), ev.CheckDone(node, check.name, "pass", found, command="true", ms=ms)]
    if not well:
        bad = nodes[1 % len(nodes)]
        said += [
            ev.CheckDone(bad, "weights_complete", "fail", f"162 of 163 safetensors; model.safetensors.index.json names {MISSING}",
                         f"rsync -P a3-01:/data/weights/deepseek-w8a8/{MISSING} /data/weights/deepseek-w8a8/", LS, 140),
            ev.CheckDone(bad, "hbm_free", "warn", "58.0 GiB, a process on NPU 3", "end it, or pick another node", "npu-smi info", 310),
            ev.CheckDone(nodes[0], "weights_readable", "warn", "mode 755, MindIE wants 750", "chmod -R 750 /data/weights/deepseek-w8a8",
                         "stat -c %a /data/weights/deepseek-w8a8", 18),
            ev.CheckAsked(bad, "weights_equal"),
        ]  # fmt: skip
    return said


def preflight(well=True, nodes=("a3-01", "a3-02")):
    return fold(*started(nodes), *checked(nodes, well), step="preflight")


class Walk(Play):
    """A play of all six steps. `spools` are texts by node."""

    def __init__(self, deployment, script=None, state=None, spools=None, checked=True):
        super().__init__(deployment, script)
        self.state = state or self.state
        self.spools = spools or {}
        self._is_checked = checked

    @property
    def checked(self):
        return self._is_checked

    def blocked(self):
        said = super().blocked()
        return (*said, *(f"{c.check} on {c.node}: {c.found}" for c in self.state.blocking()))

    def spool(self, node):
        return self.spools.get(node)

    def preflight(self, only=None, nodes=None):
        return self._walk("preflight", only, nodes)

    async def waive(self, check, reason):
        self.asked.append(("waive", check, reason))
        self.state = self.state.after(ev.Recorded(0, AT, "", "preflight", ev.CheckWaived(check, reason)))
        yield None, self.state

    def launch(self, *, restart=False):
        return self._walk("launch", restart)

    def stop(self):
        return self._walk("stop")

    def rollback(self):
        return self._walk("rollback")

    def bench(self):
        return self._walk("bench")

    def stop_bench(self):
        return self._walk("stop_bench")

    def report(self, baseline=None, limits=None):
        return self._walk("report", baseline)
