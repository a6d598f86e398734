"""A value by its pointer goes to its place in the profile."""

from mindie_tui.model.documents import document
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.mindie.artefacts import artefacts as art, edits
from mindie_tui.model.mindie.parameters import pointers
from tests.kit.plays import deployment, facts

MODEL = pointers.MODEL


def test_a_value_goes_to_its_section_of_the_profile():
    value, config = deployment(2), art.of(deployment(2)).config
    for pointer, new, section, path in (
        (MODEL + "/dp", 2, "ModelConfig", "/dp"),
        (pointers.SERVER + "/port", 1, "ServerConfig", "/port"),
        (MODEL + "/models/deepseekv2/ep_level", 2, "ModelConfig", "/models/deepseekv2/ep_level"),
        ("/BackendConfig/ModelDeployConfig/maxSeqLen", 9, "ModelDeployConfig", "/maxSeqLen"),
        ("/BackendConfig/ScheduleConfig/maxIterTimes", 9, "ScheduleConfig", "/maxIterTimes"),
    ):
        made = edits.with_value(value, config, "config.json", Edit("replace", pointer, new))
        assert document.get(made.parameters[section], path) == new
        assert document.get(art.of(made).config, pointer) == new
    assert edits.with_value(value, config, "config.json", Edit("replace", "/Version", "2")).parameters["Version"] == "2"


def test_inside_a_list_the_whole_list_is_given():
    value = deployment(1)
    config = art.of(value, {"a3-01": facts("a3-01")}).config
    made = edits.with_value(value, config, "config.json", Edit("replace", "/BackendConfig/npuDeviceIds/0", [0, 1]))
    assert made.parameters["BackendConfig"]["npuDeviceIds"] == [[0, 1]]


def test_taking_away_the_last_value_takes_the_section():
    value = deployment(2)
    config = art.of(value).config
    made = edits.with_value(value, config, "config.json", Edit("remove", "/BackendConfig/interNodeTLSEnabled"))
    assert "BackendConfig" not in made.parameters
    same = edits.with_value(made, config, "config.json", Edit("remove", "/BackendConfig/interNodeTLSEnabled"))
    assert same.parameters == made.parameters
