"""Places by their names, and fixes with their labels."""

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.finding import Place
from mindie_tui.model.vllm_ascend.rules.rule import change, changes, hit_at, place, some


def test_a_name_is_a_place():
    assert place("--tensor-parallel-size") == Place("arguments", "/tensor-parallel-size")
    assert place("--speculative-config/method") == Place("arguments", "/speculative-config/method")
    assert place("$VLLM_PORT") == Place("environment", "/VLLM_PORT")
    assert place("eplb_config/dynamic_eplb") == Place("additional_config", "/eplb_config/dynamic_eplb")
    assert place("") == Place("additional_config", "")


def test_labels_are_what_is_typed():
    assert change("--tensor-parallel-size", 4).label == "--tensor-parallel-size 4"
    assert change("--enable-chunked-prefill", True).label == "--enable-chunked-prefill"
    assert change("--enable-chunked-prefill", False).label == "--no-enable-chunked-prefill"
    assert change("--speculative-config/method", "mtp").label == 'method = "mtp"'
    assert change("$DYNAMIC_EPLB", "true").label == "DYNAMIC_EPLB = true"
    assert changes({"a": ABSENT, "b": 1}).label == "without a, b = 1"


def test_the_edits_stand_in_one_document():
    fix = changes({"a": ABSENT, "g/b": 1})
    assert fix.file == "additional_config"
    assert [(edit.op, edit.pointer) for edit in fix.edits] == [("remove", "/a"), ("replace", "/g/b")]


def test_fixes_that_are_there():
    assert some(None, change("a", 1), change("a", 1)) == (change("a", 1),)


def test_a_hit_without_places_takes_those_of_its_rule():
    assert hit_at(n=1).places == () and hit_at("a", n=1).values == {"n": 1}
