"""MindIE's shipped config.json."""

import json

from mindie_tui.model.documents import json_text
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG


def test_it_is_the_text_of_the_newest_release_without_a_flaw():
    parsed = json_text.parse(DEFAULT_CONFIG)
    assert parsed.flaws == () and parsed.value == json.loads(DEFAULT_CONFIG)
    assert list(parsed.value)[:1] == ["Version"]
    assert parsed.value["BackendConfig"]["interNodeTLSEnabled"] is True
