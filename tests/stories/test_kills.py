"""SIGKILL of a walk at each of its stages, on a screen or without: the next one knows the state and goes on from there.

The fleet is a process of its own. After each kill: no second daemon is started, the log goes on at the byte where it
stopped, the record has no gap in its numbers, and the run is as ready as its service is.
"""

import asyncio
import json
import os
import signal
import sys

import pytest

from mindie_tui.demo import processes
from mindie_tui.store.runs.run import Run
from tests.kit.command import events, run
from tests.kit.tmux import launch_by_keys, tmux, until_shown
from tests.kit.waiting import until
from tests.kit.walk import NODES, demo_process, until_quiet

pytestmark = pytest.mark.long
PATIENCE_S = 90
SETS = ("--set", "bench.performance.num_prompts=400")


def is_event(name, **values):
    return lambda line: line["event"] == name and all(line.get(key) == value for key, value in values.items())


STAGES = {
    "the master was started": is_event("service.started", node="a3-01"),
    "all were started": is_event("service.started", node="a3-02"),
    "the nodes connect": is_event("service.phase", phase="engine"),
    "the weights load": is_event("service.phase", phase="weights"),
    "it warms up": is_event("service.phase", phase="warmup"),
    "it is ready": is_event("service.ready"),
    "the bench measures": is_event("bench.progress"),
}


async def killed_at(place, reached):
    """A replay that gets no chance to say anything, killed at the first event that `reached` holds of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "replay", str(place.profile)),
        *("--ssh-config", str(place.ssh_config), "--json", *SETS),
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 22,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for line in process.stdout:
                if reached(json.loads(line)):
                    break
    finally:
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert process.returncode == -signal.SIGKILL


def daemons(place):
    """The pids of the daemons of the whole fleet."""
    found = processes.running(place.profile.parent)
    return sorted(one.pid for one in found if "mindieservice_daemon.py" in one.command)


def kept(name):
    return {node: (Run.find(name).folder / "logs" / node / "service.log") for node in NODES}


def there(place, name):
    root = place.profile.parent
    return {node: root / node / "root" / ".mindie-tui" / "runs" / name / "service.log" for node in NODES}


def size(path):
    return path.stat().st_size


async def goes_on(place, name, before):
    """`attach` until the service is ready: the same daemons, every byte once; then `status`, and `stop`."""
    reached = ("--ssh-config", str(place.ssh_config), "--json")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "attach", name, *reached),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, limit=1 << 22,
    )  # fmt: skip
    try:
        async with asyncio.timeout(PATIENCE_S):
            lines = []
            while not lines or lines[-1]["event"] != "service.ready":
                lines.append(json.loads(await process.stdout.readline()))
            here, far = kept(name), there(place, name)
            await until(
                lambda: all(here[n].stat().st_size >= far[n].stat().st_size for n in NODES), "every byte is here"
            )
    finally:
        process.terminate()
        await process.communicate()
    assert not [line for line in lines if line["event"] == "service.started"]
    for node in NODES:
        whole = here[node].read_bytes()
        assert whole.startswith(before[node])
        assert far[node].read_bytes().startswith(whole) and b"Daemon start success!" in whole
    status, out, _ = await run("status", name, *reached)
    assert status == 0 and [line["state"] for line in events(out)] == ["runs", "runs"]


async def ended(place, name):
    status, _, err = await run("stop", name, "--ssh-config", str(place.ssh_config))
    assert status == 0, err
    assert daemons(place) == []
    seqs = [line["seq"] for line in Run.find(name).events()]
    assert seqs == list(range(1, len(seqs) + 1)), "the record goes on where the kill cut it off"


@pytest.mark.parametrize("stage", STAGES)
async def test_a_replay_that_was_killed_is_found_again_and_nothing_is_started_twice(stage):
    async with demo_process(nodes=2, speed=5) as place:
        await killed_at(place, STAGES[stage])
        name = Run.find("last").id
        assert Run.find(name).info.exit is None
        await until_quiet(place)  # a start that was sent goes on without us
        before = {node: path.read_bytes() if path.exists() else b"" for node, path in kept(name).items()}
        ours = daemons(place)
        if await half(place, name):
            assert stage == "the master was started"
            return await half_a_service(place, name)
        assert len(ours) == 2
        await goes_on(place, name, before)
        assert daemons(place) == ours

        status, out, err = await run(  # the next operator who launches the same
            "replay", str(place.profile), "--ssh-config", str(place.ssh_config), "--json", "--until", "launch"
        )
        assert status == 0, err
        names = [line["event"] for line in events(out)]
        assert "service.attached" in names and "service.started" not in names and "file.written" not in names
        assert daemons(place) == ours
        await ended(place, name)


async def half(place, name):
    """Whether the kill came between the master's start and the slave's."""
    _, out, _ = await run("status", name, "--ssh-config", str(place.ssh_config), "--json")
    return "gone" in [line["state"] for line in events(out)]


async def half_a_service(place, name):
    """Half a service: attach says so, a launch refuses, --restart stops it and starts the whole."""
    reached = ("--ssh-config", str(place.ssh_config), "--json")
    status, _, err = await run("attach", name, *reached)
    assert status == 1 and f"run {name} runs on a3-01 only, not on a3-02" in err
    again = ("replay", str(place.profile), *reached, "--until", "launch")
    status, _, err = await run(*again)
    assert status == 1 and f"mindie-tui stop {name}" in err
    status, out, err = await run(*again, "--restart")
    assert status == 0, err
    lines = events(out)
    assert "service.ready" in [line["event"] for line in lines]
    assert len(daemons(place)) == 2
    await ended(place, lines[0]["run"])


SCREENS = {"weights": ("loading the weights", False), "ready": ("answered as", False), "bench": ("token/s", True)}


@pytest.mark.parametrize("stage", SCREENS)
async def test_a_wizard_that_was_killed_is_found_again_and_nothing_is_started_twice(stage, tmp_path):
    shown, bench = SCREENS[stage]
    socket = f"mindie-tui-kill-{os.getpid()}-{stage}"
    async with demo_process(nodes=2, speed=5 if stage == "weights" else 20) as place:
        words = f"{sys.executable} -m mindie_tui --profile {place.profile} --ssh-config {place.ssh_config}"
        shell = f"sh -c 'echo $$ > {tmp_path}/pid; exec {words}'; exec cat"
        await tmux(socket, "new-session", "-d", "-x", "120", "-y", "36", shell)
        try:
            await until_shown(socket, "a3-02")
            await launch_by_keys(socket, npus=32)
            await until_shown(socket, shown if not bench else "answered as")
            if bench:
                await tmux(socket, "send-keys", "5")
                await until_shown(socket, "Bench")
                await tmux(socket, "send-keys", "b")
                await until(is_measuring, "the record of the newest run has the bench's progress")
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
        finally:
            await tmux(socket, "kill-server")
        name = Run.find("last").id
        before = {node: path.read_bytes() for node, path in kept(name).items()}
        ours = daemons(place)
        assert len(ours) == 2
        await goes_on(place, name, before)
        assert daemons(place) == ours
        await ended(place, name)


def is_measuring():
    return any(line["event"] == "bench.progress" for line in Run.find("last").events())
