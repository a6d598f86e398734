"""After a failed start: the logs of each node in the run folder, and the culprit out of all of them."""

import pytest

from mindie_tui.model.events.codec import LogsCollected, LogsCollecting, Recorded, ServiceCulprit
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.remote.launch import launch as service


async def test_the_kernel_of_a_node_names_the_cause_that_no_service_prints(walk):
    walk.site.demo.nodes[1].fault(kill="weights", oom=True)
    await walk.launch()
    (collecting,) = walk.of(LogsCollecting)
    assert collecting.nodes == walk.ctx.serving
    collected = {event.node: event for event in walk.of(LogsCollected)}
    assert set(collected) == set(walk.ctx.serving) and not any(event.said for event in collected.values())
    names = {name for node, name in walk.ctx.run.logs() if node == walk.ctx.serving[1]}
    assert "kernel" in names and any(name.startswith("plog-") for name in names), names
    (culprit,) = walk.of(ServiceCulprit)
    assert (culprit.node, culprit.code) == (walk.ctx.serving[1], "kernel-oom"), culprit
    assert "mindie_llm_backe" in culprit.cause and culprit.log["file"] == f"logs/{culprit.node}/kernel.log"
    state = RunState()
    for event in walk.events:
        state = after(state, Recorded(0, "2026-03-01T10:00:00+00:00", "r", "launch", event))
    assert state.culprit == culprit and state.collecting == ()


@pytest.mark.long
async def test_what_an_earlier_start_wrote_is_no_cause_of_this_one(single):
    home = single.site.demo.nodes[0].folder / "root" / "ascend" / "log" / "debug" / "plog"
    home.mkdir(parents=True)
    old = "[ERROR] HCCL(1,python):2024-03-01-10:00:00.123.456 [x.cc:1] [1]EI0015: old"
    (home / "plog-1_20240301.log").write_text(old + "\n")  # written to just now, as another program may do
    single.site.demo.nodes[0].fault(die="weights")
    await single.launch()
    assert any("plog-1_20240301" in name for _, name in single.ctx.run.logs())
    (culprit,) = single.of(ServiceCulprit)
    assert culprit.code != "EI0015" and "out of memory" in culprit.line, culprit


@pytest.mark.long
async def test_a_node_that_does_not_answer_stops_nobody(walk):
    dead = walk.site.demo.nodes[1]
    walk.site.demo.nodes[0].fault(die="weights")

    def cut(event):
        if isinstance(event, LogsCollecting):
            dead.no_answer = True
            dead.cut()
        return False

    walk.ctx = walk.site.context(new_run=True)
    walk.logs = service.Logs(walk.ctx)
    await walk.take(service.launch(walk.ctx, walk.logs), last=cut)
    collected = {event.node: event for event in walk.of(LogsCollected)}
    assert collected[dead.name].said and not collected[walk.ctx.serving[0]].said
    assert walk.of(ServiceCulprit)[0].node == walk.ctx.serving[0]
