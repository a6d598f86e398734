"""JSON as MindIE reads it: what is refused, with line and column, and what is taken without a word."""

import json

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.document import ABSENT, dump, get
from mindie_tui.model.documents.json_text import parse, positions
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{\n "port": 1025, // the service\n}', 2, 16, "no comments"),
        ('{\n "port": 1025, /* x */ "b": 1}', 2, 16, "no comments"),
        ("# a comment\n{}", 1, 1, "no comments"),
        ('{"a": 1,\n}', 1, 8, "comma before the closing bracket"),
        ('{"a": [1, 2,]}', 1, 12, "comma before the closing bracket"),
        ('{"a": 1,,"b": 2}', 1, 9, "one comma too many"),
        ('{"port": 01025}', 1, 10, "cannot begin with 0"),
        ('{"port": -01}', 1, 11, "cannot begin with 0"),
        ('{"a": NaN}', 1, 7, "NaN is not JSON"),
        ('{"a": -Infinity}', 1, 7, "-Infinity is not JSON"),
        ('{"a": 1e999}', 1, 7, "too large"),
        ('{"a": True}', 1, 7, "True is not JSON"),
        ("{'a': 1}", 1, 2, "double quotes"),
        ('{"a": "x}', 1, 7, "no closing quote"),
        ('{"a": "x\ny"}', 1, 9, "a string contains"),
        ('{"a" 1}', 1, 6, "a colon"),
        ('{"a": 1 "b": 2}', 1, 9, "a comma"),
        ('{"a": 1', 1, 8, "the end of the file"),
        ('{"a": "\\ud800"}', 1, 8, "surrogate"),
        ("", 1, 1, "empty"),
        (" \n ", 1, 1, "empty"),
        (b'{"a": "\xff"}', 1, 8, "UTF-8"),
    ],
)
def test_what_mindie_refuses_has_line_column_and_a_sentence(text, line, column, words):
    refusal = parse(text).refusal
    assert refusal is not None
    assert (refusal.line, refusal.column) == (line, column), refusal.text
    assert words in refusal.text


def test_a_key_that_stands_twice_is_taken_and_said():
    parsed = parse('{"port": 70000,\n "port": 1025, "a": {"b": 1, "b": 2}}')
    assert parsed.value == {"port": 1025, "a": {"b": 2}}
    assert [(f.kind, f.line, f.pointer) for f in parsed.flaws] == [("duplicate", 2, "/port"), ("duplicate", 2, "/a/b")]


def test_a_byte_order_mark_and_text_after_the_document_are_taken_as_mindie_does():
    parsed = parse("\ufeff{}\n\n x")
    assert parsed.value == {}
    assert [(f.kind, f.line, f.column) for f in parsed.flaws] == [("bom", 1, 1), ("trailing", 3, 2)]


@pytest.mark.parametrize("open_, close", [("[", "]"), ('{"a":', "}")])
def test_ten_megabytes_of_nesting_are_refused_with_a_place(open_, close):
    count = 10_000_000 // (len(open_) + len(close))
    middle = "1" if open_ != "[" else ""
    for text in (open_ * count + middle + close * count, open_ * (10_000_000 // len(open_))):
        refusal = parse(text).refusal
        assert refusal is not None
        assert refusal.line == 1 and refusal.column > 1
        assert "nests deeper" in refusal.text


def test_a_larger_file_than_mindie_reads_is_refused():
    refusal = parse('"' + "x" * json_text.LARGEST + '"').refusal
    assert refusal is not None and "10485760" in refusal.text


def test_every_value_of_the_default_configuration_has_its_line_and_column():
    lines = DEFAULT_CONFIG.splitlines()
    found = positions(DEFAULT_CONFIG)
    value = json.loads(DEFAULT_CONFIG)
    assert found["/ServerConfig/port"] == (8, 18)
    for at, (line, column) in found.items():
        there = get(value, at)
        if isinstance(there, (str, int, float)) and not isinstance(there, bool):
            assert lines[line - 1][column - 1 :].startswith(json.dumps(there)), at


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_what_is_written_reads_back_as_it_was(value):
    text = dump(value)
    parsed = parse(text)
    if parsed.refusal is not None:
        assert "surrogate" in parsed.refusal.text or any("\ud800" <= c <= "\udfff" for c in text)
        return
    assert parsed.value == value
    assert not parsed.flaws
    assert set(positions(text)) == set(pointers(value))


def pointers(value, at=""):
    yield at
    if isinstance(value, dict):
        for key, item in value.items():
            yield from pointers(item, at + "/" + key.replace("~", "~0").replace("/", "~1"))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from pointers(item, f"{at}/{i}")


@given(st.text() | st.binary() | st.text(alphabet='{}[]",:0123456789.eE+-\\untrfals \n', max_size=60))
def test_no_text_at_all_raises(text):
    parsed = parse(text)
    assert (parsed.value is ABSENT) == (parsed.refusal is not None)
    for flaw in parsed.flaws:
        assert flaw.text and flaw.line >= 1 and flaw.column >= 1
