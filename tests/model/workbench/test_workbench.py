"""All that follows from a deployment and what is known of its nodes."""

from dataclasses import replace

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import Refused
from mindie_tui.model.events.codec import CheckDone
from mindie_tui.model.workbench.workbench import Workbench
from tests.kit.plays import deployment, facts

WELL = Workbench(deployment(2), {name: facts(name) for name in ("a3-01", "a3-02")})
BAD = CheckDone("npus_healthy", "a3-02", "fail", "NPU 3 is not healthy", "reset it")


def test_what_was_asked_once_is_kept_and_another_deployment_is_another_workbench():
    assert WELL.findings is WELL.findings and WELL.artefacts is WELL.artefacts
    other = replace(WELL, deployment=deployment(1))
    assert other.artefacts != WELL.artefacts and other.facts is WELL.facts


def test_a_launch_is_blocked_by_the_rules_by_no_node_by_no_preflight_and_by_a_failed_check():
    assert WELL.blocked(()) == ()
    assert "run it first" in WELL.blocked(None)[0]
    assert "a3-02" in WELL.blocked((BAD,))[0]
    assert Workbench(Deployment()).blocked(None)[-1] == "no node is picked; pick at least one"
    wrong = replace(WELL, deployment=deployment(2, parameters={"ModelConfig": {"tp": 7}}))
    assert [f.text for f in wrong.findings if f.severity == "error"] == list(wrong.blocked(()))


def test_npus_that_no_node_was_asked_for_can_be_supposed():
    eight = Workbench(deployment(2), devices_per_node=8)
    sixteen = replace(eight, devices_per_node=16)
    assert [f for f in eight.findings if f.severity == "error"], "dp 4 x tp 8 is 32 NPUs"
    assert not [f for f in sixteen.findings if f.severity == "error"]


def test_the_plan_of_a_node_holds_its_files_and_what_stands_there_now():
    known = replace(WELL, facts=WELL.facts | {"a3-02": facts("a3-02", config_text="{}")}, run="R7")
    plan = known.plan("a3-02")
    assert plan.config is not None and plan.config.text == known.artefacts.config_text
    assert plan.difference and plan.script.path == "~/.mindie-tui/runs/R7/start.sh"
    assert "export MIES_CONTAINER_IP=10.20.3.12" in plan.script.text
    assert [file.name for file in plan.own_files] == ["rank_table.json"]
    with pytest.raises(Refused, match="not asked yet"):
        Workbench(deployment(2)).plan("a3-01")
