"""The nodes that the tests of a launch share."""

import pytest

from tests.kit.near_site import Site


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)
