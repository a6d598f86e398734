"""The advisor's verdicts against starts of the demo's MindIE whose memory was drawn.

`PLANTED_STARTS` says how many; 200 by themselves. Each is a daemon of its own on one node of 16 NPUs.
"""

import os
import random
import re
import signal
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace

import asyncssh
import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.memory import plan
from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import MOST, npu_kind
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.memory.terms import GIB
from mindie_tui.model.mindie.kv_memory import VISIBLE, MemorySetting, estimate
from mindie_tui.model.mindie.weights_split import MindieOptions, engine_rules
from tests.kit.demo_service import config, prepare, start
from tests.kit.models import model_config

STARTS = int(os.environ.get("PLANTED_STARTS", "200"))
MODELS = [("qwen3-235b-a22b", "FLOAT"), ("deepseek-r1", "W8A8"), ("deepseek-r1", "FLOAT"), ("deepseek-v3.2", "W8A8")]
LENGTHS = (2048, 8192, 32768, 131072)


def drawn(draw):
    """A planned model and one of its layouts."""
    (name, quant), length = draw.choice(MODELS), draw.choice(LENGTHS)
    shape = model_config(name)
    dims = dimensions(shape)
    quantisation = named(quant, dims)
    npu = replace(npu_kind("A3"), visible=64 * VISIBLE * GIB)
    rules = engine_rules(dims, quantisation, MindieOptions())
    model = plan.PlannedModel(dims, shape, quantisation, rules, npu, ServedLoad(length // 2, length // 2))
    return model, draw.choice([one for one in plan.ranked(model, 1) if not one.special])


async def lines_of(fleet, connect, one, length, held, fraction):
    """What a start prints, and whether it starts."""
    at = one.at
    value = config(fleet, dp=at.dp, tp=at.tp, moe_tp=at.moe_tp, moe_ep=at.ep)
    backend = value["BackendConfig"]
    backend["ModelDeployConfig"] |= {"maxSeqLen": length, "maxInputTokenLen": length - 1}
    backend["ScheduleConfig"] |= {"maxPrefillTokens": length, "maxIterTimes": 1}
    prepare(fleet, value)
    node = fleet["a3-01"]
    node.fault(memory=held)
    service = await start(fleet, connect, node, fraction=fraction)
    while service.status is None and not re.search("Allocated .* for KVcache|Warmup failed", service.text):
        service.news.clear()
        await service.news.wait()
    started = "Warmup failed" not in service.text
    assert "warmup params" in service.text, service.text
    if started:
        await service.prints("Daemon start success!")
        os.kill(service.pid, signal.SIGTERM)  # the fleet is this machine
    await service.ends()
    return service.text.splitlines(), started


@pytest.mark.long
async def test_planted_starts_hold_the_verdicts():
    draw, told = random.Random(11), Counter()
    async with DemoFleet(nodes=1, speed=500) as fleet, AsyncExitStack() as stack:
        connection = await stack.enter_async_context(asyncssh.connect("a3-01", config=[str(fleet.ssh_config)]))

        async def connect(fleet, name):
            return connection

        for _ in range(STARTS):
            model, one = drawn(draw)
            used = one.weights * draw.uniform(0.99, 1.01) + one.other * draw.uniform(0.25, 1.0)
            kv = model.sizes(one.at)[1]
            held = {"used": used / GIB, "block": one.kv_token * 128 / GIB}
            fraction = one.fraction.value
            lines, started = await lines_of(fleet, connect, one, model.load.length, held, fraction)
            told[one.verdict] += 1
            if one.verdict == "fits":
                assert started, (model.dims.model_type, one.at, "\n".join(lines))
            if one.verdict == "does not fit":
                told["would have"] += started
            exact = (used + kv) / model.npu.visible
            found = estimate(lines, MemorySetting(fraction))
            if found is not None and (started or exact > fraction) and exact <= MOST:
                assert exact - 0.001 <= found.least <= exact + 0.0115, (exact, found)
                told["least"] += 1
    assert told["would have"] <= 0.03 * STARTS and told["fits"] and told["least"], told
