"""Arguments, keys and variables of vLLM-Ascend as fields."""

from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.vllm_ascend.parameter_fields import own_field, section_fields, serve_fields, variable_fields


def test_each_place_is_declared_once_and_means_something_in_both_languages():
    fields = [*serve_fields(), *section_fields(), *variable_fields()]
    places = [(one.file, one.pointer) for one in fields]
    assert len(places) == len(set(places)) > 350
    assert [one.pointer for one in fields if not one.en or not one.zh or one.kind.describe() == ""] == []


def test_each_default_can_be_shown_and_typed_again():
    def again(one):
        return one.kind.parse(one.kind.show(one.default))

    fields = [one for one in (*serve_fields(), *section_fields()) if one.default is not ABSENT]
    assert [one.pointer for one in fields if again(one) != one.default] == []


def test_the_arguments_that_matter_come_first():
    assert [one.name for one in serve_fields()[:3]] == ["model", "tensor-parallel-size", "pipeline-parallel-size"]
    assert "additional-config" not in {one.name for one in serve_fields()}


def test_what_nobody_declared_has_a_place_too():
    places = {
        ("serve", "x"): ("arguments", "/x"),
        ("compilation_config", "pass_config.x"): ("arguments", "/compilation-config/pass_config/x"),
        ("additional_config", "a.b"): ("additional_config", "/a/b"),
        ("environment", "X"): ("environment", "/X"),
    }
    found = {key: own_field(*key) for key in places}
    assert {key: (one.file, one.pointer) for key, one in found.items()} == places
