"""The rank table by HCCL's rules: what MindIE's reader takes and HCCL refuses when the workers join."""

from dataclasses import replace

import pytest

from mindie_tui.model.language import chinese
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import fleet, made

DEVICE = "/server_list/{}/device/{}/{}".format


def codes(judged):
    return {f.code: f for f in judge(judged) if "hccl" in f.code}


def of_two(table, **more):
    return codes(made("a3-double", table=table, **more))


def pods(*names, **table):
    """A table of version 1.2 with one super pod of these servers, each device with an id of its own."""
    base = {"/version": "1.2"}
    for server in range(2):
        base |= {DEVICE(server, k, "super_device_id"): str(16 * server + k) for k in range(16)}
    base["/super_pod_list"] = [{"super_pod_id": "0", "server_list": [{"server_id": name} for name in names]}]
    return of_two(base | table)


@pytest.mark.parametrize(
    ("table", "code", "severity", "words", "places"),
    [
        ({DEVICE(1, 0, "device_ip"): "10.20.0.2"}, "site.hccl_device_ip", "error",
         "device_ip 10.20.0.2 is that of NPU 0 of 10.0.0.1 and of NPU 0 of 10.0.0.2",
         (DEVICE(1, 0, "device_ip"), DEVICE(0, 0, "device_ip"))),
        ({DEVICE(0, 3, "device_ip"): "10.20.0.2"}, "site.hccl_device_ip", "error",
         "NPU 0 of 10.0.0.1 and of NPU 3 of 10.0.0.1", (DEVICE(0, 3, "device_ip"), DEVICE(0, 0, "device_ip"))),
        ({DEVICE(1, 2, "device_ip"): "fd00::2"}, "site.hccl_family", "error", "and fd00::2 (NPU 2 of 10.0.0.2)",
         (DEVICE(1, 2, "device_ip"), DEVICE(0, 0, "device_ip"))),
        ({"/server_list/1/server_id": "10.0.0.1"}, "site.hccl_server_id", "error",
         'servers 1 and 2 have the same server_id "10.0.0.1"',
         ("/server_list/1/server_id", "/server_list/0/server_id")),
        ({"/server_list/1/server_id": "n" * 65}, "site.hccl_server_id", "warning", "65 characters",
         ("/server_list/1/server_id",)),
        ({DEVICE(0, 15, "rank_id"): "31", DEVICE(1, 15, "rank_id"): "15"}, "advice.hccl_ranks", "warning",
         "10.0.0.1 has the ranks 0-14, 31, and rank 15 is that of 10.0.0.2",
         (DEVICE(0, 15, "rank_id"), DEVICE(1, 15, "rank_id"))),
        ({DEVICE(0, 2, "rank_id"): " +2x"}, "advice.hccl_digits", "warning", "MindIE reads 2, HCCL accepts only digits",
         (DEVICE(0, 2, "rank_id"),)),
        ({"/version": "1.2"}, "site.hccl_super_device", "warning", "reads it as a table without super pods",
         ("/version", DEVICE(0, 0, "super_device_id"))),
        ({"/version": "1.2", DEVICE(0, 0, "super_device_id"): "0"}, "site.hccl_super_device", "error",
         "31 of 32 have none, the first is NPU 1 of 10.0.0.1", None),
        ({"/version": "1.2", **{DEVICE(i, k, "super_device_id"): "" for i in (0, 1) for k in range(16)}},
         "site.hccl_super_device", "error", "32 of 32 have none", None),
    ],
)  # fmt: skip
def test_what_hccl_refuses_is_said_with_both_places(table, code, severity, words, places):
    finding = of_two(table)[code]
    assert finding.severity == severity and words in finding.text
    assert places is None or tuple(p.pointer for p in finding.places) == places
    assert finding.stage != "start", "MindIE's daemon takes the file"


def test_an_npu_twice_on_a_server_that_no_daemon_looks_at():
    env = {"MIES_CONTAINER_IP": "10.0.0.1"}
    finding = of_two({DEVICE(1, 3, "device_id"): "2"}, env=env)["site.hccl_device_id"]
    assert finding.text.endswith("device_id 2 appears twice on 10.0.0.2: HCCL needs each NPU once")
    assert len(finding.places) == 2 and [f.label for f in finding.fixes] == ['device_id = "3"']


def test_a_table_of_super_pods_that_is_right_is_silent():
    assert pods("10.0.0.1", "10.0.0.2") == {}


@pytest.mark.parametrize(
    ("names", "table", "words", "fixes"),
    [
        (("10.0.0.1", "10.0.0.9"), {}, 'names server "10.0.0.9", and server_list does not have it',
         ['server_id = "10.0.0.2"']),
        (("10.0.0.1",), {}, 'server "10.0.0.2" of server_list is in no super pod', []),
        (("10.0.0.1", "10.0.0.2", "10.0.0.1"), {}, 'names server "10.0.0.1" twice, in super pod 1 and in super pod 1',
         []),
        (("10.0.0.1", "10.0.0.2"), {"/super_pod_list/0/super_pod_id": ""}, "super pod 1 of super_pod_list has no", []),
    ],
)  # fmt: skip
def test_super_pods_name_each_server_once(names, table, words, fixes):
    found = [f for f in findings_of_pods(names, table) if f.code == "site.hccl_super_pod"]
    match = next(f for f in found if words in f.text)
    assert match.severity == "error" and [f.label for f in match.fixes] == fixes


def findings_of_pods(names, table):
    base = {"/version": "1.2"}
    for server in range(2):
        base |= {DEVICE(server, k, "super_device_id"): str(16 * server + k) for k in range(16)}
    base["/super_pod_list"] = [{"super_pod_id": "0", "server_list": [{"server_id": name} for name in names]}]
    return judge(made("a3-double", table=base | table))


def test_the_same_super_device_id_is_right_in_two_super_pods_and_wrong_in_one():
    two = [{"super_pod_id": str(i), "server_list": [{"server_id": f"10.0.0.{i + 1}"}]} for i in range(2)]
    same = {DEVICE(1, k, "super_device_id"): str(k) for k in range(16)}
    assert pods(**{"/super_pod_list": two, **same}) == {}
    twice = pods("10.0.0.1", "10.0.0.2", **same)["site.hccl_super_device"]
    assert "super_device_id 3 is that of NPU 3 of 10.0.0.1 and of NPU 3 of 10.0.0.2" in twice.text
    again = pods(**{"/super_pod_list": [two[0], two[1] | {"super_pod_id": "0"}]})["site.hccl_super_pod"]
    assert 'have the same super_pod_id "0"' in again.text


def test_servers_of_a_super_pod_stand_together():
    judged = fleet(4, 2)
    table = judged.rank_table | {"version": "1.2"}
    names = [server["server_id"] for server in table["server_list"]]
    for i, server in enumerate(table["server_list"]):
        for k, device in enumerate(server["device"]):
            device |= {"super_device_id": str(2 * i + k), "device_ip": f"10.1.{i}.{k + 1}"}
    pairs = ((names[0], names[2]), (names[1], names[3]))
    table["super_pod_list"] = [
        {"super_pod_id": str(i), "server_list": [{"server_id": name} for name in pair]} for i, pair in enumerate(pairs)
    ]
    finding = codes(replace(judged, rank_table=table))["advice.hccl_pods_apart"]
    assert f"{names[0]} and {names[2]} have a server of another super pod between them" in finding.text


def test_a_fleet_whose_nodes_all_show_the_same_addresses_is_told_so_a_few_times():
    found = [f for f in judge(fleet(60, 16)) if f.code == "site.hccl_device_ip"]
    assert len(found) == 4


def test_every_sentence_about_hccl_has_its_chinese():
    from mindie_tui.model.mindie.rules.judge import RULES

    assert not [r.says for r in RULES if "hccl" in r.code and ("", r.says) not in chinese()]
