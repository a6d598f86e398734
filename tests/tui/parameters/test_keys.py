"""Why a key of the parameters step cannot act now."""

from dataclasses import replace

import pytest

from mindie_tui.model.finding import Fix
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.tui.parameters.keys import REASONS, ParameterSituation, why_not
from mindie_tui.tui.parameters.screen import ParametersScreen
from mindie_tui.tui.parameters.sections import sections
from tests.kit.plays import deployment

MADE = art.of(deployment(2))
ENTRIES = [e for s in sections(MADE, MADE.config, deployment(2), ()) for e in s.entries]
DP = next(e for e in ENTRIES if e.field.name == "dp")
NONE = ParameterSituation(None)
ALL = ParameterSituation(DP, (), Fix("dp = 4", ()), 16, 2, can_undo=True, can_redo=True, sought="dp", only_wrong=True)


@pytest.mark.parametrize(("action", "reason"), [
    ("edit", "it is made from the nodes and cannot be typed"),
    ("whole", "it is made from the nodes and cannot be typed"),
    ("undo", "nothing to undo"), ("redo", "nothing to redo"),
    ("fix", "no finding offers a fix"), ("fixes", "no finding offers a fix"),
    ("layouts", "the NPUs of the nodes are not known yet; probe them in step 1"),
    ("hit", "no search yet   / search"), ("error", "all rules pass"), ("wrong", "all rules pass"),
    ("away", "the profile does not name it"),
])  # fmt: skip
def test_each_key_says_what_is_in_its_way_and_acts_where_nothing_is(action, reason):
    assert why_not(action, NONE) == reason
    assert why_not(action, ALL) is None


def test_a_parameter_that_the_profile_does_not_name_cannot_be_taken_away():
    assert why_not("away", replace(ALL, entry=replace(DP, given=False))) == "the profile does not name it"


def test_every_action_of_the_table_is_a_key_of_the_screen():
    actions = {binding.action.partition("(")[0] for binding in ParametersScreen.BINDINGS}
    assert REASONS.keys() <= actions
