"""What docker says of the devices, the network and the memory that a container was given."""

from dataclasses import replace

import pytest

from tests.kit.seen import FACTS, GOOD, device, expect_verdict, inspected, judged, machine


def test_a_network_that_nerdctl_does_not_tell_is_seen_by_the_address_that_it_carries():
    told = judged("container_net", machine(container=inspected(NetworkMode=None)))
    assert (told.verdict, told.found) == ("pass", f"its {GOOD.facts.nic} carries {GOOD.facts.ip}")


def test_a_privileged_container_and_one_of_the_ascend_runtime_have_their_devices():
    for made in (
        inspected(Privileged=True, Devices=None),
        inspected(Devices=None, Runtime="ascend", Env=["ASCEND_VISIBLE_DEVICES=0-15"]),
    ):
        assert judged("container_rights", machine(container=made)).verdict == "pass"


WRONG = "npuDeviceIds 2-3 are the machine's; the container counts its 2 from 0"
LEFT = "npuDeviceIds 1: ASCEND_RT_VISIBLE_DEVICES leaves 1, which count from 0"
HALF = [device(name) for name in ("davinci2", "davinci3", "davinci_manager", "hisi_hdc", "devmm_svm")]


def test_a_container_that_has_a_part_of_the_npus_counts_them_from_0():
    for made in (
        inspected(Devices=HALF),
        inspected(Devices=None, Runtime="ascend", Env=["ASCEND_VISIBLE_DEVICES=2-3"]),
    ):
        inside_it = replace(machine(container=made), npu_ids=(0, 1))
        assert inside_it.machine_npus == (2, 3) and judged("container_rights", inside_it).verdict == "pass"
        expect_verdict("container_rights", replace(inside_it, npu_ids=(2, 3)), "fail", WRONG)
        sick = tuple(replace(n, health="Alarm") if n.id == 0 else n for n in inside_it.facts.npus)
        other = replace(inside_it, facts=replace(inside_it.facts, npus=sick))
        assert judged("npus_healthy", other).found == "2 NPUs OK; NPU 0, not used, is not"


def test_the_runtime_numbers_again_what_it_shows():
    shown = replace(GOOD, npu_ids=(0, 1), environment={"ASCEND_RT_VISIBLE_DEVICES": "3,1"})
    assert shown.machine_npus == (3, 1)
    both = replace(machine(container=inspected(Devices=HALF)), npu_ids=(0,))
    assert replace(both, environment={"ASCEND_RT_VISIBLE_DEVICES": "1"}).machine_npus == (3,)
    env = inspected(Devices=HALF, Env=["ASCEND_RT_VISIBLE_DEVICES=1"])
    expect_verdict("container_rights", replace(machine(container=env), npu_ids=(1,)), "fail", LEFT)


def test_a_network_that_carries_the_nodes_own_address_is_as_good_as_the_hosts():
    assert judged("container_net", machine(container=inspected(NetworkMode="macvlan0"))).verdict == "pass"


def test_without_a_container_there_is_nothing_to_ask_of_it():
    seen = replace(GOOD, container=GOOD.container.model_copy(update={"engine": "none"}), machine={}, facts=FACTS)
    for name in ("container_rights", "container_net", "image_equal"):
        assert judged(name, seen).verdict == "pass"


@pytest.mark.parametrize("dp, wanted", [(1, 1), (2, 2), (4, 3), (8, 5), (16, 9), (None, 1), (-1, 1)])
def test_shared_memory_goes_by_dp_as_in_the_guide(dp, wanted):
    config = {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{} if dp is None else {"dp": dp}]}}}
    assert judged("shm_size", replace(GOOD, config=config)).found.endswith(f"needs {wanted}")
