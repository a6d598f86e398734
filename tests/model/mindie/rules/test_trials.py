"""A fix is offered only where it helps, and together with what it needs."""

from mindie_tui.model.mindie.rules.judge import fixed_by, judge
from tests.kit.judged import found, made


def test_one_edit_is_not_always_enough_and_then_several_are_offered_together():
    finding = found("a3-double", {"dp": 2, "moe_ep": 4})["workers.attention"]
    assert "dp = 4" in [f.label for f in finding.fixes]
    both = next(f for f in finding.fixes if len(f.edits) > 1)
    after = judge(fixed_by(made("a3-double", {"dp": 2, "moe_ep": 4}), both))
    assert not [f for f in after if f.stage == "workers"]


def test_a_fix_that_moves_the_refusal_to_another_stage_is_not_offered_beside_a_better_one():
    finding = found("a3-double", {"cp": 2})["workers.cp_and_dp"]
    assert finding.fixes and all(fix.label != "dp = 1" for fix in finding.fixes)
    for fix in finding.fixes:
        assert not [f for f in judge(fixed_by(made("a3-double", {"cp": 2}), fix)) if f.code.startswith("executor")]
