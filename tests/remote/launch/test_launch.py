"""A launch on two demo nodes, from the lock to a real completion; what it refuses; what it finds again."""

import hashlib
import json

import pytest

from mindie_tui.headless.printing.event_lines import sentence
from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import (
    CheckDone,
    FileKept,
    LockRefused,
    LockTaken,
    NpuSample,
    ServiceAnswered,
    ServiceAttached,
    ServiceError,
    ServicePhase,
    ServiceReady,
    ServiceStarted,
    ServiceStopped,
)
from mindie_tui.remote.launch import launch as service
from mindie_tui.remote.launch.status import status
from mindie_tui.remote.preflight.preflight import preflight
from tests.kit.demo_site import daemons, lock_of


@pytest.mark.long
async def test_two_nodes_become_ready_after_a_real_completion_and_the_service_is_found_again_and_stopped(walk):
    events = await walk.launch()
    assert walk.error is None
    assert isinstance(events[0], LockTaken) and isinstance(events[-1], ServiceReady)
    assert [event.node for event in walk.of(ServiceStarted)] == ["a3-01", "a3-02"]  # the master first
    assert walk.phases("a3-01") == [
        "config",
        "rank_table",
        "slaves",
        "engine",
        "weights",
        "memory",
        "warmup",
        "endpoint",
        "started",
        "healthy",
    ]
    assert walk.phases("a3-02") == ["config", "rank_table", "slaves", "engine", "weights", "endpoint", "started"]
    assert walk.of(ServiceError) == []
    (answered,) = walk.of(ServiceAnswered)
    assert events[-2] is answered
    assert (answered.model, answered.url) == ("deepseek", f"http://{walk.site.demo.nodes[0].ip}:1025")
    first = walk.ctx.run.id
    for kept, there in await walk.caught_up():
        assert kept == there and b"Daemon start success!" in kept
    for node in walk.site.demo.nodes:
        assert not lock_of(node).exists()
        record = json.loads((walk.site.log_on_node(node.name, first).parent / "service.json").read_text())
        assert record["pid"] == next(e.pid for e in walk.of(ServiceStarted, node.name))
        assert record["config_sha256"] == hashlib.sha256(node.config_path.read_bytes()).hexdigest()

    # another run, from anywhere: it attaches and changes nothing
    stood = [node.config_path.stat().st_mtime_ns for node in walk.site.demo.nodes]
    events = await walk.launch()
    assert [type(event) for event in events if not isinstance(event, ServicePhase | NpuSample)] == [
        ServiceAttached,
        ServiceAnswered,
        ServiceReady,
    ]
    assert walk.of(ServiceAttached)[0].holder == first
    (answered,), (good,) = walk.of(ServiceAnswered), walk.of(ServiceReady)
    assert good.attached and answered.first_token_s is None, "it was not started just now"
    assert sentence(answered).endswith(" ms") and sentence(good) == "it is ready"
    assert [node.config_path.stat().st_mtime_ns for node in walk.site.demo.nodes] == stood
    for kept, there in await walk.caught_up(first):
        assert kept == there  # the whole log of the earlier run, once

    # the same run once more, as after a restart of the wizard: from the byte where its log stopped
    await walk.close()
    walk.logs = service.Logs(walk.ctx)
    await walk.take(service.attach(walk.ctx, walk.logs))
    assert walk.error is None and walk.of(ServiceAttached)[0].holder == first and walk.of(ServiceReady)
    for kept, there in await walk.caught_up(first):
        assert kept == there

    # another configuration is refused, and says how to go on
    walk.site.with_model(cpuMemSize=6)
    attached = walk.ctx
    events = await walk.launch()
    assert events == [] and isinstance(walk.error, Refused)
    assert first in str(walk.error) and "--restart" in str(walk.error)

    # stop of the run that attached ends the service that it attached to
    walk.ctx = attached
    events = await walk.stop()
    assert walk.error is None
    assert (events[0].node, events[0].how, events[1].node) == ("a3-01", "stopService", "a3-02")
    assert events[1].how in ("TERM", "ended with the master")
    assert daemons(walk.site) == []
    assert [(e.node, e.how) for e in await walk.stop()] == [("a3-01", "was not running"), ("a3-02", "was not running")]


@pytest.mark.long
async def test_a_launch_that_is_left_goes_on_alone_and_is_attached_to_while_it_still_loads(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)
    await walk.take(service.launch(ctx, walk.logs), last=lambda e: isinstance(e, ServicePhase) and e.phase == "engine")
    assert len(daemons(walk.site)) == 2
    assert not lock_of(walk.site.demo.nodes[0]).exists()
    await walk.launch(new_run=False)
    assert isinstance(walk.events[0], ServiceAttached) and isinstance(walk.events[-1], ServiceReady)
    for kept, there in await walk.caught_up():
        assert kept == there


@pytest.mark.long
async def test_a_start_that_was_cut_off_between_two_nodes_is_known_as_that_and_stopped(walk):
    ctx = walk.ctx = walk.site.context()
    walk.logs = service.Logs(ctx)
    launching = service.launch(ctx, walk.logs)
    async for event in launching:  # killed: neither the rest of the start nor its record
        if isinstance(event, ServiceStarted):
            break
        ctx.run.record("launch", event)
    await launching.aclose()
    assert len(daemons(walk.site)) == 1
    only = f"run {ctx.run.id} runs on a3-01 only, not on a3-02"

    checks = [e async for e in preflight(ctx, only=frozenset({"earlier_service"})) if isinstance(e, CheckDone)]
    verdicts = {event.node: event for event in checks}  # the last one of each node counts
    assert f"our {only}: its start was cut off" == verdicts["a3-01"].found and verdicts["a3-01"].verdict == "fail"
    await walk.launch()
    assert isinstance(walk.error, Refused) and only in str(walk.error) and "other files" not in str(walk.error)
    refused, walk.ctx = walk.ctx, ctx
    await walk.close()
    walk.logs = service.Logs(ctx)
    await walk.take(service.attach(ctx, walk.logs))
    assert only in str(walk.error) and f"mindie-tui stop {ctx.run.id}" in walk.error.do
    assert [(one.node, one.state) async for one in status(ctx)] == [("a3-01", "runs"), ("a3-02", "gone")]

    walk.ctx = refused
    await walk.stop()
    assert isinstance(walk.error, Refused) and f"mindie-tui stop {ctx.run.id}" in walk.error.do
    assert len(daemons(walk.site)) == 1, "a run that was refused stops nothing"
    walk.ctx = ctx
    await walk.stop()
    assert walk.error is None and daemons(walk.site) == []


@pytest.mark.long
async def test_restart_stops_the_earlier_service_first(single):
    await single.launch()
    earlier = single.of(ServiceStarted)[0].pid
    await single.stop()  # its ports are still closing
    await single.launch(restart=True)
    assert single.error is None
    assert single.of(FileKept)[0].path.endswith("config.json")
    started = single.of(ServiceStarted)[0].pid
    events = await single.launch(restart=True)
    assert [e.how for e in single.of(ServiceStopped)] == ["stopService"]
    assert isinstance(events[-1], ServiceReady)
    assert len({earlier, started, single.of(ServiceStarted)[0].pid}) == 3


@pytest.mark.long
async def test_a_port_that_is_taken_is_named_before_anything_is_started(single):
    single.site.demo.nodes[0].take_port(1026)
    await single.launch()
    assert "port 1026 is taken" in str(single.error)
    assert daemons(single.site) == []


async def test_a_launch_waits_for_no_other_operator_and_changes_nothing(single):
    node = single.site.demo.nodes[0]
    lock_of(node).parent.mkdir()
    lock_of(node).write_text(json.dumps({"who": "wang@other", "pid": 1, "since": "02:11", "run": "r1"}))
    stood = node.config_path.read_bytes()
    await single.launch()
    assert [type(event) for event in single.events] == [LockRefused] and isinstance(single.error, Refused)
    assert "wang@other" in str(single.error) and node.config_path.read_bytes() == stood
