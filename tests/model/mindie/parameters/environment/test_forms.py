"""What several variables have in common."""

from mindie_tui.model.mindie.parameters.environment.forms import between, section


def test_a_number_in_a_range_is_text():
    kind = between(5, 24, " (s)")
    assert kind.words() == "int, 5 to 24 (s)"
    assert kind.wrong("5") is None and kind.wrong("4").nearest == "5" and kind.wrong(5).trouble == "type"


def test_a_variable_stands_at_the_root_of_the_environment():
    field = section("a manual").field("NAME", between(0, 1), "0", "En.", "中")
    assert (field.file, field.pointer, field.section, field.source) == (
        "environment",
        "/NAME",
        "environment",
        "a manual",
    )
