"""Documents that nest deeper than Python's own reader follows are read, judged and written as MindIE does it."""

import json

import pytest
from hypothesis import given, strategies as st

from mindie_tui.model.documents import deep_json, json_text
from mindie_tui.model.documents.cpp_values import shown
from mindie_tui.model.documents.document import Edit, compact, dump, edited, get
from mindie_tui.model.finding import as_json
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Site
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import base

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
LEVELS = 20_000


def deep(levels: int, open_: str = "[", close: str = "]") -> str:
    return open_ * levels + ("1" if open_ != "[" else "") + close * levels


@given(values)
def test_a_value_is_written_as_pythons_own_writer_has_it_and_read_back(value):
    for indent in (None, 4):
        text = deep_json.write(value, indent)
        assert text == json.dumps(value, indent=indent, ensure_ascii=False)
        assert deep_json.read(text, 0, 100, int, float) == (value, len(text), False)


@given(values, st.integers(0, 200), st.sampled_from([",", "}", "]", '"', ":", "x", "1", ".", "-", "\\", "\n", "tru"]))
def test_what_is_no_json_is_refused_where_pythons_own_reader_does(value, at, wrong):
    text = json.dumps([value])
    at %= len(text)
    text = text[: at + 1] + wrong + text[at + 1 :]
    try:
        expected = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        expected = error.msg, error.pos
        if error.msg.startswith("Illegal trailing comma"):  # 3.13 and newer name the comma, older ones what follows
            behind = error.pos + 1 + len(text[error.pos + 1 :]) - len(text[error.pos + 1 :].lstrip(" \t\r\n"))
            key = "Expecting property name enclosed in double quotes"
            expected = key if text[behind] == "}" else "Expecting value", behind
    try:
        found = deep_json.read(text, 0, 100, int, float)[:2]
    except json.JSONDecodeError as error:
        found = error.msg, error.pos
    assert found == expected


@pytest.mark.parametrize(("open_", "close"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("where", ["", "/BackendConfig/ModelDeployConfig/ModelConfig/0/models", "/ServerConfig"])
def test_deep_nesting_that_mindie_takes_is_judged_as_if_it_were_not_there(open_, close, where):
    text = dump(edited(base("a3-single")["config"], Edit("replace", f"{where}/ours", "DEEP")))
    text = text.replace('"DEEP"', deep(LEVELS, open_, close))
    judged = judge(artefacts.from_texts(text, site=Site(nodes=("n1",))))
    assert [f.code for f in judged if f.severity == "error"] == []
    for finding in judged:
        json.dumps(as_json(finding))


def test_a_deep_document_is_written_and_read_as_it_was():
    text = '{"first": 1, "deep": ' + deep(LEVELS, '{"a":', "}") + ', "last": [2]}'
    value = json_text.parse(text).value
    assert list(value) == ["first", "deep", "last"]
    again = json_text.parse(dump(edited(value, Edit("replace", "/last/0", 3)))).value
    assert get(again, "/last/0") == 3
    assert compact(again["deep"]) == compact(value["deep"])
    assert len(shown(value)) <= 60


def test_where_mindie_crashes_the_bracket_that_goes_too_far_is_named():
    assert json_text.parse(deep(json_text.DEEPEST)).refusal is None
    refusal = json_text.parse("\n" + deep(json_text.DEEPEST + 1)).refusal
    assert refusal is not None
    assert (refusal.line, refusal.column) == (2, json_text.DEEPEST + 1)
    assert refusal.text.startswith("it nests deeper than 50000 levels")


def test_a_mistake_deep_inside_has_its_line_and_column():
    refusal = json_text.parse("[\n" * 3000 + "1,]" + "]" * 2999).refusal
    assert refusal is not None
    assert (refusal.line, refusal.column) == (3001, 2)
    assert "comma before the closing bracket" in refusal.text
    duplicate = json_text.parse('{"a":' * 3000 + '{"b":1,\n"b":2}' + "}" * 3000)
    assert [(f.kind, f.line) for f in duplicate.flaws] == [("duplicate", 2)]
