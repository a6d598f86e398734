"""The same launch through a real OpenSSH server."""

import os
import signal
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from mindie_tui.model.events.codec import (
    ServicePhase,
    ServiceReady,
    ServiceStarted,
)
from mindie_tui.model.shell import sh
from mindie_tui.remote.launch import launch as service
from tests.kit.demo_site import daemons, demo_site
from tests.kit.launch_walk import LaunchWalk
from tests.kit.servers import Site, sshd


@asynccontextmanager
async def behind_openssh(demo, folder):
    """An ssh_config for the demo's nodes, each behind a real sshd that runs every command as that node would."""
    site = Site(folder)
    async with AsyncExitStack() as stack:
        for node in demo.nodes:
            shell = folder / f"shell-{node.name}"
            words = [f"{name}={value}" for name, value in node.environment.items()]
            text = sh('exec env -i {} bash -c "$SSH_ORIGINAL_COMMAND"', words)
            shell.write_text(f"#!/bin/bash\ncd {node.folder / 'home'}\n{text}\n")
            shell.chmod(0o755)
            server = await stack.enter_async_context(sshd(site, f"ForceCommand {shell}"))
            site.host(node.name, server.port)
            demo[node.name].sshd = server
        yield site.config


@pytest.fixture
async def openssh(tmp_path):
    async with demo_site(tmp_path, ssh_config=lambda demo: behind_openssh(demo, tmp_path / "ssh")) as site:
        made = LaunchWalk(site)
        try:
            yield made
        finally:
            await made.close()


@pytest.mark.long
async def test_launch_logs_and_stop_work_through_a_real_openssh_server(openssh):
    ctx = openssh.ctx = openssh.site.context()
    openssh.logs = service.Logs(ctx)
    cut = []

    def cut_once(event):
        if isinstance(event, ServicePhase) and event.phase == "weights" and not cut:
            cut.append(event.node)
            sessions = children(openssh.site.demo[event.node].sshd.process.pid)
            assert sessions
            for pid in sessions:  # sshd's process of each connection: as when the line drops
                os.kill(pid, signal.SIGKILL)

    await openssh.take(service.launch(ctx, openssh.logs), last=cut_once)
    assert openssh.error is None and isinstance(openssh.events[-1], ServiceReady)
    assert await openssh.came_back() == cut
    for kept, there in await openssh.caught_up():
        assert kept == there and b"Daemon start success!" in kept
    for started in openssh.of(ServiceStarted):  # detached: in no session of a login, and no leader of one
        assert os.getsid(started.pid) != started.pid == os.getpgid(started.pid)
    await openssh.stop()
    assert openssh.error is None and daemons(openssh.site) == []


def children(pid):
    """The pids of a process's children."""
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
