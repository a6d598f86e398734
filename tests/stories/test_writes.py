"""A walk that is killed before, while and after it writes: nothing is half-written, and what stood comes back."""

import asyncio
import hashlib
import json
import signal

import pytest

from mindie_tui.store.runs.run import Run
from tests.kit.command import run, start_at
from tests.kit.waiting import until
from tests.kit.walk import NODES, config_of, demo_process, until_quiet

pytestmark = pytest.mark.long


class Walk:
    """A launch that goes on, and how far it has come: what it printed, and what stands on the nodes."""

    def __init__(self, place, before):
        self.place, self.before = place, before
        self.process, self.events, self.reading = None, [], None

    async def start(self, port):
        """Another port each time, so that it writes."""
        self.process = await start_at(
            self.place, "replay", str(self.place.profile), "--until", "launch", "--set", f"ServerConfig.port={port}"
        )
        self.reading = asyncio.ensure_future(self.read())

    async def read(self):
        async for line in self.process.stdout:
            self.events.append(json.loads(line))

    def count(self, name, path=""):
        return sum(line["event"] == name and line.get("path", path).endswith(path) for line in self.events)

    def changed(self):
        """The nodes whose config.json is another one."""
        return [node for node in NODES if config_of(self.place, node).read_bytes() != self.before[node]]

    def script(self, node):
        """Whether the start script stands there."""
        folder = self.place.profile.parent / node / "root" / ".mindie-tui" / "runs"
        return bool(self.events) and (folder / self.events[0]["run"] / "start.sh").exists()

    async def kill(self):
        assert self.process.returncode is None, (await self.process.communicate())[1].decode()
        self.process.send_signal(signal.SIGKILL)
        await self.process.wait()
        await self.reading
        assert self.process.returncode == -signal.SIGKILL


MOMENTS = {
    "a node is locked": lambda walk: walk.count("lock.taken") >= 1,
    "all are locked": lambda walk: walk.count("lock.taken") == len(NODES),
    "a script is there": lambda walk: any(walk.script(node) for node in NODES),
    "a node has the new file": lambda walk: walk.changed(),
    "all have it": lambda walk: len(walk.changed()) == len(NODES),
    "a write is recorded": lambda walk: walk.count("file.written", "config.json") >= 1,
    "all are recorded": lambda walk: walk.count("file.written", "config.json") == len(NODES),
    "the master is started": lambda walk: walk.count("service.started") >= 1,
    "all are started": lambda walk: walk.count("service.started") == len(NODES),
}
"""When a walk is killed: each holds a little later than the one before."""


async def test_a_walk_that_is_killed_around_the_write_leaves_whole_files_and_rollback_brings_back_every_byte():
    seen = set()
    async with demo_process(nodes=2, speed=20) as place:
        reached = ("--ssh-config", str(place.ssh_config))
        before = {node: config_of(place, node).read_bytes() for node in NODES}
        for n, (moment, reached_it) in enumerate(MOMENTS.items()):
            walk = Walk(place, before)
            await walk.start(2000 + n)
            await until(lambda walk=walk, holds=reached_it: holds(walk), moment)
            await walk.kill()
            await until_quiet(place)
            this = Run.find("last")
            planned = this.planned("config.json")
            stands = {node: config_of(place, node).read_bytes() for node in NODES}
            started = any(line["event"] == "service.started" for line in this.events())
            for node, data in stands.items():
                assert data in (before[node], planned), f"{node} is half-written when {moment}"
            new = {node for node, data in stands.items() if data == planned}
            seen.add(len(new) + started)

            status, out, _ = await run("status", this.id, *reached, "--json")
            told = {line["node"]: line["config"] for line in map(json.loads, out.splitlines())}
            if planned is not None:
                for node in NODES:
                    assert told[node].endswith(f"that run {this.id} wrote") == (node in new), told
            status, _, err = await run("replay", str(place.profile), *reached, "--until", "nodes")
            assert status == 0, err
            assert (f"run {this.id} has no end" in err) == (bool(new) and not started), err

            status, _, err = await run("stop", this.id, *reached)  # one may have started that the record misses
            assert status == 0, err
            if this.before("a3-01", "config.json") is not None:
                status, out, err = await run("rollback", this.id, *reached)
                assert status == 0, err
            for node in NODES:
                assert sha(config_of(place, node).read_bytes()) == sha(before[node])
                mode = config_of(place, node).stat().st_mode & 0o777
                assert mode == 0o640
                assert all(".config.json.mindie-tui." in name for name in beside(place, node)), "a writer's own file"
        status, _, err = await run("replay", str(place.profile), *reached, "--until", "launch", "--stop")
        assert status == 0, err
        assert [beside(place, node) for node in NODES] == [[], []], "what a killed writer left is swept by the next one"
    assert len(seen) > 1, "the kills met the walk at different moments"


def beside(place, node):
    """The files in the folder of a node's config.json, but for that one."""
    return [path.name for path in config_of(place, node).parent.iterdir() if path.name != "config.json"]


def sha(data):
    return hashlib.sha256(data).hexdigest()
