"""A walk that is killed before, while and after it writes: nothing is half-written, and what stood comes back."""

import asyncio
import hashlib
import json
import random
import signal
import sys

import pytest

from mindie_tui.store.runs.run import Run
from tests.kit.command import run
from tests.kit.walk import NODES, config_of, demo_process, until_quiet

pytestmark = pytest.mark.long
ROUNDS = 12
PATIENCE_S = 60


async def killed(place, after_s, port):
    """A walk that is killed so many seconds after it took its locks; another port each time, so that it writes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "replay", str(place.profile), "--ssh-config", str(place.ssh_config)),
        *("--json", "--until", "launch", "--set", f"ServerConfig.port={port}"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 22,
    )
    locks = 0
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for line in process.stdout:
                locks += json.loads(line)["event"] == "lock.taken"
                if locks == len(NODES):
                    break
            await asyncio.sleep(after_s)
    finally:
        assert process.returncode is None, (await process.communicate())[1].decode()
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert process.returncode == -signal.SIGKILL


async def test_a_walk_that_is_killed_around_the_write_leaves_whole_files_and_rollback_brings_back_every_byte():
    chance = random.Random(9)
    seen = set()
    async with demo_process(nodes=2, speed=20) as place:
        reached = ("--ssh-config", str(place.ssh_config))
        before = {node: config_of(place, node).read_bytes() for node in NODES}
        for n in range(ROUNDS):
            after = 0 if n == 0 else chance.uniform(0, 0.6)
            await killed(place, after, 2000 + n)
            await until_quiet(place)
            this = Run.find("last")
            planned = this.planned("config.json")
            stands = {node: config_of(place, node).read_bytes() for node in NODES}
            started = any(line["event"] == "service.started" for line in this.events())
            for node, data in stands.items():
                assert data in (before[node], planned), f"{node} is half-written after {after:.3f} s"
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
                assert [p.name for p in config_of(place, node).parent.iterdir()] == ["config.json"]
    assert len(seen) > 1, "the kills met the walk at different moments"


def sha(data):
    return hashlib.sha256(data).hexdigest()
