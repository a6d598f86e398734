"""A finding has one public form, whoever writes it: `validate --json`, `replay --json`, events.jsonl."""

import json

import pytest

from mindie_tui.model.events.codec import Recorded, from_json
from mindie_tui.model.finding import Finding, as_json
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.remote.session.session import finding_event
from tests.conformance.runner import HERE, outcomes, startup
from tests.kit.judged import made

SLIPS = {"HCCL_IF_IPP": "2", "MINDIE_LOG_LEVEL": "ERROR", "HCCL_WHITELIST_DISABLE": "0"}


def one_of_each_code() -> dict[str, Finding]:
    """What many configurations bring; of each code one with fixes, where any has some."""
    found = [*judge(made("a3-double", env=SLIPS)), *judge(made("a3-double", {"/ServerConfig/portt": 1}))]
    for case in list(outcomes(HERE / "startup.jsonl"))[::6]:
        found += judge(startup(case.case, HERE / "bases"))
    kinds: dict[str, Finding] = {}
    for finding in found:
        if finding.code not in kinds or not kinds[finding.code].fixes:
            kinds[finding.code] = finding
    return kinds


@pytest.mark.long
def test_a_finding_comes_back_from_the_events_in_the_form_that_validate_prints():
    kinds = one_of_each_code()
    fixes = [fix for finding in kinds.values() for fix in finding.fixes]
    assert len(kinds) > 20 and {fix.file for fix in fixes} >= {"config.json", "rank_table.json", "environment"}
    assert {edit.op for fix in fixes for edit in fix.edits} == {"replace", "remove"}
    for finding in kinds.values():
        recorded = Recorded(1, "2026-01-01T00:00:00.000+00:00", "r", "parameters", finding_event(finding))
        line = json.loads(json.dumps(recorded.as_json()))
        form = json.loads(json.dumps(as_json(finding)))
        assert {key: line[key] for key in form} == form
        assert json.loads(json.dumps(from_json(line).as_json())) == line
