"""AISBench's settings: what it refuses is known before it runs."""

import pytest

from mindie_tui.model.bench.aisbench.settings import GENERATION, SETTINGS, complaint, setting
from mindie_tui.model.documents.document import ABSENT


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("host_ip", "mindie.example", "'mindie.example' is no IPv4 or IPv6 address; AISBench resolves no names"),
        ("host_ip", "10.0.0.1", None),
        ("host_ip", "localhost", None),
        ("host_port", 0, "must be a whole number from 1 to 65535; found 0"),
        ("request_rate", 0.5, None),
        ("request_rate", -1, "must be a number from 0 to 64000; found -1"),
        ("traffic_cfg", "fast", 'must be a mapping, such as {temperature: 0.5}; found "fast"'),
        ("path", 5, "must be text; found 5"),
        ("unheard_of", object, None),
    ],
)
def test_a_value_that_aisbench_refuses_is_named(name, value, says):
    assert complaint(name, value) == says


def test_null_is_a_seed_of_its_own_and_no_temperature():
    assert complaint("seed", None, "generation_kwargs") is None
    assert complaint("temperature", None, "generation_kwargs").startswith("must be a number of at least 0")


def test_a_key_that_is_not_known_takes_any_json():
    own = setting("mine")
    assert (own.name, own.part, own.default) == ("mine", "settings", ABSENT) and own.complaint([1]) is None


def test_each_setting_stands_once_with_both_languages():
    every = (*SETTINGS, *GENERATION)
    assert len({(one.part, one.name) for one in every}) == len(every)
    assert all(one.en.endswith(".") and any("\u4e00" <= c <= "\u9fff" for c in one.zh) for one in every)
