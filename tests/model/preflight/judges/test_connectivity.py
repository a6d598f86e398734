"""Verdicts of the ways between nodes: a refusal is an answer, silence is unknown, no route is a failure."""

from dataclasses import replace

import pytest

from mindie_tui.model.preflight.judges import connectivity
from tests.kit.seen import GOOD, NOTHING, facts


def reached(**by):
    rows = [{"name": name, "by": how, "said": "said so"} for name, how in by.items()]
    return replace(GOOD, inside={**GOOD.inside, "reach": rows})


@pytest.mark.parametrize(
    ("by", "verdict"), [("open", "pass"), ("refused", "pass"), ("no_route", "fail"), ("timeout", "unknown")]
)
def test_how_the_other_node_answers_is_the_verdict(by, verdict):
    assert connectivity.nodes_reach(reached(**{"a3-02": by})).verdict == verdict
    assert connectivity.service_reach(reached(service=by)).verdict == verdict


def test_who_was_not_asked_is_unknown():
    assert connectivity.nodes_reach(reached()).found.startswith("a3-02")
    assert connectivity.nodes_reach(NOTHING).verdict == "unknown"
    assert connectivity.service_reach(replace(GOOD, master_ip=None)).verdict == "unknown"


def test_a_refused_login_says_why_and_what_to_do():
    refused = connectivity.ssh_login(replace(NOTHING, facts=None, refused="no key", refused_do="ssh-copy-id"))
    assert (refused.verdict, refused.found, refused.remedy) == ("fail", "no key", "ssh-copy-id")
    assert connectivity.ssh_login(GOOD).found == "root@10.20.3.11:22, 3 ms"


def test_a_clock_far_from_all_others_warns():
    assert connectivity.clock_skew(GOOD).verdict == "pass"
    assert connectivity.clock_skew(facts(clock_offset_s=9.0)).verdict == "warn"
    assert connectivity.clock_skew(facts(clock_offset_s=None)).verdict == "warn"
