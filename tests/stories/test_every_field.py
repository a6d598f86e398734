"""Each odd value at each field of config.json and of the rank table, alone: the rules answer, and never raise."""

import pytest

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import made
from tests.kit.odd_values import ODD, POINTERS, TABLE

pytestmark = pytest.mark.long
ADDRESSED = {"MIES_CONTAINER_IP": "192.0.2.1", "HOST_IP": "192.0.2.1"}


@pytest.mark.parametrize("env", [{}, ADDRESSED], ids=["without addresses", "with addresses"])
@pytest.mark.parametrize("name", ["a3-double", "a2-double"])
def test_no_value_in_the_rank_table_raises(name, env):
    for pointer in TABLE:
        for value in (*ODD, ABSENT):
            assert all(one.text for one in judge(made(name, {}, table={pointer: value}, env=env))), (pointer, value)


@pytest.mark.parametrize("name", ["a3-double", "a3-single"])
def test_no_value_in_the_configuration_raises(name):
    for pointer in POINTERS:
        for value in (*ODD, ABSENT):
            assert all(one.text for one in judge(made(name, {pointer: value}, table={}, env={}))), (pointer, value)
