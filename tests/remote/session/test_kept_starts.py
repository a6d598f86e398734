"""What an earlier start of the model used is known to the judge once the nodes have shown the model."""

import json
from dataclasses import replace

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.events.codec import NodeFound, ServiceMemory
from mindie_tui.model.mindie.kv_memory import FRACTION
from mindie_tui.remote.session.record import Options
from mindie_tui.remote.session.session import Session
from mindie_tui.store.profiles.load import load
from mindie_tui.store.runs.run import Run

SIZES = {"worldSize": 16, "dp": 2, "tp": 8, "moe_tp": 1, "moe_ep": 16}


async def probed(fleet, runs):
    session = Session(load(str(fleet.profile)).deployment, Options(fleet.ssh_config, runs=runs, simulated=True))
    try:
        async for _ in session.probe():
            pass
        return session
    finally:
        await session.close()


@pytest.mark.long
async def test_a_start_of_an_earlier_run_is_found_by_the_model_that_the_nodes_show(tmp_path):
    async with DemoFleet(nodes=1, speed=20) as fleet:
        first = await probed(fleet, tmp_path)
        assert first.starts == ()
        (fact,) = first.state.facts.values()
        run = Run.create(first.deployment, [], root=tmp_path)
        run.record("nodes", NodeFound(fact.node, replace(fact, config_text=None)))
        config = {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [SIZES]}}}
        run.write_planned("config.json", json.dumps(config).encode())
        run.record("launch", ServiceMemory(fact.node, FRACTION, 0.9, 5.0, True, 1000, 160, 0.0084))
        run.close()
        again = await probed(fleet, tmp_path)
        assert [one.of for one in again.starts] == [run.info.id]
        assert again.workbench.artefacts.site.model.starts == again.starts
