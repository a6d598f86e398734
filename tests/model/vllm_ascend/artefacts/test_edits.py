"""What typing and fixes do to a profile of vLLM-Ascend."""

from mindie_tui.model.documents.document import Edit
from mindie_tui.model.finding import Fix
from mindie_tui.model.vllm_ascend.artefacts.edits import with_fix, with_value
from tests.kit.serve_profiles import serve_profile

START = serve_profile(
    serve={"no-enable-prefix-caching": True},
    additional_config={"eplb_config": {"dynamic_eplb": True}},
    environment={"HCCL_BUFFSIZE": "200"},
)


def test_each_document_has_its_section():
    put = lambda file, at, value: with_value(START, file, Edit("replace", at, value))  # noqa: E731
    assert put("arguments", "/port", 80).serve["port"] == 80
    assert put("arguments", "/speculative-config/method", "mtp").speculative_config == {"method": "mtp"}
    assert put("additional_config", "/eplb_config/x", 1).additional_config["eplb_config"]["x"] == 1
    assert put("environment", "/HCCL_BUFFSIZE", 512).environment == {"HCCL_BUFFSIZE": "512"}
    assert put("profile", "/environment_from/-", "TOKEN").environment_from == ("TOKEN",)
    assert put("profile", "/bench/node", "b").bench.node == "b"
    assert put("profile", "/environment/A", "1").environment["A"] == "1"
    assert put("elsewhere", "/x", 1) == START


def test_the_opposite_form_gives_way():
    changed = with_value(START, "arguments", Edit("replace", "/enable-prefix-caching", True)).serve
    assert changed["enable-prefix-caching"] is True and "no-enable-prefix-caching" not in changed


def test_what_is_taken_out_leaves_no_empty_group_behind():
    gone = with_value(START, "additional_config", Edit("remove", "/eplb_config/dynamic_eplb"))
    assert gone.additional_config == {}
    assert with_value(START, "arguments", Edit("remove", "/port")) == START


def test_all_edits_of_a_fix_are_done():
    fix = Fix("x", (Edit("replace", "/port", 1), Edit("remove", "/tensor-parallel-size")), "arguments")
    assert with_fix(START, fix).serve["port"] == 1 and "tensor-parallel-size" not in with_fix(START, fix).serve
