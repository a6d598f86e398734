"""What takes longer than a test should: walks that are killed, and lines that drop again and again."""

import asyncio
import json
import random
import signal
import sys
from contextlib import aclosing

import pytest

from mindie_tui.remote import service
from mindie_tui.remote.session import Options, Session
from mindie_tui.store.runs import Run
from tests.remote.demo_site import demo_site
from tests.walk import demo_process

pytestmark = pytest.mark.long
CUTS = 20
PATIENCE_S = 120


async def killed_in(place, phase):
    """A replay that gets no chance to say anything, killed at the first sign of a phase."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "replay", str(place.profile)),
        *("--ssh-config", str(place.ssh_config), "--json", "--until", "launch"),
        stdout=asyncio.subprocess.PIPE,
        limit=1 << 22,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for line in process.stdout:
                if json.loads(line).get("phase") == phase:
                    break
    finally:
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("phase", ["engine", "weights", "warmup"])
async def test_a_killed_walk_is_attached_to_and_its_log_goes_on_at_the_right_byte(phase):
    async with demo_process(nodes=2, speed=5) as place:
        await killed_in(place, phase)
        run = Run.find("last")
        kept = {node: (run.folder / "logs" / node / "service.log").read_bytes() for node in ("a3-01", "a3-02")}
        assert run.info.exit is None and all(kept.values())
        session = Session.of_run("last", Options(place.ssh_config))
        try:
            async with asyncio.timeout(PATIENCE_S):
                for steps in (session.probe(), session.attach()):
                    async for _ in steps:
                        pass
                assert session.state.ready is not None
                grown = 0
                for node, before in kept.items():
                    there = place.profile.parent / node / "root" / ".mindie-tui" / "runs" / run.id / "service.log"
                    while session.spool(node).size < there.stat().st_size:
                        await asyncio.sleep(0.05)
                    whole = session.spool(node).path.read_bytes()
                    assert whole == there.read_bytes() and whole.startswith(before)
                    grown += len(whole) - len(before)
                assert grown > 0
                async for _ in session.stop():
                    pass
        finally:
            await session.close()
        seqs = [line["seq"] for line in Run.find("last").events()]
        assert seqs == list(range(1, len(seqs) + 1)), "the record goes on where the kill cut it off"


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
                    while spool.size < goal:
                        await asyncio.sleep(0.01)
                    node.cut()
                node.fault(flood_lines_s=None)
                there = site.log_on_node(node.name, ctx.run.id)
                while spool.size < there.stat().st_size:
                    await asyncio.sleep(0.05)
            whole = spool.path.read_bytes()
            assert whole == there.read_bytes()
            assert len(spool) == whole.count(b"\n") + whole.count(b"\r") - whole.count(b"\r\n")
        finally:
            await logs.close()
