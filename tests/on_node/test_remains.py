"""on_node/remains.py against real processes: what a dead daemon has left is found and ended, and nothing else is."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from dataclasses import replace

import pytest

from mindie_tui.model.events.codec import ServiceStarted
from mindie_tui.remote.launch.ending import stop
from mindie_tui.remote.launch.files import push, rollback
from mindie_tui.remote.launch.launch import launch
from mindie_tui.remote.launch.lock import start_time
from mindie_tui.remote.launch.log.logs import Logs
from mindie_tui.remote.launch.status import status
from mindie_tui.remote.transport.node_program import program
from mindie_tui.store.runs.run import Run
from tests.kit.near import NearLink
from tests.kit.near_site import Site, failing
from tests.kit.waiting import until

DAEMON = """import os, subprocess, sys, time
os.setpgrp()
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", sys.argv[1]], cwd=sys.argv[2], stdout=subprocess.DEVNULL)
open("up", "w").close()
time.sleep(120)
"""
WORKER = "import time; time.sleep(120)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {WORKER}"


async def ask(link, name, what, **given):
    return await program(name, what, json.dumps(given)).one(link)


class Service:
    """One service on a node, started as a launch does it; its daemon is then killed."""

    def __init__(self, link, name="20261130-201753-two-bcdfghjk", worker=WORKER, elsewhere=False):
        self.link, self.name, self.worker = link, name, worker
        self.folder = link.home / ".mindie-tui" / "runs" / name
        self.cwd = link.home if elsewhere else self.folder
        self.pid = self.began = None

    async def start(self):
        self.folder.mkdir(parents=True)
        (self.folder / "daemon.py").write_text(DAEMON)
        words = [sys.executable, "daemon.py", f'"{self.worker}"', str(self.cwd)]
        lines = ['cd "$(dirname "$0")"', " ".join(words) + " &", 'echo "$!" > daemon.pid', 'wait "$!"',
                 'echo "$?" > daemon.status']  # fmt: skip
        (self.folder / "start.sh").write_text("\n".join(lines) + "\n")
        answer = await ask(self.link, "processes", "start", folder=str(self.folder), ports=[], ports_wait_s=0,
                           record={"run": self.name, "operator": "li@jump"})  # fmt: skip
        self.pid, self.began = answer["pid"], answer["start_time"]
        await until((self.folder / "up").exists, "its workers run")
        return self

    async def die(self):
        os.kill(self.pid, signal.SIGKILL)
        await until((self.folder / "daemon.status").exists, "its end is noted")

    def about(self, **more):
        return {"folder": str(self.folder), "pid": self.pid, "start_time": self.began, "term_s": 5, "kill_s": 5, **more}

    def clean(self):
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)


@pytest.fixture
async def started(tmp_path):
    link, services = NearLink("a3-01", tmp_path), []

    async def one(**more):
        services.append(Service(link, **more))
        return await services[-1].start()

    yield link, one
    for service in services:
        service.clean()


def alive(pids):
    return [pid for pid in pids if start_time(pid) is not None]


async def test_the_workers_of_a_dead_daemon_are_found_and_ended(started):
    link, one = started
    service = await one()
    assert (await ask(link, "remains", "find"))["left"] == [], "its daemon lives"
    await service.die()
    (left,) = (await ask(link, "remains", "find"))["left"]
    assert (left["run"], left["operator"], len(left["workers"])) == (service.name, "li@jump", 3)
    answer = await ask(link, "remains", "end", **service.about())
    assert (answer["how"], sorted(answer["ended"]), answer["workers"]) == ("TERM", left["workers"], [])
    assert alive(left["workers"]) == []
    assert (await ask(link, "remains", "end", **service.about()))["how"] == "was not running"


async def test_those_that_listen_to_no_term_are_killed(started):
    link, one = started
    service = await one(worker=STUBBORN)
    await service.die()
    answer = await ask(link, "remains", "end", **service.about(term_s=0.3))
    assert (answer["how"], len(answer["ended"]), answer["workers"]) == ("KILL", 3, [])


async def test_a_worker_that_went_to_another_folder_is_known_by_its_environment(started):
    link, one = started
    service = await one(elsewhere=True)
    await service.die()
    assert len((await ask(link, "remains", "find"))["left"][0]["workers"]) == 3


async def test_nothing_but_the_group_of_that_very_daemon_is_touched(started):
    link, one = started
    service, other = await one(), await one(name="20261130-201753-two-zzzzzzzz")
    beside = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, cwd=service.folder)  # another group
    try:
        await service.die()
        await other.die()
        kept = [r["workers"] for r in (await ask(link, "remains", "find"))["left"] if r["run"] == other.name][0]
        for wrong in ({"pid": os.getpid()}, {"start_time": 2**62}, {"folder": str(other.folder)}):
            assert (await ask(link, "remains", "end", **service.about(**wrong)))["how"] == "was not running"
        assert (await ask(link, "remains", "end", **service.about()))["how"] == "TERM"
        assert alive(kept) == kept and beside.returncode is None
    finally:
        beside.kill()
        await beside.wait()


async def test_a_record_of_another_boot_leaves_nothing(started):
    link, one = started
    service = await one()
    await service.die()
    record = json.loads((service.folder / "service.json").read_text())
    (service.folder / "service.json").write_text(json.dumps({**record, "boot_id": "another"}))
    assert (await ask(link, "remains", "find"))["left"] == []


@pytest.mark.long
async def test_status_launch_and_stop_name_the_workers_and_stop_ends_them(tmp_path):
    site = Site(tmp_path, names=("a3-01",))
    ctx, service = site.context(), Service(site.links[0], name=site.run.id)
    ctx.fleet.nodes = {node.name: node for node in site.deployment.nodes}
    try:
        await service.start()
        for event in [e async for e in push(ctx)]:
            ctx.run.record("launch", event)
        ctx.run.record("launch", ServiceStarted("a3-01", service.pid, service.began))
        await service.die()
        (told,) = [one async for one in status(ctx)]
        assert (told.state, told.run) == ("left", ctx.run.id)
        assert "3 workers of it hold the NPUs" in told.said and f"mindie-tui stop {ctx.run.id} stops them" in told.said

        later = replace(ctx, run=Run.create(site.deployment, [], root=tmp_path / "runs"))
        for step in (launch(later, Logs(later)), stop(later)):
            _, refused = await failing(step)
            assert f"mindie-tui stop {ctx.run.id}" in refused.do and "3 workers" in refused.what
        (stopped,) = [event async for event in stop(ctx)]
        assert stopped.how.startswith("TERM, 3 workers that its dead daemon had left")
        assert (await ask(site.links[0], "remains", "find"))["left"] == []
        assert [event.how async for event in stop(ctx)] == ["was not running"]
    finally:
        service.clean()


async def test_a_config_that_another_runs_service_reads_is_not_rolled_back(tmp_path):
    site = Site(tmp_path, names=("a3-01",))
    service = Service(site.links[0], name="20261130-201753-two-zzzzzzzz")
    try:
        for event in [e async for e in push(site.context())]:
            site.run.record("launch", event)
        await service.start()
        stood = site.text()
        _, refused = await failing(rollback(site.context()))
        assert f"mindie-tui stop {service.name}" in refused.do and site.text() == stood
        await service.die()
        assert [event.name async for event in rollback(site.context())] == ["file.restored"]
    finally:
        service.clean()


async def test_a_stop_that_leaves_a_worker_alive_does_not_call_it_stopped(started):
    link, one = started
    service = await one()
    given = {**service.about(), "url": "", "gentle_s": 0, "by": "li@jump"}
    assert (await ask(link, "processes", "stop", **given))["how"] == "TERM"
    assert (await ask(link, "remains", "find"))["left"] == []
