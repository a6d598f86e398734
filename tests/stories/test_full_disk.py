"""A disk of this machine that fills up at any moment of a walk: one sentence, whole files, and nothing is lost."""

import asyncio
import hashlib
import os
import signal
import sys

import pytest

from mindie_tui.store.runs.run import Run
from tests.kit.command import disk_of, run
from tests.kit.near_site import small_disk
from tests.kit.walk import NODES, config_of, demo_process

pytestmark = pytest.mark.long
PATIENCE_S = 120
ROOMS_KIB = (0, 8, 16, 32, 48, 64, 100, 160)
"""How much is free when the walk begins; without a disk of its own, how long a file may become."""


async def walked(place, state, port, room_kib, limited):
    """(status, standard output, standard error)"""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "replay", str(place.profile), "--ssh-config", str(place.ssh_config)),
        *("--json", "--until", "launch", "--set", f"ServerConfig.port={port}"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "XDG_STATE_HOME": str(state)},
        preexec_fn=disk_of(room_kib << 10) if limited else None,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
            await process.wait()
    return process.returncode, out.decode(), err.decode()


async def test_a_disk_that_fills_up_here_is_one_sentence_and_nothing_is_lost(tmp_path, monkeypatch):
    state = tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    statuses = set()
    with small_disk(state) as small:
        async with demo_process(nodes=2, speed=30) as place:
            reached = ("--ssh-config", str(place.ssh_config))
            before = {node: config_of(place, node).read_bytes() for node in NODES}
            backup = f"config.json.{hashlib.sha256(before['a3-01']).hexdigest()[:12]}"
            for n, room in enumerate(ROOMS_KIB):
                if small is not None:
                    free = os.statvfs(state).f_bavail * os.statvfs(state).f_frsize
                    (state / "filler").write_bytes(bytes(max(free - (room << 10), 0)))
                status, out, err = await walked(place, state, 3000 + n, room, small is None)
                (state / "filler").unlink(missing_ok=True)
                statuses.add(status)
                assert "Traceback" not in err and status in (0, 1, 2, 4), err
                assert status == 0 or err.strip().splitlines(), "it says why"
                for node in NODES:
                    now = config_of(place, node).read_bytes()
                    folder = place.profile.parent / node / "root" / ".mindie-tui" / "backup"
                    if now != before[node]:
                        assert status != 1, "a refusal has changed nothing"
                        assert f'"port": {3000 + n}'.encode() in now, "the new one, whole"
                        assert (folder / backup).read_bytes() == before[node], "kept there"
                        assert Run.find("last").before(node, "config.json") == before[node], "and here"
                for found in Run.all():
                    Run.find(found.id).planned("config.json")  # every record that was begun can be read
                if status:
                    said, _, told = await run("stop", "last", *reached) if Run.all() else (0, "", "")
                    assert said in (0, 1), told
                else:
                    assert (await run("stop", "last", *reached))[0] == 0
                if any(config_of(place, node).read_bytes() != before[node] for node in NODES):
                    assert (await run("rollback", "last", *reached))[0] == 0
                assert all(config_of(place, node).read_bytes() == before[node] for node in NODES)
                for found in Run.all():
                    Run.find(found.id).delete()
    assert statuses >= {0, 1}, "the disk was full before the write, and not at all"
