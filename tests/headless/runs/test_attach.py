"""`status` and `attach`: a service that a walk has left running, found again by a later command."""

import asyncio
import json
import os
import signal

import pytest

from tests.kit.command import ENOUGH_S, events, first, run, start
from tests.kit.walk import demo_process


@pytest.mark.long
async def test_a_service_that_was_left_running_is_found_followed_and_stopped(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with demo_process(nodes=2, speed=30) as place:
        reached = ("--ssh-config", str(place.ssh_config), "--json")
        status, out, err = await run("replay", str(place.profile), *reached, "--until", "launch")
        assert status == 0 and "mindie-tui attach" in err, err
        name = events(out)[0]["run"]

        status, out, err = await run("status", *reached)
        assert status == 0, err
        stands = events(out)
        assert [(one["node"], one["state"]) for one in stands] == [("a3-01", "runs"), ("a3-02", "runs")]
        assert stands[0]["said"] == "healthy" and {one["run"] for one in stands} == {name}

        process = await start("attach", name, *reached)
        try:
            lines = []
            while not lines or lines[-1]["event"] != "service.ready":
                lines.append(json.loads(await asyncio.wait_for(process.stdout.readline(), ENOUGH_S)))
            assert first(lines, "service.attached") < first(lines, "service.answered")

            status, _, err = await run("attach", name, *reached)
            assert status != 0 and "follows run" in err and "Traceback" not in err

            process.terminate()
            await asyncio.wait_for(process.communicate(), ENOUGH_S)
            assert process.returncode == 143
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)

        logs = sorted((tmp_path / "mindie-tui" / "runs" / name / "logs").glob("*/service.log"))
        for log in logs:
            assert log.read_bytes().count(b"Daemon start success!") == 1, "no byte came twice"

        assert (await run("stop", name, *reached))[0] == 0
        status, out, _ = await run("status", name, *reached)
        assert status == 1 and {one["state"] for one in events(out)} == {"gone"}
        status, _, err = await run("attach", name, *reached)
        assert status == 1 and "launch it again" in err
