"""A config.json made ready for the rules."""

import json

import pytest

from mindie_tui.headless.documents.config_document import read_config
from mindie_tui.headless.documents.given import Given
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.judge import judge

TEXT = json.dumps(json.loads(DEFAULT_CONFIG), indent=1)


def given(*sets, text=TEXT, **more):
    return Given("c.json", text.encode(), sets=sets, **more)


def test_what_is_set_is_judged_and_shown_where_it_stands_in_the_file():
    document = read_config(given("port=80"))
    found = next(one for one in judge(document.artefacts) if one.places[0].pointer.endswith("/port"))
    line = 1 + TEXT[: TEXT.index('"port"')].count("\n")
    assert document.where(found).startswith(f"c.json:{line}:")
    assert document.about == "c.json: a config.json"


def test_nodes_and_npus_of_the_line_stand_for_a_fleet():
    site = read_config(given(nodes=2, devices_per_node=16)).artefacts.site
    assert site.nodes == ("node 1", "node 2") and site.devices_per_node == 16


@pytest.mark.parametrize(
    ("one", "words"),
    [("dp", "has no value"), ("nonsens=1", "nonsens"), ("rank_table.server_count=1", "there is no rank table")],
)
def test_what_cannot_be_set_is_a_wrong_line(one, words):
    with pytest.raises(CommandLineError, match=words):
        read_config(given(one))
