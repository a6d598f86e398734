"""The engine, its NPUs and what goes between the nodes."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.config_json import backend
from tests.kit.parameters import takes


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("backendName", "mindieservice_llm_engine", True),
        ("backendName", "Engine", False),
        ("backendName", "a" * 51, False),
        ("modelInstanceNumber", 11, False),
        ("npuDeviceIds", [[0, 1]], True),
        ("npuDeviceIds", "0,1", False),
        ("tokenizerProcessNumber", 32, True),
        ("kvPoolConfig/backend", "redis", False),
        ("kvPoolConfig/configPath", "x" * 501, False),
    ],
)
def test_a_value_that_mindie_takes_is_taken_and_no_other(name, value, good):
    assert takes(backend.FIELDS, f"{pointers.BACKEND}/{name}", value) is good


def test_the_certificates_between_the_nodes_are_on_unless_somebody_turns_them_off():
    tls = next(field for field in backend.FIELDS if field.name == "interNodeTLSEnabled")
    assert tls.required and tls.default is True
