"""A section fills in what its fields have in common."""

from mindie_tui.model.documents.kinds import Free
from mindie_tui.model.mindie.parameters.section import FileSection

SECTION = FileSection("/A/B", "B", "b.cpp")


def test_a_field_has_its_sections_place_file_and_source():
    field = SECTION.field("c/d", Free(), 1, "Meaning.", "含义")
    assert (field.pointer, field.section, field.file, field.source) == ("/A/B/c/d", "B", "config.json", "b.cpp")
    assert field.name == "d" and field.since == field.until == ""


def test_a_field_may_have_a_source_of_its_own():
    assert SECTION.field("c", Free(), 1, "Meaning.", "含义", "c.py").source == "c.py"


def test_the_releases_are_those_of_the_last_name():
    assert SECTION.field("x/maxN", Free(), 1, "Meaning.", "含义").since == "3.0.0"
    assert SECTION.field("RANKTABLEFILE", Free(), 1, "Meaning.", "含义").until == "2.0.RC2"
