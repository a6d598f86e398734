"""The logs of a whole start on the demo fleet: what the service prints, and the files that the profile names."""

import asyncio
import json
from contextlib import aclosing

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.remote.launch import launch as service
from tests.kit.demo_site import demo_site


@pytest.mark.long
async def test_the_files_that_the_profile_names_are_followed_beside_what_the_service_prints(tmp_path):
    async with demo_site(tmp_path, nodes=2, speed=20) as site:
        launch = site.deployment.launch.model_copy(update={"follow": ("~/mindie/log/debug/*",)})
        site.deployment = site.deployment.model_copy(update={"launch": launch})
        folders = [node.folder / "root" / "mindie" / "log" / "debug" for node in site.demo.nodes]
        for folder in folders:
            folder.mkdir(parents=True)
            (folder / "mindie-llm_1_20250101000000.log").write_text("of an earlier start\n")
        ctx = site.context()
        logs, events = service.Logs(ctx), []
        try:
            async with asyncio.timeout(60):
                async with aclosing(service.launch(ctx, logs)) as steps:
                    async for event in steps:
                        events.append(event)
                for node, folder in zip(site.demo.nodes, folders, strict=True):
                    there = {path.stem: path for path in folder.iterdir() if "_1_" not in path.name}
                    assert there
                    for name, path in there.items():
                        kept = ctx.run.spool(node.name, name)
                        while kept.size < path.stat().st_size:
                            await logs.next(0.05)
                        assert kept.path.read_bytes() == path.read_bytes()
        finally:
            await logs.close()
        assert isinstance(events[-1], ev.ServiceReady)
        assert not any("_1_" in name for _, name in ctx.run.logs())
        for node, name in ctx.run.logs():
            place = json.loads((ctx.run.folder / "logs" / node / f"{name}.json").read_text())
            assert place["offset"] == ctx.run.spool(node, name).size and place["inode"], (node, name)
        sent = [ran.text for ran in site.fleet.commands if ran.status is None]
        assert len([text for text in sent if "follow" in text]) == 2, "one follower a node, whatever it follows"
