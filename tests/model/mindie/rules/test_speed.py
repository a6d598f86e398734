"""The rules take a time that grows with the size of the documents alone, whatever stands in them."""

import json
from time import process_time

import pytest

from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.judge import judge
from tests.kit.judged import fleet

GENEROUS_S = 3.0
"""Of this process, so that other programs do not count: many times what it takes (0.1 s), a tenth and less of what
it took."""


def took(judged: Artefacts) -> float:
    start = process_time()
    assert judge(judged)
    return process_time() - start


def with_keys(*names: str) -> Artefacts:
    config = json.loads(DEFAULT_CONFIG)
    config["ServerConfig"] |= {name: i for i, name in enumerate(names)}
    return artefacts.from_texts(json.dumps(config))


@pytest.mark.parametrize("name", ["unheardOf{}", "maxLinkNu{}", "httpsEnable{}d", "k{}"])
def test_a_thousand_unknown_keys_cost_a_thousand_times_one(name):
    judged = with_keys(*(name.format(i) for i in range(1000)))
    assert took(judged) < GENEROUS_S
    fixes = [f.fixes for f in judge(judged) if f.code == "advice.unknown_key"]
    assert len(fixes) == 1000 and all(fixes), "each unknown key can be taken out"


def test_sixty_nodes_with_the_same_device_addresses_are_judged_at_once():
    judged = fleet(60, 16)
    assert took(judged) < GENEROUS_S
    beyond = [f.text for f in judge(judged) if f.code == "start.devices"]
    assert beyond == ["rank table: 448 of 960 devices have a rank_id above 511, the highest that MindIE takes"], (
        "one sentence, not one for each device"
    )


@pytest.mark.parametrize("alike", [{"device_id": "7"}, {"rank_id": "x"}, {"device_ip": "no"}, {"rank_id": "3"}])
def test_a_table_in_which_every_device_is_wrong_is_judged_at_once(alike):
    assert took(fleet(60, 16, **alike)) < GENEROUS_S
