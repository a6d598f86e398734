"""The nodes that the tests of a launch share."""

import pytest

from tests.kit.demo_site import demo_site
from tests.kit.launch_walk import LaunchWalk
from tests.kit.near_site import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.fixture
async def walk(tmp_path):
    async with demo_site(tmp_path) as site:
        made = LaunchWalk(site)
        try:
            yield made
        finally:
            await made.close()


@pytest.fixture
async def single(tmp_path):
    async with demo_site(tmp_path, nodes=1) as site:
        made = LaunchWalk(site)
        try:
            yield made
        finally:
            await made.close()
