"""Lines that drop again and again while a log floods."""

import asyncio
import random
from contextlib import aclosing

import pytest

from mindie_tui.remote.launch import launch as service
from tests.kit.demo_site import demo_site
from tests.kit.waiting import until

pytestmark = pytest.mark.long
CUTS = 20
PATIENCE_S = 120


async def test_twenty_cuts_of_a_line_that_floods_cost_no_byte_and_double_none(tmp_path):
    chance = random.Random(7)
    async with demo_site(tmp_path, nodes=1) as site:
        node = site.demo.nodes[0]
        node.fault(flood_lines_s=2000)
        ctx = site.context()
        logs = service.Logs(ctx)
        try:
            async with asyncio.timeout(PATIENCE_S):
                async with aclosing(service.launch(ctx, logs)) as events:
                    async for event in events:
                        ctx.run.record("launch", event)
                spool = ctx.run.spool(node.name)
                for _ in range(CUTS):
                    goal = spool.size + chance.randrange(1, 400_000)
                    await until(lambda goal=goal: spool.size >= goal)
                    node.cut()
                node.fault(flood_lines_s=None)
                there = site.log_on_node(node.name, ctx.run.id)
                await until(lambda: spool.size >= there.stat().st_size)
            whole = spool.path.read_bytes()
            assert whole == there.read_bytes()
            assert len(spool) == whole.count(b"\n") + whole.count(b"\r") - whole.count(b"\r\n")
        finally:
            await logs.close()
