"""Probe, rules and preflight of sixty nodes behind one real sshd: `replay --until preflight` as a process of its own.

Each node has an address, 16 NPUs with addresses of their own and a container; npu-smi, hccn_tool and docker are shell
scripts that answer at once, so the time is ours, sshd's and that of our own programs on the nodes, all on the cores of
this one machine. `found` is the time to the last node, `whole` to the end of the command; `wrong` is the same with a
layout of 960 ranks that no rule takes. INT is sent at ten moments spread over a run: how long until the process has
ended, and whether its record has its last line. The stall is how late the event loop was at worst, probe to preflight.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks import figure
from mindie_tui.demo.disk import node_files
from mindie_tui.model.deployment import Deployment
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles
from tests.kit.servers import Site, sshd

NODES, INTS, NPUS = 60, 10, 16
NAMES = [f"a3-{n:02d}" for n in range(1, NODES + 1)]
HCCN = r"""#!/bin/sh
case $3 in
-ip) echo "ipaddr:10.20.$NODE.$2"; echo "netmask:255.255.0.0" ;;
-link) echo "link status: UP" ;;
-net_health) echo "net health status: Success" ;;
-tls) echo "dev_id:$2, tls switch[0](0:disable, 1:enable), tls preconfigured[1](0:non-preset, 1:preset)" ;;
esac
"""
DOCKER = r"""#!/bin/sh
case $1 in
inspect) cat "$FLEET/container.json" ;;
exec) shift 3; exec "$@" ;;
esac
"""


def container() -> str:
    """What `docker inspect` prints of a container that is made as MindIE's guide says."""
    names = [*(f"davinci{n}" for n in range(NPUS)), "davinci_manager", "hisi_hdc", "devmm_svm"]
    devices = [{"PathOnHost": f"/dev/{n}", "PathInContainer": f"/dev/{n}", "CgroupPermissions": "rwm"} for n in names]
    host = {"NetworkMode": "host", "IpcMode": "private", "Privileged": False, "Runtime": "runc", "Devices": devices}
    state = {"Status": "running", "Running": True, "ExitCode": 0}
    one = {"Id": "9f" * 32, "Image": "sha256:" + "25" * 32, "State": state, "HostConfig": host, "Config": {"Env": []}}
    return json.dumps([one])


def layout(folder: Path, npus: int, dp: int) -> str:
    """The profile: `dp` 60 with tp 8 fills eight NPUs of each of the sixty nodes."""
    rows = (f"  - {{name: {name}, host: {name}, ip: 127.0.1.{n}}}\n" for n, name in enumerate(NAMES, 1))
    weights = folder / "fleet" / "weights" / node_files.MODEL
    return (
        f"mindie-tui: 1\nextends: a3-double\nnodes:\n{''.join(rows)}"
        f"container: {{name: m, ascend: {folder / 'node' / 'Ascend'}}}\n"
        f"parameters:\n  BackendConfig: {{npuDeviceIds: [{list(range(npus))}]}}\n"
        f"  ModelConfig: {{modelWeightPath: {weights}, worldSize: {npus}, dp: {dp}, tp: 8, moe_tp: 1, "
        f"moe_ep: {8 * dp}}}\n"
    )


@asynccontextmanager
async def fleet(folder: Path) -> AsyncIterator[Site]:
    """The sshd, its sixty addresses, and what stands on all nodes below `folder`."""
    site, lines, path = Site(folder), [], os.environ["PATH"]
    for file in node_files.node_files(folder / "node", "a3", "classic", "127.0.1.1"):
        node_files.write(file)
    for file in node_files.fleet_files(folder / "fleet"):
        if folder / "fleet" / "weights" in file.path.parents or file.path.name == "version.info":
            node_files.write(file)
    (folder / "container.json").write_text(container())
    told = {**os.environ, "MINDIE_DEMO_NODE": str(folder / "node")}
    asked = [sys.executable, str(node_files.PROGRAMS / "npu_smi.py"), "info"]
    (folder / "npus").write_bytes(subprocess.run(asked, env=told, stdout=subprocess.PIPE, check=True).stdout)
    for n, name in enumerate(NAMES, 1):
        (folder / name).mkdir()
        own = f"HOME={folder / name} NODE={n} FLEET={folder}"
        lines += [f"Match LocalAddress 127.0.1.{n}", f"SetEnv {own} PATH={folder / 'bin'}:{path} SHLVL=5"]
    (folder / "bin").mkdir()
    programs = {"hccn_tool": HCCN, "docker": DOCKER, "npu-smi": f'#!/bin/sh\ncat "{folder / "npus"}"\n'}
    for name, text in programs.items():
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    (folder / "good.yaml").write_text(layout(folder, 8, 60))
    (folder / "wrong.yaml").write_text(layout(folder, NPUS, 7))  # 960 ranks, more than a rank table holds
    async with sshd(site, *lines, address="0.0.0.0", known=False) as server:
        for n, name in enumerate(NAMES, 1):
            site.knows(server.port, server.host_key, f"127.0.1.{n}")
            site.host(name, server.port, address=f"127.0.1.{n}")
        yield site


def start(site: Site, profile: str) -> subprocess.Popen[str]:
    """`replay --until preflight --json`, its events on a pipe."""
    words = ["replay", str(site.folder / profile), "--until", "preflight", "--json", "--ssh-config", str(site.config)]
    environment = {**os.environ, "XDG_STATE_HOME": str(site.folder / "state")}
    return subprocess.Popen(
        [sys.executable, "-m", "mindie_tui", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment,
    )  # fmt: skip


def timed(site: Site, profile: str) -> dict[str, float]:
    """Seconds to the last node, the last finding, the end; and how many lines of each kind came."""
    began, seen = time.perf_counter(), {"found": 0.0, "finding": 0.0, "nodes": 0, "checks": 0}
    process = start(site, profile)
    assert process.stdout is not None and process.stderr is not None
    for line in process.stdout:
        event = json.loads(line)["event"]
        if event in ("node.found", "finding"):
            seen["found" if event == "node.found" else event] = time.perf_counter() - began
        seen["nodes"] += event == "node.found"
        seen["checks"] += event == "check"
        last = line
    process.wait()
    assert seen["nodes"] == NODES, f"{seen}: {process.stderr.read()[-2000:]}"
    print(f"{profile}: {seen}: {last.strip()[-300:]}", file=sys.stderr)
    return {**seen, "whole": time.perf_counter() - began}


def interrupted(site: Site, after: float) -> tuple[float, bool]:
    """Seconds from an INT to the end, and whether the record says that it ended."""
    process = start(site, "good.yaml")
    time.sleep(after)
    began = time.perf_counter()
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=120)
    took = time.perf_counter() - began
    lines = out.splitlines()
    return took, not lines or json.loads(lines[-1])["event"] == "run.ended"


async def stalled(site: Site) -> float:
    """Milliseconds that the loop was late at worst: probe, rules and preflight in this process."""
    late = [0.0]

    async def beat() -> None:
        while True:
            due = time.perf_counter() + 0.005
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - due)

    deployment: Deployment = profiles.load(str(site.folder / "good.yaml")).deployment
    session = Session(deployment, Options(site.config, runs=site.folder / "runs"))
    beating = asyncio.create_task(beat())
    for step in (session.probe, session.judge, session.preflight):
        before = len(late)
        async for _ in step():
            pass
        await asyncio.sleep(0.05)
        print(f"{step.__name__}: worst stall {max(late[before:], default=0) * 1000:.0f} ms", file=sys.stderr)
    beating.cancel()
    await session.close()
    return max(late) * 1000


async def measured(folder: Path) -> None:
    async with fleet(folder) as site:
        loop = asyncio.get_running_loop()
        good = await loop.run_in_executor(None, timed, site, "good.yaml")
        wrong = await loop.run_in_executor(None, timed, site, "wrong.yaml")
        stall = await stalled(site)
        moments = [good["whole"] * (n + 0.5) / INTS for n in range(INTS)]
        ends = [await loop.run_in_executor(None, interrupted, site, after) for after in moments]
    figure("sixty.found_s", good["found"], "<= 60", "60 nodes probed, from the start of the process")
    figure("sixty.whole_s", good["whole"], "<= 60", f"and {good['checks']:.0f} checks of the preflight")
    figure("sixty.wrong_s", wrong["whole"], "<= 60", "the same with a layout that does not fill the world")
    figure("sixty.worst_stall_ms", stall, "<= 250", "the event loop at worst, probe, rules and preflight")
    figure("sixty.int_worst_s", max(took for took, _ in ends), "<= 2", f"INT at {INTS} moments, to the end")
    figure("sixty.int_recorded", sum(ended for _, ended in ends) / INTS, ">= 1", "share whose record says its end")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(Path(folder)))


if __name__ == "__main__":
    main()
