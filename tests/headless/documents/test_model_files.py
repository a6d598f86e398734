"""What is read of a model's folder."""

import json

import pytest

from mindie_tui.headless.documents.model_files import model_files
from mindie_tui.model.errors import ProfileError


def test_a_folder_of_weights(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "qwen3"}')
    (tmp_path / "quant_model_description.json").write_text('{"model_quant_type": "W8A8"}')
    (tmp_path / "a-00001.safetensors").write_bytes(b"x" * 7)
    made = model_files(str(tmp_path))
    assert made.config == {"model_type": "qwen3"} and made.description == {"model_quant_type": "W8A8"}
    assert (made.bytes, made.name) == (7, tmp_path.name)


def test_a_configuration_alone(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"model_type": "qwen3"}))
    made = model_files(str(path))
    assert (made.name, made.description, made.bytes) == ("mine", None, None)


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", '{"a": NaN}'])
def test_what_is_no_object_is_refused_by_its_place(tmp_path, text):
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(ProfileError, match="config.json"):
        model_files(str(tmp_path))


def test_a_folder_without_a_configuration_is_refused(tmp_path):
    with pytest.raises(ProfileError, match="cannot be read"):
        model_files(str(tmp_path))
