"""One parameter as a row, and a value in a few cells."""

from dataclasses import replace

import pytest

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.artefacts.secret import HIDDEN
from mindie_tui.tui.parameters import rows
from mindie_tui.tui.parameters.sections import sections
from tests.kit.plays import deployment

SECTIONS = sections(art.of(deployment(2)), art.of(deployment(2)).config, deployment(2), ())


@pytest.mark.parametrize(
    "value, words",
    [
        (ABSENT, "-"),
        ("", '""'),
        (True, "true"),
        ([[*range(16)]], "[[0 .. 15]]"),
        ([[0, 1]], "[[0,1]]"),
        ({}, "{}"),
        ({"deepseekv2": {"a": 1, "b": 2}}, "deepseekv2 (2)"),
        ({"layerwiseDisaggregated": 1, "b": 2}, "layerwise.. (2)"),
        ('{"plugin_type":"mtp","num_speculative_tokens": 1}', "plugin_type mtp, num_speculative_tokens 1"),
        ("{no", "{no"),
    ],
)
def test_values_are_short_in_the_table(value, words):
    assert rows.brief(value) == words


def test_false_is_not_zero_and_text_with_json_is_compared_by_what_it_holds():
    assert not rows.same(0, False) and rows.same(1, 1) and not rows.same(ABSENT, None)
    assert rows.same('{"a":1, "b":2}', '{"b": 2,"a":1}') and not rows.same('{"a":1}', '{"a":2}')
    assert rows.same({"a": [1]}, {"a": [1]}) and not rows.same({"a": [0]}, {"a": [False]})


def test_only_what_a_profile_can_hold_is_editable_and_long_json_is_a_document():
    found = {e.field.name: e for s in SECTIONS for e in s.entries if e.field.file in ("config.json", "rank_table.json")}
    assert found["dp"].editable and not found["dp"].is_document
    assert found["models"].is_document
    assert not any(e.editable for e in found.values() if e.field.file == "rank_table.json")


def test_a_secret_is_never_shown():
    base = next(e for s in SECTIONS for e in s.entries if e.field.name == "OMP_NUM_THREADS")
    secret = replace(base, field=replace(base.field, pointer="/SERVICE_PASSWORD"))
    assert base.brief("16") == "16" and secret.brief("hunter2") == HIDDEN
