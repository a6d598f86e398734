"""Verdicts on what a launch meets: a service that runs there, a lock, and the addresses of its rank table."""

from dataclasses import replace

import pytest

from mindie_tui.model.preflight.judges import launch
from tests.kit.seen import GOOD, NOTHING, OTHER, facts, inside, with_npu

OURS = {"run": "r-1", "pid": 7, "operator": ""}
LOCK = {"who": "wang@jump", "since": "02:11", "run": "r-2", "age_s": 3.0}


@pytest.mark.parametrize(
    ("services", "verdict", "words"),
    [
        ({}, "pass", "none"),
        ({"others": [42]}, "fail", "not ours runs there, pid 42"),
        ({"ours": [{**OURS, "starting": True}]}, "fail", "r-1 is being started there, pid 7"),
        ({"lock": LOCK}, "warn", "wang@jump works there since 02:11, run r-2; touched 3 s ago"),
        ({"ours": [OURS]}, "fail", "our run r-1 is there with other files"),
        ({"left": [{**OURS, "workers": [1, 2]}]}, "fail", "2 of its workers still run and occupy the NPUs"),
    ],
)
def test_what_runs_there_is_the_verdict(services, verdict, words):
    said = launch.earlier_service(inside(services={"ours": [], "others": [], **services}))
    assert said.verdict == verdict and words in said.found


def test_a_lock_whose_holder_has_ended_is_taken_over_and_our_own_service_attached_to():
    locked = inside(services={"ours": [], "others": [], "lock": LOCK})
    assert launch.earlier_service(replace(locked, lock_ended=True)).verdict == "pass"
    running = inside(services={"ours": [OURS], "others": []})
    assert launch.earlier_service(replace(running, attachable=True)).verdict == "pass"
    half = launch.earlier_service(replace(running, attachable=True, lacking=("a3-02",)))
    assert half.verdict == "fail" and "runs on a3-01 only, not on a3-02" in half.found


def test_each_npu_that_is_used_needs_an_address_of_its_own():
    assert launch.rank_table(GOOD).verdict == "pass" and launch.rank_table(NOTHING).verdict == "unknown"
    assert "NPU 2 has no address" in launch.rank_table(with_npu(2, device_ip=None)).found
    assert launch.rank_table(replace(with_npu(2, device_ip=None), npu_ids=(0, 1))).verdict == "pass"
    taken = OTHER.npus[0].device_ip
    assert f"NPU address {taken} is on a3-02 too" in launch.rank_table(with_npu(1, device_ip=taken)).found


def test_the_node_needs_an_address_and_an_interface():
    assert launch.rank_table(facts(ip=None)).verdict == "fail"
    assert launch.rank_table(facts(nic=None)).verdict == "warn"
