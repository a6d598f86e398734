"""The keys of the root."""

from mindie_tui.model.mindie.parameters.config_json import top


def test_one_stands_before_the_sections_and_one_after_them():
    assert [field.pointer for field in top.FIRST] == ["/Version"]
    assert [field.pointer for field in top.LAST] == ["/EnableDynamicAdjustTimeoutConfig"]
    assert {field.section for field in (*top.FIRST, *top.LAST)} == {"top"}
