"""`demo --fault NAME`: each start fails, and its last lines name the node that the fault was planted on."""

import asyncio
import os
import sys

import pytest

from mindie_tui.headless.arguments.replay import ENGINES
from mindie_tui.model.faults.planted import PLANTED


async def ended(tmp_path, engine, fault):
    """The status and the output of a demo that goes on to its launch."""
    words = "demo --headless --speed 20 --until launch --engine".split()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", *words, engine, "--fault", fault),
        env=os.environ | {"XDG_STATE_HOME": str(tmp_path / f"{engine}-{fault}")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 120)
    return process.returncode, output.decode()


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
async def test_each_fault_ends_in_a_failed_start_with_its_culprit_named(tmp_path, engine):
    wrong = []
    for fault in (one for one in PLANTED.values() if engine in one.engines):
        status, said = await ended(tmp_path, engine, fault.name)
        node = "a3-01" if fault.node == "first" else "a3-02"
        named = f"launch {node} CULPRIT" in said or f"launch {node} FIRST ERROR" in said
        if status != 2 or not named:
            wrong.append(f"{fault.name}: status {status}\n{said[-1500:]}")
    assert not wrong, "\n\n".join(wrong)
