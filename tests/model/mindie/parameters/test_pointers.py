"""The sections stand where the shipped config.json has them."""

import json

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG


def test_every_section_of_a_profile_is_one_of_the_shipped_file():
    config = json.loads(DEFAULT_CONFIG)
    for name, at in pointers.SECTIONS.items():
        assert isinstance(document.get(config, at), dict), name
        assert at.removesuffix("/0").endswith(f"/{name}")


def test_the_model_is_the_first_of_the_list():
    assert pointers.MODEL == f"{pointers.MODELS}/0"
    assert isinstance(document.get(json.loads(DEFAULT_CONFIG), pointers.MODELS), list)
