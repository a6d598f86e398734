"""Every refusal that an edit can cure has a way out, and each way out that is offered is tried."""

import pytest

from mindie_tui.model.mindie.rules.judge import fixed_by, judge
from tests.conformance.runner import HERE, outcomes, parallel, startup

pytestmark = pytest.mark.long

NO_EDIT = {
    ("start.json", None): "a text that is not JSON has no places to edit; the sentence says what to take out",
    ("start.devices", "device_ip"): "only the node knows the address of its NPU: hccn_tool shows it",
    ("start.rank_table", "device_ip"): "the same, where it is missing",
}
"""Findings without a fix, by code and key of the rank table: why no edit of a document is right."""
TWO_FILES = ("start.rank_table", "start.servers", "start.rank_table_file")
"""On one node the way out of these is multiNodesInferEnabled = false and no RANK_TABLE_FILE, together: either alone
brings the other's error."""


def cases():
    for case in outcomes(HERE / "startup.jsonl"):
        if case.errors:
            yield case, startup(case.case, HERE / "bases")
    for case in outcomes(HERE / "parallel.jsonl"):
        if case.errors:
            yield case, parallel(case.case)


@pytest.fixture(scope="module")
def refused():
    return list(cases())


def test_what_has_no_fix_is_what_no_edit_of_a_document_can_cure(refused):
    without = {}
    for case, judged in refused:
        for finding in case.errors:
            known = (finding.code, finding.values.get("key")) in NO_EDIT
            known = known or finding.code in TWO_FILES and "RANK_TABLE_FILE" in judged.environments[0]
            if not finding.fixes and not known:
                without[case.case["id"]] = finding.text
    assert not without


def test_every_offered_fix_removes_its_finding_and_leaves_fewer(refused):
    """No error comes of any stage, and the findings get no more; what a fix leaves to be filled in its label says."""
    tried = 0
    for case, judged in refused[::3]:
        before = judge(judged)
        errors = {key(f) for f in before if f.severity == "error"}
        for finding in case.errors:
            for fix in finding.fixes:
                tried += 1
                found = judge(fixed_by(judged, fix))
                after = [f for f in found if f.severity == "error"]
                assert key(finding) not in {key(f) for f in after}, (case.case["id"], fix.label)
                left = [f.places[0].pointer.rpartition("/")[2] for f in after if key(f) not in errors]
                assert not left or "stays to be" in fix.label and all(n in fix.label for n in left), fix.label
                assert fix.opens or (len(found), len(after)) < (len(before), len(errors)), (case.case["id"], fix.label)
    assert tried > 500


def key(finding):
    return finding.code, finding.places[0].pointer
