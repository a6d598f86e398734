"""What the workers read for a family of models."""

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import models


def test_every_key_stands_below_models_and_a_start_refuses_none():
    for field in models.FIELDS:
        assert field.pointer.startswith(f"{pointers.MODEL}/models/") and field.section == "models"
        assert not field.required and field.kind.wrong("anything") is None


def test_what_is_typed_is_json_of_its_type_or_text():
    of = {field.name: field.kind for field in models.FIELDS}
    assert of["ep_level"].parse("2") == 2
    assert of["enable_nz"].parse("true") is True and of["enable_nz"].parse("yes") == "yes"
    assert of["expert_map_file"].parse("/data/map.json") == "/data/map.json"
    assert of["alltoall_ep_buffer_scale_factors"].parse("[[1, 2.0]]") == [[1, 2.0]]
