"""`mindie-tui demo --fleet-only`: a fleet in a process of its own, for what must outlive the wizard."""

import asyncio
import re
import shlex
import shutil
import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import asyncssh
import pytest

from mindie_tui.demo import processes
from tests.kit.demo_service import serving
from tests.kit.waiting import until


async def fleet_only(*words):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mindie_tui", "demo", "--fleet-only", "--speed", "20", *words,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    line = shlex.split((await asyncio.wait_for(process.stdout.readline(), 30)).decode())
    return process, line


async def test_its_first_line_is_the_command_that_walks_it_and_term_ends_it_all():
    process, line = await fleet_only()
    assert line[:2] == ["mindie-tui", "replay"] and line[3] == "--ssh-config"
    profile, config = Path(line[2]), Path(line[4])
    assert "extends: a3-double" in profile.read_text() and "Host a3-02" in config.read_text()
    async with asyncssh.connect("a3-01", config=[str(config)]) as connection:
        await connection.run("setsid sleep 666 >/dev/null 2>&1 </dev/null &", check=True)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert processes.running(profile.parent) == []
    assert not profile.parent.exists()


@pytest.mark.long
async def test_a_service_does_not_outlive_a_fleet_that_was_killed(connect):
    process, line = await fleet_only("--nodes", "1")
    folder = Path(line[2]).parent
    try:
        async with serving(seen_from_outside(folder), connect) as (service,):
            assert processes.start_time(service.pid) is not None
            process.kill()
            await process.wait()
            await until(lambda: not processes.running(folder), "every process of the fleet to end", seconds=20)
    finally:
        await processes.end_all(folder)
        shutil.rmtree(folder)


def seen_from_outside(folder):
    """What `serving` needs to know of a fleet that runs in another process."""
    node = folder / "a3-01"
    (address,) = re.findall(r"HostName (\S+)", (folder / "ssh_config").read_text())
    config = node / "Ascend" / "mindie" / "latest" / "mindie-service" / "conf" / "config.json"
    one = SimpleNamespace(name="a3-01", ip=address, folder=node, config_path=config)
    return SimpleNamespace(nodes=[one], ssh_config=folder / "ssh_config", weights=folder / "weights" / "deepseek-w8a8")
