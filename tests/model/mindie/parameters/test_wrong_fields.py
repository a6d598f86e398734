"""The fields of config.json that are missing or will not do, each by its declaration alone."""

import json

import pytest

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.parameters.wrong_fields import wrong_fields


def config(**server):
    made = json.loads(DEFAULT_CONFIG)
    made["ServerConfig"] |= server
    return made


def hits(made, once=lambda holder, at, find: find()):
    return [
        (field.name, pointer, value, wrong and wrong.trouble)
        for field, pointer, value, wrong in wrong_fields(made, once)
    ]


def test_the_default_file_has_no_wrong_field():
    assert hits(config()) == []


def test_each_wrong_field_comes_with_its_pointer_value_and_trouble():
    made = config(port="1025", maxLinkNum=0)
    del made["ServerConfig"]["ipAddress"]
    assert hits(made) == [
        ("ipAddress", f"{pointers.SERVER}/ipAddress", ABSENT, None),
        ("port", f"{pointers.SERVER}/port", "1025", "type"),
        ("maxLinkNum", f"{pointers.SERVER}/maxLinkNum", 0, "range"),
    ]


@pytest.mark.parametrize("made", [None, [], "x", {}, {"ServerConfig": 1}, {"BackendConfig": {"ModelDeployConfig": []}}])
def test_what_is_no_section_has_no_fields(made):
    assert not [hit for hit in hits(made) if hit[1].startswith((pointers.SERVER, pointers.DEPLOY))]


def test_an_empty_section_lacks_all_that_is_required():
    assert {hit[3] for hit in hits({"ServerConfig": {}})} == {None}


def test_a_section_that_was_looked_at_is_not_looked_at_again():
    made, kept = config(port=1), {}
    kept_first = lambda holder, at, find: kept.setdefault(at, find())  # noqa: E731  the shape that a view hands in
    first = hits(made, kept_first)
    made["ServerConfig"]["port"] = 1025
    assert first and hits(made, kept_first) == first
