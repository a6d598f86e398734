"""What ends the wait for a start: a death, a start that does not move, memory that is not enough."""

import pytest

from mindie_tui.model.errors import LaunchFailed
from mindie_tui.model.events.codec import (
    ServiceDied,
    ServiceError,
    ServiceMemory,
    ServiceReady,
)
from tests.kit.demo_site import daemons, lock_of


@pytest.mark.long
async def test_a_product_that_does_not_fill_the_world_dies_with_its_cause_and_frees_the_other_node(walk):
    walk.site.with_model(dp=2)
    await walk.launch()
    assert isinstance(walk.error, LaunchFailed)
    first = [event for event in walk.of(ServiceError) if event.first]
    assert [event.code for event in first] == ["par-ws"]
    assert first[0].log["file"] == f"logs/{first[0].node}/service.log"
    died = walk.of(ServiceDied)[0]
    assert died.status == 137 and "how every failed start" in died.reason
    assert first[0].cause in str(walk.error) and first[0].remedy in str(walk.error)
    assert len(walk.error.standing) == 2 and all("config.json is the new one" in line for line in walk.error.standing)
    assert daemons(walk.site) == []
    assert not any(lock_of(node).exists() for node in walk.site.demo.nodes)


@pytest.mark.long
async def test_a_start_that_is_stuck_ends_with_where_it_is_stuck(single):
    single.site.demo.nodes[0].fault(stuck="weights")
    single.site.with_timeouts(ready=3)
    await single.launch()
    assert "not ready within 3 s, still in weights" in str(single.error)
    assert "phase weights" in single.error.standing[0]


@pytest.mark.long
async def test_a_fraction_that_is_too_little_is_named_with_the_least_that_starts_and_that_one_does(single):
    single.site.with_environment(NPU_MEMORY_FRACTION="0.85")
    await single.launch()
    assert isinstance(single.error, LaunchFailed)
    (memory,) = single.of(ServiceMemory)
    assert (memory.starts, memory.value, memory.least) == (False, 0.85, 0.86)
    assert "set NPU_MEMORY_FRACTION to 0.86" in single.error.do
    single.site.with_environment(NPU_MEMORY_FRACTION=f"{memory.least}")
    await single.launch()
    assert single.error is None and single.of(ServiceReady)
    (memory,) = single.of(ServiceMemory)
    assert (memory.starts, memory.value, memory.least) == (True, 0.86, 0.86)
