"""MindIE's parameters as rows of a table."""

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.model.mindie.engine import MINDIE
from mindie_tui.model.mindie.parameter_rows import PARAMETERS

DEPLOYMENT = Deployment(parameters={"ModelConfig": {"dp": 2, "tp": 8}}, environment={"MY_OWN": "1"})
MADE = MINDIE.documents(DEPLOYMENT)
BASE = PARAMETERS.base(DEPLOYMENT, None, None)


def test_each_row_has_what_it_was_and_what_it_will_be():
    rows = PARAMETERS.rows(MADE, BASE, DEPLOYMENT, ())
    found = {row.field.name: row for many in rows.values() for row in many}
    assert (found["dp"].new, found["dp"].given) == (2, True) and not found["modelName"].given
    assert found["MY_OWN"].new == "1" and found["maxSeqLen"].original == found["maxSeqLen"].new


def test_the_file_to_start_from_is_the_given_one():
    assert PARAMETERS.base(DEPLOYMENT, None, '{"a": 1}') == {"a": 1} and PARAMETERS.base(DEPLOYMENT, None, "{") == {}
    assert PARAMETERS.base_name(MADE) == "MindIE's default config.json"
    before, after = PARAMETERS.texts(MADE, {})
    assert before == "{}\n" and '"dp": 2' in after


def test_what_is_typed_becomes_a_value_of_the_profile():
    field = next(r.field for r in PARAMETERS.rows(MADE, BASE, DEPLOYMENT, ())["ModelConfig"] if r.field.name == "dp")
    changed = PARAMETERS.with_value(DEPLOYMENT, MADE, "config.json", Edit("replace", field.pointer, 4))
    assert PARAMETERS.given_value(changed, field) == 4
    assert PARAMETERS.given_value(Deployment(), field) is ABSENT


def test_a_name_that_nobody_declared_may_stand_in_each_section():
    assert [f.file for f in PARAMETERS.own("MY_VARIABLE")] == ["environment"]
    assert [f.pointer for f in PARAMETERS.own("ServerConfig.x")] == ["/ServerConfig/x"]
    assert len(PARAMETERS.own("x")) > 3


def test_the_parallel_sizes_are_said_in_words():
    assert "dp 2" in PARAMETERS.shape(MADE) and PARAMETERS.layouts and PARAMETERS.rewrites
