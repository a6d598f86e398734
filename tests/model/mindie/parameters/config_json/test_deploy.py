"""The lengths of sequences and the LoRA adapters."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import deploy
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("maxSeqLen", 0, False),
        ("maxSeqLen", 2560, True),
        ("maxInputTokenLen", 4194305, False),
        ("truncation", True, True),
        ("maxLoras", -1, False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(deploy.FIELDS, f"{pointers.DEPLOY}/{name}", value) is good


def test_what_a_start_does_not_look_at_is_taken_as_it_is():
    assert takes(deploy.FIELDS, f"{pointers.DEPLOY}/LoraModules", "not a list")
