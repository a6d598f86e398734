"""Who failed first: written cascades, and two hundred that are generated with skewed clocks."""

import random
from datetime import UTC, datetime

import pytest

from mindie_tui.model.faults.culprit import judge
from mindie_tui.model.faults.log_reader import LogReader
from mindie_tui.model.faults.ranks import ranks_of

BEGAN = 1_764_064_800.0
CAUSES = {
    "mem-oom": "RuntimeError: NPU out of memory. Tried to allocate 2.00 GiB",
    "hccl-16666": "socket type[1], listen on ip[192.168.20.160] and specific port[16666] fail. Please check the port",
    "rt-super-device-id": "[InitGroupStage][RanktableCheck]errNo[0x5010001] super_device_id[] is invalid",
    "undefsym": "ImportError: /usr/lib/libatb.so: undefined symbol: _ZN3atb",
    "EL0001": "Device_Absent/Abnormal(EL0001): Device not found or invalid.",
    "trust-remote-code": "repository w contains custom code which must be executed to correctly load the model",
    "AISW_CANN_Runtime_055": "Device lost heartbeat, device_id=0.",
    None: "something that nobody knows",
}
SYMPTOMS = (
    "wait socket establish timeout, role[1] rank[{rank}] timeout[120 s]",
    'Communication_Error_Ranktable_Detect(EI0015): x. List of unconnected ranks: "[{rank},]"',
    "EI0006: Getting socket times out. Reason: Remote Rank did not send the data in time",
    "topo exchange agent get socket timeout! timeout[120 s]",
    "ERR02200 DIST call hccl api failed.",
)


def table(nodes, devices=2):
    servers = [
        {
            "server_id": f"192.168.1.{n}",
            "device": [
                {"device_id": str(d), "device_ip": f"192.168.7.{n * 10 + d}", "rank_id": str(n * devices + d)}
                for d in range(devices)
            ],
        }
        for n in range(nodes)
    ]
    return ranks_of({"server_list": servers}, {f"192.168.1.{n}": f"a3-{n:02d}" for n in range(nodes)})


def stamp(seconds):
    moment = datetime.fromtimestamp(seconds, UTC)
    return f"{moment:%Y-%m-%d-%H:%M:%S}.{moment.microsecond // 1000:03d}.000"


def line(at, text, pid=1):
    return f"[ERROR] HCCL({pid},python):{stamp(at)} [x.cc:1] [{pid}]{text}\n"


def read(logs):
    found = []
    for node, text in logs.items():
        reader = LogReader(f"{node}/plog.log")
        reader.feed(text.encode())
        found += reader.finish().of(node, 0.0)
    return found


def cascade(choose):
    """Logs of 2 to 8 nodes: one planted fault, what it causes on the others up to two minutes later, skewed clocks."""
    nodes = [f"a3-{n:02d}" for n in range(choose.randint(2, 8))]
    guilty, code = choose.choice(nodes), choose.choice(list(CAUSES))
    skew = {node: choose.uniform(-2, 2) for node in nodes}
    at, rank = BEGAN + choose.uniform(0, 60), nodes.index(guilty) * 2
    logs = {node: f"[INFO] HCCL(1,python):{stamp(BEGAN + skew[node])} [x.cc:1] begins\n" for node in nodes}
    logs[guilty] += line(at + skew[guilty], CAUSES[code])
    for node in nodes:
        if node != guilty or choose.random() < 0.5:
            for n, text in enumerate(choose.sample(SYMPTOMS, choose.randint(1, 3))):
                later = at + choose.choice((0.3, 5, 120)) + n * 0.01
                logs[node] += line(later + skew[node], text.format(rank=rank))
            if choose.random() < 0.5:
                logs[node] += (
                    "terminate called after throwing an instance of 'std::runtime_error'\nAborted (core dumped)\n"
                )
    return logs, guilty, code, skew


@pytest.mark.parametrize("known", [True, False], ids=["offsets known", "offsets unknown"])
def test_the_first_node_and_its_cause_are_found_in_generated_cascades(known):
    choose, right = random.Random(19), 0
    for _ in range(200):
        logs, guilty, code, skew = cascade(choose)
        verdict = judge(read(logs), table(len(logs)), skew if known else None)
        found = verdict.first.seen.fault
        right += (verdict.node, found.code if found else None) == (guilty, code)
    assert right >= 196


def test_an_effect_is_hidden_behind_its_cause_and_another_cause_is_not():
    logs = {
        "a3-00": line(BEGAN + 1, CAUSES["hccl-16666"]) + line(BEGAN + 121, SYMPTOMS[0].format(rank=2)),
        "a3-01": line(BEGAN + 122, SYMPTOMS[2]) + line(BEGAN + 500, CAUSES["undefsym"]),
    }
    verdict = judge(read(logs), offsets={"a3-00": 0.0, "a3-01": 0.0})
    assert (verdict.node, verdict.first.seen.fault.code) == ("a3-00", "hccl-16666")
    assert [one.seen.fault.code for one in verdict.hidden] == ["hccl-link-est", "hccl-ei0006"]
    assert [one.seen.fault.code for one in verdict.others] == ["undefsym"]


def test_ranks_that_only_wait_point_to_the_node_that_they_wait_for():
    logs = {node: line(BEGAN, SYMPTOMS[1].format(rank=3)) for node in ("a3-00", "a3-02")}
    verdict = judge(read(logs), table(3))
    assert verdict.node == "a3-01"
    assert [place.words() for place in verdict.places] == ["rank 3 = node a3-01, NPU 1, 192.168.7.11"]


def test_a_clock_that_is_known_to_be_ahead_does_not_make_its_error_late():
    logs = {"a3-00": line(BEGAN + 10, CAUSES["mem-oom"]), "a3-01": line(BEGAN + 100, CAUSES["undefsym"])}
    assert judge(read(logs)).node == "a3-00"
    assert judge(read(logs), offsets={"a3-00": 0.0, "a3-01": 95.0}).node == "a3-01"


def test_a_bare_code_of_torch_npu_follows_from_what_says_more():
    code = f"[ERROR] {stamp(BEGAN)} (PID:1, Device:0, RankID:-1) ERR02200 DIST call hccl api failed.\n"
    verdict = judge(read({"a3-00": code + line(BEGAN + 0.1, SYMPTOMS[1].format(rank=3))}))
    assert verdict.first.seen.fault.code == "EI0015"
    assert verdict.others == ()


def test_nothing_found_is_no_verdict_and_one_unknown_error_is_one():
    assert judge([]) is None
    verdict = judge(read({"a3-00": line(BEGAN, "odd")}))
    assert (verdict.node, verdict.first.seen.fault, verdict.hidden, verdict.others) == ("a3-00", None, (), ())
