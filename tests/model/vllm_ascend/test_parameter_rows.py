"""vLLM-Ascend's parameters as rows of a table."""

from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.model.finding import Fix
from mindie_tui.model.vllm_ascend.engine import VLLM_ASCEND
from mindie_tui.model.vllm_ascend.parameter_rows import PARAMETERS
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile

PROFILE = serve_profile(
    HEAD, WORKER, serve={"no-enable-prefix-caching": True, "my-own": 3},
    additional_config={"eplb_config": {"dynamic_eplb": True, "mine": 1}}, environment={"MY_OWN": "1"},
    compilation_config={"pass_config": {"enable_sp": True}},
)  # fmt: skip
MADE = VLLM_ASCEND.documents(PROFILE, FACTS)


def rows(profile=PROFILE, own=()):
    found = PARAMETERS.rows(MADE, {}, profile, own)
    return {f"{row.field.file}#{row.field.pointer}": row for many in found.values() for row in many}


def test_each_row_has_the_default_and_what_the_profile_says():
    found = rows()
    size = found["arguments#/data-parallel-size"]
    assert (size.original, size.new, size.given) == (1, 4, True)
    port = found["arguments#/port"]
    assert (port.original, port.new, port.given) == (8000, 8000, False)
    assert found["arguments#/enable-prefix-caching"].new is False
    assert found["environment#/HCCL_IF_IP"].new == "10.0.0.1" and not found["environment#/HCCL_IF_IP"].given


def test_what_nobody_declared_has_a_row_too():
    found = rows()
    keys = ("arguments#/my-own", "additional_config#/eplb_config/mine", "environment#/MY_OWN",
            "arguments#/compilation-config/pass_config/enable_sp")  # fmt: skip
    assert [found[key].given for key in keys] == [True] * 4
    (own,) = PARAMETERS.own("serve.new-one")
    assert rows(own=[own])["arguments#/new-one"].new is ABSENT


def test_what_is_typed_and_fixed_becomes_a_value_of_the_profile():
    size = rows()["arguments#/data-parallel-size"].field
    changed = PARAMETERS.with_value(PROFILE, MADE, "arguments", Edit("replace", size.pointer, 8))
    assert PARAMETERS.given_value(changed, size) == 8
    fix = Fix("x", (Edit("remove", size.pointer),), "arguments")
    assert PARAMETERS.given_value(PARAMETERS.with_fix(PROFILE, MADE, fix), size) is ABSENT


def test_the_commands_are_shown_an_argument_a_line():
    before, after = PARAMETERS.texts(MADE, {})
    assert before == "" and "# a3-02\nvllm serve /models/M\n" in after and "\n  --data-parallel-size 4\n" in after
    assert PARAMETERS.base_name(MADE) == "the defaults of vLLM-Ascend 0.23.0"


def test_names_that_nobody_declared_are_offered_where_they_look_like():
    assert [f.section for f in PARAMETERS.own("a-b")] == ["serve", "additional_config"]
    assert [f.section for f in PARAMETERS.own("a_b")] == ["additional_config", "serve"]
    assert [f.section for f in PARAMETERS.own("A_B")] == ["environment"]


def test_the_parallel_sizes_are_said_in_words():
    assert PARAMETERS.shape(MADE) == "dp 4 x tp 8"
    assert PARAMETERS.shape(VLLM_ASCEND.documents(serve_profile(serve={"data-parallel-size": 1}))) == "tp 8"
    assert PARAMETERS.beside(MADE) == () and not PARAMETERS.layouts
