"""How the checks of the container judge what docker prints and what stands inside."""

from dataclasses import replace

import pytest

from tests.kit.seen import (
    GOOD,
    OTHER,
    PEER,
    beside,
    device,
    expect_verdict,
    facts,
    inside,
    inspected,
    judged,
    machine,
)


def odd(peer):
    """The second node as it judges itself beside a first that is well."""
    return replace(peer, peers={"a3-01": GOOD, "a3-02": peer})


def lacking(**changes):
    """Two nodes that have answered, and lack the same."""
    peer = replace(PEER, facts=replace(OTHER, **changes))
    mine = facts(**changes)
    return replace(mine, peers={"a3-01": mine, "a3-02": peer})


NAMES = ["davinci0", "davinci1", "davinci2", "davinci3", "davinci_manager", "hisi_hdc", "devmm_svm"]
READ_WRITE = inspected(Devices=[device(name, "rw") for name in NAMES])
WITHOUT = inspected(Devices=[device(name) for name in NAMES if name not in ("davinci3", "hisi_hdc")])
ABSENT = "Error: No such object: mindie-a3\n[]"
FAILS = [
    ("container_rights", machine(container=READ_WRITE), "davinci0 is rw; 7 of them"),
    ("container_rights", machine(container=WITHOUT), "without davinci3, hisi_hdc"),
    (
        "container_rights",
        machine(container=inspected(Devices=[], Runtime="ascend", Env=["ASCEND_VISIBLE_DEVICES=0-1,3"])),
        "ASCEND_VISIBLE_DEVICES 0-1,3 is without 2",
    ),
    (
        "container_net",
        inside(
            machine(container=inspected(NetworkMode="bridge")),
            facts={**GOOD.inside["facts"], "addresses": [["eth0", "172.17.0.2"]]},
        ),
        "its network is bridge, not host",
    ),
    ("arch_equal", inside(around={"arch": "x86_64"}), "the image is for x86_64, the node is aarch64"),
    ("arch_equal", odd(inside(machine(PEER, arch="x86_64"), around={"arch": "x86_64"})), "x86_64, a3-01 has aarch64"),
    (
        "mindie_equal",
        odd(replace(PEER, facts=replace(OTHER, mindie="2.1.RC2"))),
        "2.1.RC2 (classic), a3-01 has 2.2.RC1 (classic)",
    ),
    (
        "mindie_equal",
        odd(replace(PEER, facts=replace(OTHER, layout="package"))),
        "2.2.RC1 (package), a3-01 has 2.2.RC1 (classic)",
    ),
    (
        "vllm_equal",
        odd(replace(PEER, facts=replace(OTHER, packages=("vllm 0.22.1",)))),
        "vllm 0.22.1, a3-01 has vllm 0.11.0, vllm-ascend 0.11.0rc1, torch-npu 2.7.1",
    ),
    ("vllm_versions", facts(daemon=None), "there is no `vllm` inside the container"),
    (
        "vllm_versions",
        facts(packages=("vllm 0.23.0",)),
        "the package vllm-ascend was not found, without which vLLM sees no NPU",
    ),
    ("cann_equal", odd(replace(PEER, facts=replace(OTHER, cann="8.2.RC1"))), "8.2.RC1, a3-01 has 8.3.RC1"),
    ("config_mode", inside(write={"uid": 0, "own_uid": 1000}), "owner uid 0, the daemon will be 1000"),
    ("shm_size", inside(facts={"shm": {"total": 64 << 20}}), "0.1 GiB; dp 4 needs 3"),
    (
        "shm_residue",
        inside(around={"residue": [["x_llm_backend_1", 1000]], "uid": 1001}),
        "x_llm_backend_1 of another user is in /dev/shm",
    ),
    ("proxies", replace(GOOD, environment={"HTTP_PROXY": "http://p:1"}), "the profile's environment sets http_proxy"),
]
WARNS = [
    (
        "container_net",
        inside(
            machine(replace(GOOD, serving=("a3-01",)), container=inspected(NetworkMode="bridge")),
            facts={"addresses": []},
        ),
        "its network is bridge, not host",
    ),
    (
        "image_equal",
        odd(replace(PEER, facts=replace(OTHER, image_id="sha256:77777777777777777"))),
        "777777777777, a3-01 has 25ba5f455ae3",
    ),
    ("config_mode", inside(write={"mode": "644"}), "mode 644; it becomes 640 and ours"),
    ("config_mode", inside(write={"uid": 1000}), "mode 640, owner uid 1000; it becomes 640 and ours"),
    ("shm_size", inside(facts={"shm": {"total": 2 << 30}}), "2.0 GiB; dp 4 needs 3"),
    (
        "shm_residue",
        inside(around={"residue": [["x_llm_backend_1", 0]]}),
        "1 left in /dev/shm by a service that has ended",
    ),
    ("proxies", inside(around={"proxies": ["https_proxy"]}), "https_proxy set; start and bench unset them"),
    # what many images lack, and what would start without
    ("image_equal", facts(image_id=None), "the image is not known here; a3-02 has 25ba5f455ae3"),
    ("mindie_equal", facts(mindie=None), "MindIE's version is not known here; a3-02 has 2.2.RC1 (classic)"),
    ("mindie_equal", lacking(mindie=None), "MindIE's version is not known on either node"),
    (
        "mindie_equal",
        beside(replace(PEER, facts=replace(OTHER, mindie=None))),
        "2.2.RC1 (classic); not known on a3-02",
    ),
    (
        "vllm_versions",
        facts(packages=("vllm 0.22.1", "vllm-ascend 0.23.0")),
        "vllm is 0.22.1, and vLLM-Ascend 0.23.0 is made for 0.23.0",
    ),
    ("cann_equal", lacking(cann=None), "CANN's version is not known on either node"),
    (
        "container_net",
        machine(replace(GOOD, serving=("a3-01",)), container="Cannot connect to the Docker daemon"),
        "its network could not be seen",
    ),
]
UNKNOWN = [
    ("container_rights", machine(container="Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")),
    ("container_rights", machine(container=ABSENT)),
    ("container_rights", machine(container=inspected(Devices=[], Env=["ASCEND_VISIBLE_DEVICES=all"]))),
    ("container_rights", machine(container=inspected(Devices=[device(name, "") for name in NAMES]))),  # podman
    ("container_rights", machine(container='[{"HostConfig": {"NetworkMode": "host"}}]')),  # nerdctl
    ("container_net", machine(container=ABSENT)),
    ("container_net", inside(machine(container=inspected(NetworkMode=None)), facts={"addresses": []})),
    ("image_equal", beside(None)),
    ("arch_equal", machine(arch=None)),
    ("mindie_equal", replace(facts(mindie=None), inside={})),
    ("mindie_equal", beside(replace(PEER, facts=replace(OTHER, mindie=None), inside={}))),
    ("config_mode", inside(write={"mode": None})),
    ("shm_size", inside(facts={"shm": None})),
    ("shm_residue", inside(around={"residue": None})),
    ("proxies", inside(around={"proxies": None})),
]


@pytest.mark.parametrize("name, seen, found", FAILS, ids=lambda v: v if isinstance(v, str) else "")
def test_what_would_not_start_fails_with_a_remedy(name, seen, found):
    expect_verdict(name, seen, "fail", found)


@pytest.mark.parametrize("name, seen, found", WARNS, ids=lambda v: v if isinstance(v, str) else "")
def test_what_would_start_all_the_same_only_warns(name, seen, found):
    expect_verdict(name, seen, "warn", found)


@pytest.mark.parametrize("name, seen", UNKNOWN, ids=lambda v: v if isinstance(v, str) else "")
def test_what_nobody_saw_is_unknown(name, seen):
    expect_verdict(name, seen, "unknown")


def test_what_a_running_service_keeps_in_shared_memory_is_no_residue():
    seen = inside(around={"residue": [["x_llm_backend_1", 0]]}, services={"ours": [{"run": "r1"}]})
    assert judged("shm_residue", seen).verdict == "pass"
