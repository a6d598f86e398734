"""A fleet, and SSH connections to its nodes by the ssh_config that it hands over."""

from contextlib import AsyncExitStack

import asyncssh
import pytest

from mindie_tui.demo.fleet import DemoFleet


@pytest.fixture
async def fleet():
    """Two nodes, twenty times faster than usual."""
    async with DemoFleet(nodes=2, speed=20) as fleet:
        yield fleet


@pytest.fixture
async def connect():
    """`await connect(fleet, "a3-01")`: a connection as an operator's ssh would make it."""
    async with AsyncExitStack() as stack:

        async def one(fleet, name, **options):
            # asyncssh's parser does not know StrictHostKeyChecking; it is strict by itself
            return await stack.enter_async_context(asyncssh.connect(name, config=[str(fleet.ssh_config)], **options))

        yield one
