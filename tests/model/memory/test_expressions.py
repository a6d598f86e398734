"""Expressions of the tables are arithmetic and nothing else."""

import pytest

from mindie_tui.model.memory.expressions import UnknownName, evaluate


@pytest.mark.parametrize(
    "text, value",
    [("2*lk*lkd+2*lv*lvd", 28), ("not tie", 1), ("H//32", 2), ("L - D", 3), ("1", 1), ("nh*(nope+rope)", 30)],
)
def test_arithmetic_over_names(text, value):
    names = {"lk": 1, "lkd": 2, "lv": 3, "lvd": 4, "tie": 0, "H": 64, "L": 5, "D": 2, "nh": 3, "nope": 6, "rope": 4}
    assert evaluate(text, names) == value


def test_a_missing_dimension_is_named():
    with pytest.raises(UnknownName) as raised:
        evaluate("H*Q", {"H": 1})
    assert raised.value.args == ("Q",)


@pytest.mark.parametrize(
    "text",
    ["__import__('os')", "H.real", "[1][0]", "2**99999", "H if H else 1", "'a'*9", "1.5", "True", "", "1//0", "-H"],
)
def test_nothing_else_is_taken(text):
    with pytest.raises(ValueError):
        evaluate(text, {"H": 1})
