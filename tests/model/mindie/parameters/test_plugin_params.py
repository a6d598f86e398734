"""The keys inside the text of plugin_params."""

import json

from mindie_tui.model.documents.document import Edit
from mindie_tui.model.mindie.parameters.plugin_params import AT, FIELDS, edited, is_inside, keys

TEXT = json.dumps({"plugin_type": "mtp", "num_speculative_tokens": 1}, separators=(",", ":"))


def config(text):
    return {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"plugin_params": text}]}}}


def test_a_text_that_holds_an_object_has_keys_and_any_other_has_none():
    assert keys(config(TEXT)) == {"plugin_type": "mtp", "num_speculative_tokens": 1}
    assert keys(config({"plugin_type": "la"})) == {"plugin_type": "la"}
    assert keys(config("{mtp")) == keys(config("[1]")) == keys({}) == {}


def test_a_key_is_changed_inside_the_text():
    edit = edited(config(TEXT), Edit("replace", f"{AT}/num_speculative_tokens", 2))
    assert edit == Edit("replace", AT, '{"plugin_type":"mtp","num_speculative_tokens":2}')


def test_the_text_goes_with_its_last_key():
    assert edited(config('{"plugin_type":"mtp"}'), Edit("remove", f"{AT}/plugin_type")) == Edit("remove", AT)


def test_every_field_stands_inside():
    assert all(is_inside(field.pointer) for field in FIELDS) and not is_inside(AT)
