"""How each preflight check judges: where it passes, fails, warns and does not know."""

import re
from dataclasses import replace

import pytest

from mindie_tui.model import language
from mindie_tui.model.deployment import Container
from mindie_tui.model.message import in_language
from mindie_tui.model.preflight import check as checks
from mindie_tui.model.preflight.evidence import Judged
from mindie_tui.model.preflight.judges.machine import BUSY_MB
from tests.kit.seen import GOOD, INSIDE, MACHINE, NOTHING, NPUS, OTHER, facts, inside, judged, machine, with_npu
from tests.model.preflight.judges import (
    test_container as container_fails,
    test_machine as machine_fails,
    test_weights as model_fails,
)


@pytest.mark.parametrize("name", checks.BY_NAME)
def test_a_node_that_is_well_passes_every_check(name):
    found = judged(name, GOOD)
    assert found.verdict == "pass" and found.found and not found.remedy


@pytest.mark.parametrize("name", [n for n in checks.BY_NAME if n != "ssh_login"])
def test_what_could_not_be_seen_is_unknown_with_a_remedy_and_never_good(name):
    found = judged(name, NOTHING)
    assert found.verdict == "unknown" and found.found and found.remedy


@pytest.mark.parametrize("name", checks.BY_NAME)
def test_an_answer_of_another_shape_makes_no_check_stumble(name):
    for part in INSIDE:
        for broken in (None, {}, [], "text", {"error": "Permission denied"}, 7):
            seen = replace(GOOD, inside={**INSIDE, part: broken})
            for peers in (GOOD.peers, {"a3-01": seen, "a3-02": replace(GOOD.peers["a3-02"], inside=seen.inside)}):
                assert judged(name, replace(seen, peers=peers)).verdict in ("pass", "warn", "fail", "unknown")
    for part in MACHINE:
        for broken in (
            "",
            "|",
            "[1, {}]",
            '[{"HostConfig": {"Devices": [3], "NetworkMode": 7}, "Config": []}]',
            "@0\x1f\xff",
        ):
            assert judged(name, machine(**{part: broken})).verdict in ("pass", "warn", "fail", "unknown")


FAILS = [
    (
        "ssh_login",
        replace(GOOD, facts=None, refused="no key was accepted", refused_do="ssh-copy-id"),
        "no key was accepted",
    ),
    ("npus_healthy", with_npu(2, health="Alarm"), "NPU 2 Alarm"),
    ("npus_healthy", replace(GOOD, npu_ids=(0, 1, 2, 3, 4, 5)), "npu-smi shows 4 NPUs, not 4, 5"),
    (
        "hbm_free",
        with_npu(3, hbm_used_mb=33126, processes=("314183 VLLMWorker_TP 29229",)),
        "NPU 3 busy: 32 GiB on NPU 3 (314183 VLLMWorker_TP 29229 MB)",
    ),
    ("disk", inside(facts={"home_disk": {"free": 1 << 20}}), "0.0 GiB free for logs"),
    ("container_up", facts(container_state="exited"), "mindie-a3 is exited"),
    (
        "container_up",
        facts(container_state="absent", containers=("mindie-ds",)),
        "there is no container mindie-a3; there are mindie-ds",
    ),
    ("tools", inside(facts={"tools": {"bash": "/bin/bash", "setsid": None}}), "not there: setsid"),
    (
        "config_writable",
        inside(write={"writable": False, "why": "Read-only file system"}),
        "/m/conf/config.json: Read-only file system",
    ),
    (
        "config_writable",
        inside(write={"writable": False, "why": "not found", "path": None, "looked_at": ["/x/conf/config.json"]}),
        "no MindIE was found; looked at /x/conf/config.json",
    ),
    ("config_writable", inside(write={"link": True}), "/m/conf/config.json is a symbolic link, which MindIE refuses"),
    ("config_writable", inside(write={"there": False}), "/m/conf/config.json does not exist"),
    (
        "ports_free",
        inside(
            ports=[{"name": "port", "port": 1025, "free": False, "by": "listener", "pid": 42, "program": "python3"}]
        ),
        "port 1025 is taken by python3, pid 42",
    ),
    (
        "ports_free",
        inside(ports=[{"name": "port", "port": 1025, "free": False, "by": "listener", "pid": None}]),
        "port 1025 is taken by another program",
    ),
    (
        "ports_free",
        inside(ports=[{"name": "port", "port": 1025, "free": False, "by": "time_wait"}]),
        "1025: connections of a service that has ended are still closing (TIME_WAIT)",
    ),
    (
        "ports_free",
        inside(
            ports=[
                {"name": "port", "port": 1025, "free": False, "by": "time_wait"},
                {
                    "name": "multiNodesInferPort",
                    "port": 1120,
                    "free": False,
                    "by": "closing",
                    "pid": None,
                    "state": "FIN-WAIT-1",
                    "peer": "10.83.0.12:39919",
                },
            ]
        ),
        "1025: connections of a service that has ended are still closing (TIME_WAIT), "
        "1120: a connection of a service that has ended, to 10.83.0.12:39919, is still closing (FIN-WAIT-1)",
    ),
    (
        "ports_free",
        inside(
            ports=[
                {
                    "name": "port",
                    "port": 1025,
                    "free": False,
                    "by": "connection",
                    "pid": 42,
                    "program": "nc",
                    "state": "CLOSE-WAIT",
                    "peer": "10.0.0.9:5",
                }
            ]
        ),
        "port 1025 is taken by nc, pid 42, by its connection with 10.0.0.9:5 (CLOSE-WAIT)",
    ),
    (
        "ports_free",
        inside(ports=[{"name": "port", "port": 80, "free": False, "by": "permission"}]),
        "port 80 may not be bound by this user",
    ),
    ("weights_present", inside(weights={"there": False}), "/data/weights/ds does not exist"),
    ("weights_present", inside(weights={"there": False, "file": True}), "/data/weights/ds is a file, not a folder"),
    ("weights_present", inside(weights={"config": False}), "/data/weights/ds contains no config.json"),
    ("weights_present", inside(weights={"shards": 0, "wanted": 0}), "/data/weights/ds contains no safetensors"),
    ("npus_healthy", replace(GOOD, npu_ids=()), "no NPU is used here"),
    ("rank_table", replace(GOOD, npu_ids=()), "no NPU is used here"),
    ("weights_present", replace(GOOD, weights=None), "modelWeightPath is not set"),
    (
        "weights_complete",
        inside(weights={"shards": 162, "missing": ["m-00087-of-00163.safetensors"]}),
        "162 of 163 safetensors; missing m-00087-of-00163.safetensors",
    ),
    ("weights_complete", inside(weights={"short": ["m-1.safetensors"]}), "cut short: m-1.safetensors"),
    ("weights_complete", inside(weights={"broken_indexes": ["m.index.json"]}), "m.index.json cannot be read"),
    ("weights_complete", inside(weights={"shards": 0, "wanted": 0}), "no safetensors are there"),
    ("earlier_service", inside(services={"others": [4242]}), "a MindIE that is not ours runs there, pid 4242"),
    (
        "earlier_service",
        inside(services={"ours": [{"run": "20261123-021140-a3"}]}),
        "our run 20261123-021140-a3 is there with other files",
    ),
    (
        "earlier_service",
        replace(inside(services={"ours": [{"run": "r1"}]}), attachable=True, lacking=("a3-02",)),
        "our run r1 runs on a3-01 only, not on a3-02: its start was cut off",
    ),
    (
        "earlier_service",
        inside(services={"left": [{"run": "r1", "workers": [7, 8]}]}),
        "the daemon of our run r1 is dead, 2 of its workers still run and occupy the NPUs",
    ),
    (
        "earlier_service",
        replace(inside(services={"ours": [{"run": "r1", "operator": "anna@jump"}]}), operator="bert@jump"),
        "our run r1 is there with other files; anna@jump started it",
    ),
    (
        "hbm_free",
        inside(with_npu(3, hbm_used_mb=60000), services={"left": [{"run": "r1", "workers": [7]}]}),
        "NPU 3 busy: workers left over from our run r1 occupy the memory",
    ),
    ("rank_table", with_npu(1, device_ip=None), "NPU 1 has no address (hccn_tool)"),
    ("rank_table", facts(ip=None), "the address of this node is not known"),
    (
        "rank_table",
        replace(GOOD, others={"a3-02": replace(OTHER, npus=NPUS)}),
        "NPU address 10.0.0.0, 10.0.0.1, 10.0.0.2, 10.0.0.3 is on a3-02 too",
    ),
]


@pytest.mark.parametrize("name, seen, found", FAILS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_failed_check_says_what_was_found_and_what_to_do(name, seen, found):
    told = judged(name, seen)
    assert (told.verdict, told.found) == ("fail", found)
    assert told.remedy


def test_every_check_but_these_can_fail():
    tested = {name for name, *_ in (*FAILS, *machine_fails.FAILS, *container_fails.FAILS, *model_fails.FAILS)}
    assert tested == set(checks.BY_NAME) - {"clock_skew", "image_equal"}, "these two warn"


@pytest.mark.parametrize(
    "name, seen, found",
    [
        ("clock_skew", facts(clock_offset_s=31.5), "31.5 s apart from a3-02"),
        ("npus_healthy", replace(with_npu(3, health="Warning"), npu_ids=(0, 1)), "2 NPUs OK; NPU 3, not used, is not"),
        ("disk", inside(facts={"home_disk": {"free": 1 << 30}}), "1.0 GiB free for logs"),
        ("config_writable", inside(write={"uid": 1000}), "/m/conf/config.json belongs to uid 1000, we are 0"),
        ("rank_table", facts(nic=None), "no interface carries 10.20.3.11; GLOO_SOCKET_IFNAME stays unset"),
        (
            "earlier_service",
            replace(inside(services={"ours": [{"run": "r1"}]}), restart=True),
            "our run r1 is there; it will be stopped first",
        ),
        (
            "earlier_service",
            inside(services={"lock": {"who": "wang@other", "since": "02:11", "run": "r1", "age_s": 12.0}}),
            "wang@other works there since 02:11, run r1; touched 12 s ago",
        ),
    ],
)
def test_a_warning_never_stops_a_launch(name, seen, found):
    told = judged(name, seen)
    assert (told.verdict, told.found) == ("warn", found)


def test_a_service_of_ours_with_the_same_files_is_attached_to_and_its_ports_and_npus_are_no_trouble():
    seen = inside(
        with_npu(3, hbm_used_mb=60000),
        services={"ours": [{"run": "r1"}]},
        ports=[{"name": "port", "port": 1025, "free": False, "by": "listener"}],
    )
    for name in ("ports_free", "hbm_free"):
        assert judged(name, seen) == Judged(
            "pass", {"ports_free": "held by our run r1", "hbm_free": "in use by our run r1"}[name]
        )
    assert judged("earlier_service", replace(seen, attachable=True)).verdict == "pass"


def test_what_a_restart_ends_first_stops_no_launch():
    seen = inside(with_npu(3, hbm_used_mb=60000), services={"left": [{"run": "r1", "workers": [7]}]})
    assert judged("hbm_free", replace(seen, restart=True)).verdict == "pass"
    assert judged("earlier_service", replace(seen, restart=True)).verdict == "warn"
    cut_off = replace(inside(services={"ours": [{"run": "r1"}]}), attachable=True, lacking=("a3-02",))
    assert "mindie-tui stop r1" in judged("earlier_service", cut_off).remedy
    assert judged("earlier_service", replace(cut_off, restart=True)).verdict == "warn"


def test_the_lock_of_a_process_of_this_machine_that_has_ended_is_nobody_to_ask():
    lock = {"who": "root@vm", "since": "02:11", "run": "r1", "age_s": 12.0}
    told = judged("earlier_service", replace(inside(services={"lock": lock}), lock_ended=True))
    assert told == Judged("pass", "none; run r1 ended and left its lock, the launch takes it over")


def test_six_gigabytes_of_an_idle_die_are_the_drivers():
    assert judged("hbm_free", with_npu(0, hbm_used_mb=6200)).verdict == "pass"
    assert judged("hbm_free", with_npu(0, hbm_used_mb=BUSY_MB)).verdict == "fail"


def test_an_npu_that_is_not_used_may_be_busy():
    seen = replace(with_npu(3, hbm_used_mb=60000), npu_ids=(0, 1, 2))
    assert judged("hbm_free", seen).verdict == "pass"


def test_shards_without_an_index_are_not_called_complete():
    assert judged("weights_complete", inside(weights={"wanted": 0, "shards": 4})).verdict == "unknown"
    assert judged("weights_complete", inside(weights={"wanted": 0, "shards": 1})).verdict == "pass"


def test_without_a_container_the_login_is_where_mindie_runs():
    seen = replace(GOOD, container=Container(engine="none"))
    assert judged("container_up", seen).verdict == "pass"
    assert "exec" not in checks.BY_NAME["disk"].command(seen)


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda c: c.name)
def test_every_check_has_a_name_a_title_in_both_languages_and_a_command(check):
    assert check.title and check.zh and check.group in checks.GROUPS
    for seen in (GOOD, NOTHING, replace(GOOD, facts=None)):
        assert check.command(seen)


def test_what_must_hold_cannot_be_waived():
    assert set(checks.BY_NAME) - checks.WAIVABLE == {
        "ssh_login",
        "container_up",
        "config_writable",
        "ports_free",
        "earlier_service",
    }


def test_the_rank_table_is_asked_of_several_nodes_only():
    check = checks.BY_NAME["rank_table"]
    assert checks.asked_of(check, ("a",)) == () and checks.asked_of(check, ("a", "b")) == ("a", "b")


def test_a_node_that_only_benches_is_asked_for_its_login_its_container_and_what_the_bench_needs():
    asked = {c.name for c in checks.CHECKS if "b-01" in checks.asked_of(c, ("a3-01", "a3-02"), "b-01")}
    assert asked == {"ssh_login", "container_up", "service_reach", "tokenizer", "dataset"}
    assert checks.asked_of(checks.BY_NAME["tokenizer"], ("a3-01", "a3-02")) == ("a3-01",)


def test_the_checks_stand_in_the_order_of_their_groups():
    groups = [check.group for check in checks.CHECKS]
    assert groups == sorted(groups, key=checks.GROUPS.index)
    assert len(checks.BY_NAME) == len(checks.CHECKS)


def test_a_launch_that_has_no_record_yet_is_ours_and_not_a_foreign_mindie():
    told = judged("earlier_service", inside(services={"ours": [{"run": "r1", "pid": 4242, "starting": True}]}))
    assert (told.verdict, told.found) == ("fail", "our run r1 is being started there, pid 4242")


PROGRAMS = "no Python 3.8 or newer is there|No route to host"
"""What programs on a node say."""
SCENES = [
    *((name, GOOD) for name in checks.BY_NAME),
    *((name, NOTHING) for name in checks.BY_NAME),
    *(
        (name, seen)
        for of in (container_fails, machine_fails, model_fails)
        for name, seen, *_ in (*of.FAILS, *of.WARNS)
    ),
]
ENGLISH = re.compile(r"(?<![\w`/.-])[a-z]{2,} [a-z]{2,} [a-z]{2,}")
"""Three words in a row: a sentence, not a name."""


@pytest.mark.parametrize(("name", "seen"), SCENES)
def test_a_verdict_and_its_remedy_are_said_in_chinese(name, seen):
    told = judged(name, seen)
    language.use("zh")
    try:
        said = [in_language(told.found), re.sub("`[^`]*`|hccn_tool .*", "", in_language(told.remedy))]
    finally:
        language.use("en")
    assert not [text for text in said if ENGLISH.search(re.sub(PROGRAMS, "", text))]
