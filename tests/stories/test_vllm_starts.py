"""Starts of vLLM-Ascend on a demo fleet that fail, or are stopped on their way: what is said, and what is left."""

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.errors import LaunchFailed
from mindie_tui.remote.session.session import Options, Session
from mindie_tui.store.profiles import load as profiles

pytestmark = pytest.mark.long


@pytest.fixture
async def fleet(tmp_path):
    async with DemoFleet(2, 60, tmp_path / "fleet", layout="vllm") as made:
        yield made


async def session_of(fleet, *sets):
    """A session whose preflight is through."""
    deployment = profiles.with_sets(profiles.load(str(fleet.profile)).deployment, list(sets))
    session = Session(deployment, Options(fleet.ssh_config, simulated=True))
    for steps in (session.probe(), session.preflight()):
        async for _ in steps:
            pass
    assert session.blocked() == ()
    return session


def services(fleet):
    return [one.command for node in fleet.nodes for one in node.running() if "vllm serve" in one.command]


async def test_a_worker_that_dies_ends_the_start_on_every_node_with_its_own_error(fleet):
    session = await session_of(fleet)
    fleet["a3-02"].fault(die="weights")
    try:
        with pytest.raises(LaunchFailed) as failed:
            async for _ in session.launch():
                pass
        assert session.state.first_error.node == "a3-02" and "out of memory" in session.state.first_error.line
        stopped, died = (line.partition(": no configuration was changed; ")[2] for line in failed.value.standing)
        assert stopped.startswith("stopped (") and died.startswith("the daemon ended in phase weights: status 1")
        assert services(fleet) == []
    finally:
        await session.close()


async def test_a_start_that_lacks_memory_names_the_least_that_starts(fleet):
    session = await session_of(fleet, "max-model-len=40960")
    fleet["a3-01"].fault(die="memory")
    try:
        with pytest.raises(LaunchFailed) as failed:
            async for _ in session.launch():
                pass
        assert "set --gpu-memory-utilization to 0.95" in failed.value.do and not session.state.memory.starts
        assert services(fleet) == []
    finally:
        await session.close()


async def test_a_stop_during_the_load_ends_every_node_though_its_first_term_is_swallowed(fleet):
    session = await session_of(fleet)
    for node in fleet.nodes:
        node.fault(stuck="weights")
    try:
        async for recorded, _ in session.launch():
            if recorded.event.name == "service.phase" and recorded.event.phase == "weights":
                break
        async for _ in session.stop():
            pass
        assert {node.stopped for node in session.state.nodes.values()} == {"TERM"} and services(fleet) == []
    finally:
        await session.close()
