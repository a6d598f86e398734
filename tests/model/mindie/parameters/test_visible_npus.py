"""Which NPUs a service sees."""

import pytest

from mindie_tui.model.mindie.parameters.visible_npus import (
    container_list,
    devices,
    inside,
    on_machine,
    ranges,
    runtime_list,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("2,0", (2, 0)), (" 1 ,", (1,)), (None, None), ("", None), ("0-3", None), ("a", None)],
)
def test_the_runtime_takes_a_list_in_its_order(text, numbers):
    assert runtime_list(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("0-3,6", (0, 1, 2, 3, 6)), ("Ascend910-2", (2,)), ("3,1", (1, 3)), ("", None), ("x-1", None)],
)
def test_a_container_takes_ranges(text, numbers):
    assert container_list(text) == numbers


def test_a_container_has_what_its_variable_or_its_devices_say():
    rights = {"privileged": False, "visible": "0-1", "runtime": "ascend", "devices": {"davinci5": "rw"}}
    assert devices(rights) == (0, 1)
    assert devices({**rights, "runtime": "runc"}) == (5,)
    assert devices({**rights, "privileged": True}) is None and devices(None) is None


def test_device_2_is_the_hosts_npu_5_where_3_to_7_are_in_the_container():
    assert on_machine([0], [2], [3, 4, 5, 6, 7]) == (5,)
    assert on_machine([0, 1], None, None) == (0, 1)
    assert inside([1], [2]) is None and on_machine([9], None, [3, 4]) is None


def test_numbers_are_written_as_ranges():
    assert ranges([3, 1, 2, 7]) == "1-3, 7" and ranges([]) == "none"
