"""Variables that say where something is."""

from mindie_tui.model.mindie.parameters.catalogue import ENVIRONMENT
from mindie_tui.model.mindie.parameters.environment.places import OF_THE_NODE, PLACE_VARIABLES


def test_each_of_them_is_declared():
    assert {*PLACE_VARIABLES, *OF_THE_NODE} <= {field.name for field in ENVIRONMENT}


def test_none_is_of_both_kinds():
    assert not OF_THE_NODE & {*PLACE_VARIABLES}
