"""What a field must be is said in Chinese."""

from mindie_tui.model.chinese.values import word
from mindie_tui.model.mindie.parameters import catalogue


def test_what_a_field_must_be_is_said_in_chinese():
    assert word("int, 1024 to 65535, or absent") == "整数 1024 到 65535，或不写"
    assert word("int, 1 and up, or -1") == "整数，不小于 1，或 -1"
    assert word("x of its own") == "x of its own"
    assert all(word(w) != w for w in {f.kind.words() for f in catalogue.FIELDS} if " and " in w or " to " in w)
