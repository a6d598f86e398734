"""The network with its own patience: a machine that stops, this machine as the node, and noise around every answer."""

import asyncio
import json
import os
import signal
import sys

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.events import codec as ev
from mindie_tui.model.shell import sh
from tests.kit.near_logs import children
from tests.kit.servers import Site, fleet_of, sshd

pytestmark = pytest.mark.long
NOTICED_S, PATIENCE_S = 20, 120


async def test_a_node_whose_sshd_stops_is_noticed_within_twenty_seconds_and_the_others_go_on(tmp_path):
    site = Site(tmp_path / "site")
    async with sshd(site) as dying, sshd(site) as well:
        site.host("dying", dying.port)
        site.host("well", well.port)
        fleet = fleet_of(site, "dying", "well")
        assert [event.name async for event in fleet.connect()] == ["node.asked"] * 2
        for pid in (dying.process.pid, *children(dying.process.pid)):
            os.kill(pid, signal.SIGSTOP)
        done = []

        async def work(name):
            for n in range(3 if name == "well" else 1):
                await fleet.host(name).run(sh("echo {}", n), timeout=None)
                done.append(name)
            yield ev.ServiceStopped(name, "answered")

        told = []
        async with asyncio.timeout(NOTICED_S):
            async for event in fleet.each(fleet.nodes, work):
                told.append((event.name, event.node))
        assert told == [("service.stopped", "well"), ("node.lost", "dying")] and done == ["well"] * 3
        async with asyncio.timeout(NOTICED_S):  # and so is one that is not even let in
            told = [(event.name, event.node) async for event in fleet.connect(["dying", "well"])]
        assert told == [("node.asked", "dying"), ("node.refused", "dying")]
        await fleet.close()


async def ended(words, environment):
    """(status, events, standard error) of a mindie-tui that runs on the node itself."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE_S)
    lines = [json.loads(line) for line in out.splitlines()]
    return process.returncode, lines, err.decode()


@pytest.mark.parametrize("sudo", [False, True], ids=["docker", "sudo"])
async def test_the_whole_walk_on_the_node_itself(tmp_path, sudo):
    async with DemoFleet(nodes=1, speed=20) as demo:
        node = demo.nodes[0]
        profile = tmp_path / "local.yaml"
        text = demo.profile.read_text().replace(f"host: {node.name}, ", "connection: local, ")
        assert "connection: local" in text
        if sudo:
            text = text.replace("  engine: docker", "  engine: docker\n  sudo: true")
        profile.write_text(text)
        environment = {**node.environment, "XDG_STATE_HOME": str(tmp_path / "state")}
        environment["PYTHONPATH"] = os.pathsep.join((os.getcwd(), environment["PYTHONPATH"]))
        few = ("--set", "bench.performance.num_prompts=10")
        status, lines, err = await ended(("replay", str(profile), "--json", "--stop", *few), environment)
        assert status == 0, err
        names = [line["event"] for line in lines]
        for name in ("node.found", "file.written", "service.ready", "bench.finished", "service.stopped"):
            assert name in names
        login = next(line for line in lines if line["event"] == "check" and line["check"] == "ssh_login")
        assert login["verdict"] == "pass" and login["found"].startswith("this machine")
