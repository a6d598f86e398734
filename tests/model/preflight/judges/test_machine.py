"""How the checks of the way there and of the machine judge what the real tools print, node by node and together."""

from dataclasses import replace

import pytest

from tests.kit.seen import (
    FACTS,
    GOOD,
    NOTHING,
    OTHER,
    PEER,
    beside,
    expect_verdict,
    facts,
    inside,
    judged,
    machine,
    of_each,
)


def reach(*rows):
    return replace(
        GOOD, inside={**GOOD.inside, "reach": [dict(zip(("name", "by", "said"), r, strict=True)) for r in rows]}
    )


def tls(*switches):
    return of_each(
        lambda n: f"dev_id:{n}, tls switch[{switches[n]}](0:disable, 1:enable), tls alarm time threshold[60]days"
    )


def odd(peer):
    """The second node as it judges itself beside a first that is well."""
    return replace(peer, peers={"a3-01": GOOD, "a3-02": peer})


SILENT, NO_ROUTE = ("silent", "Connection timed out"), ("no_route", "No route to host")
FAILS = [
    ("nodes_reach", reach(("a3-02", *NO_ROUTE)), "no way to a3-02 (No route to host)"),
    (
        "service_reach",
        reach(("service", "no_route", "Network is unreachable")),
        "no way to 10.20.3.11 (Network is unreachable)",
    ),
    (
        "hccn_link",
        machine(hccn_link=of_each(lambda n: f"link status: {'DOWN' if n == 2 else 'UP'}")),
        "NPU 2 has no link",
    ),
    ("hccn_health", machine(hccn_health=of_each(lambda n: "net health status: Fault")), "NPU 0: Fault; 3 more"),
    (
        "hccn_conf",
        machine(hccn_conf="address_1=10.0.0.77\nnetmask_1=255.255.255.0\n"),
        "NPU 1 is 10.0.0.1, in hccn.conf 10.0.0.77",
    ),
    ("hccn_tls", machine(hccn_tls=tls(0, 0, 1, 0)), "on for NPU 2 alone"),
    ("hccn_tls", odd(machine(PEER, hccn_tls=tls(1, 1, 1, 1))), "switch 1, a3-01 has switch 0"),
    ("driver_equal", odd(replace(PEER, facts=replace(OTHER, driver="24.1.0"))), "24.1.0, a3-01 has 25.0.rc1.1"),
    ("firmware_equal", odd(replace(PEER, facts=replace(OTHER, firmware="7.5.0"))), "7.5.0, a3-01 has 7.7.0.3.231"),
    (
        "host_memory",
        machine(memory="MemAvailable:   209715200 kB"),
        "200 GiB available; 1.3 x the weights of a node are 416",
    ),
]
WARNS = [
    (
        "hccn_health",
        machine(hccn_health=of_each(lambda n: f"net health status: {'Receive timeout' if n else 'Success'}")),
        "NPU 1: Receive timeout; 2 more",
    ),
    (
        "hccn_conf",
        machine(hccn_conf="cat: /etc/hccn.conf: No such file or directory"),
        "NPU 0, 1, 2, 3 not in /etc/hccn.conf: lost at the next boot",
    ),
    (
        "hccn_tls",
        beside(machine(PEER, hccn_tls=tls(1, 1, 1, 1)), machine(hccn_tls=tls(1, 1, 1, 1))),
        "switch 1 on all; MindIE's guide has 0",
    ),
    (
        "host_memory",
        machine(memory="MemAvailable:   367001600 kB"),
        "350 GiB available; 1.3 x the weights of a node are 416",
    ),
    # an unknown that is no danger
    ("hccn_health", machine(hccn_health=of_each(lambda n: "Get health failed!")), "hccn_tool showed no health"),
    ("hccn_conf", machine(hccn_conf="cat: /etc/hccn.conf: Permission denied"), "the addresses could not be compared"),
    ("driver_equal", facts(driver=None), "the driver's version is not known here; a3-02 has 25.0.rc1.1"),
    ("driver_equal", beside(replace(PEER, facts=replace(OTHER, driver=None))), "25.0.rc1.1; not known on a3-02"),
    ("firmware_equal", facts(firmware=None), "the firmware's version is not known here; a3-02 has 7.7.0.3.231"),
    ("clock_skew", facts(clock_offset_s=None), "the answer of its clock cannot be read"),
]
UNKNOWN = [
    ("nodes_reach", reach(("a3-02", *SILENT))),
    ("nodes_reach", reach()),
    ("service_reach", reach(("service", *SILENT))),
    ("service_reach", replace(GOOD, master_ip=None)),
    ("hccn_link", machine(hccn_link=of_each(lambda n: "The device is not exist!"))),
    ("hccn_link", machine(hccn_link="")),
    ("hccn_health", machine(hccn_health="")),
    ("hccn_conf", machine(hccn=of_each(lambda n: "bash: hccn_tool: command not found"))),
    ("hccn_tls", machine(hccn_tls=of_each(lambda n: "The certificates are illegal!"))),
    ("hccn_tls", beside(None)),
    ("driver_equal", beside(None)),
    ("driver_equal", beside(NOTHING)),
    ("host_memory", machine(memory="")),
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


def test_the_odd_one_of_three_is_named_and_the_others_pass():
    third = replace(PEER, node="a3-03", serving=("a3-01", "a3-02", "a3-03"), facts=replace(OTHER, driver="24.1.0"))
    seen = {name: replace(s, serving=third.serving) for name, s in (("a3-01", GOOD), ("a3-02", PEER))} | {
        "a3-03": third
    }
    told = {name: judged("driver_equal", replace(s, peers=seen)) for name, s in seen.items()}
    assert {name: t.verdict for name, t in told.items()} == {"a3-01": "pass", "a3-02": "pass", "a3-03": "fail"}
    unseen = {**seen, "a3-03": replace(third, facts=FACTS and replace(OTHER, driver=None))}
    assert (
        judged("driver_equal", replace(GOOD, serving=third.serving, peers=unseen)).found
        == "25.0.rc1.1; not known of a3-03"
    )


def nodes_with(switches):
    """What each of the nodes says of hccn_tls, by the switches of its four NPUs."""
    names = tuple(f"a3-{n:02}" for n in range(1, len(switches) + 1))
    peers = {
        name: machine(replace(GOOD, node=name, serving=names, peers={}), hccn_tls=tls(*one) if one else "")
        for name, one in zip(names, switches, strict=True)
    }
    return {name: judged("hccn_tls", replace(seen, peers=peers)) for name, seen in peers.items()}


@pytest.mark.parametrize(
    ("switches", "verdicts", "found"),
    [
        ([(0, 0, 0, 0), (0, 1, 0, 0)], {"a3-01": "pass", "a3-02": "fail"}, "on for NPU 1 alone"),
        ([(0, 1, 0, 0), (0, 0, 0, 0)], {"a3-01": "fail", "a3-02": "pass"}, "on for NPU 1 alone"),
        ([(0, 0, 0, 0), (1, 1, 1, 1)], {"a3-01": "pass", "a3-02": "fail"}, "switch 1, a3-01 has switch 0"),
        ([(1, 1, 1, 1), (0, 0, 0, 0)], {"a3-01": "fail", "a3-02": "pass"}, "switch 1, a3-02 has switch 0"),
        (
            [(1, 1, 1, 1), (1, 1, 1, 1), (1, 0, 1, 1)],
            {"a3-01": "warn", "a3-02": "warn", "a3-03": "fail"},
            "off for NPU 1 alone",
        ),
    ],
)
def test_the_tls_switch_that_is_odd_among_all_npus_is_told_on_its_node(switches, verdicts, found):
    told = nodes_with(switches)
    assert {name: one.verdict for name, one in told.items()} == verdicts
    assert next(one.found for one in told.values() if one.verdict == "fail") == found


def test_a_node_that_waits_for_the_answer_of_another_names_it():
    told = nodes_with([(0, 0, 0, 0), None])
    assert (told["a3-01"].verdict, told["a3-01"].because) == ("unknown", "a3-02")
    assert (told["a3-02"].verdict, told["a3-02"].because) == ("unknown", "")


@pytest.mark.parametrize(
    ("offsets", "warned"),
    [
        ((0.0, 31.0), {"a3-02"}),
        ((31.0, 0.0), {"a3-01"}),
        ((0.1, 0.0, 31.0), {"a3-03"}),
        ((100.0, 100.1, 100.2), set()),
        ((100.0, 131.0, 100.2), {"a3-02"}),
    ],
)
def test_the_clock_that_is_odd_warns_and_the_others_do_not(offsets, warned):
    known = {f"a3-{n:02}": replace(FACTS, clock_offset_s=offset) for n, offset in enumerate(offsets, 1)}
    seen = {name: replace(GOOD, node=name, facts=one, others=known) for name, one in known.items()}
    told = {name: judged("clock_skew", one) for name, one in seen.items()}
    assert {name for name, one in told.items() if one.verdict == "warn"} == warned


def test_an_npu_that_is_not_used_may_be_without_a_link():
    seen = machine(
        replace(GOOD, npu_ids=(0, 1)), hccn_link=of_each(lambda n: f"link status: {'UP' if n < 2 else 'DOWN'}")
    )
    assert judged("hccn_link", seen).verdict == "pass"


def test_the_memory_of_a_service_of_ours_is_no_trouble():
    seen = machine(inside(services={"ours": [{"run": "r1"}]}), memory="MemAvailable:   1048576 kB")
    assert judged("host_memory", seen).verdict == "pass"
