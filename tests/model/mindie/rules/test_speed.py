"""The rules take a time that grows with the size of the documents alone, whatever stands in them."""

import json
from time import process_time

import pytest

from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.artefacts import Artefacts
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.model.mindie.rules.judge import RULES, judge
from mindie_tui.model.mindie.rules.reads import PARTS, reads
from mindie_tui.model.mindie.rules.service_view import Service
from mindie_tui.model.mindie.rules.spelling import nearest, one_slip
from tests.kit.judged import fleet, made

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


def test_a_rule_reads_no_more_than_its_code_says():
    """What a fix leaves is judged by those rules alone that read what it changes, so nothing may be read unseen."""

    class Reading(Service):
        seen: set[str]

        def __getattribute__(self, name):
            if name in PARTS:
                object.__getattribute__(self, "seen").add(name)
            return object.__getattribute__(self, name)

    changes = {"dp": 2, "tokenTimeout": "600", "cp": 2, "plugin_params": '{"plugin_type":"mtp"}', "pp": 2}
    for judged in (made("a3-double", changes, env={"HOST_IP": "10.0.0.2"}), made("a3-single", changes), fleet(3, 2)):
        whole = Service(judged)
        whole.hits()
        reading = Reading.__new__(Reading)
        reading.seen = set()
        for name in PARTS:
            object.__setattr__(reading, name, getattr(whole, name))
        for rule in RULES:
            reading.seen = set()
            list(rule.findings(reading))
            assert reading.seen <= reads(rule.run), rule.code


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [("MINDIE_LOG_LEVLE", "MINDIE_LOG_LEVEL", True), ("HCCL_BUFSIZE", "HCCL_BUFFSIZE", True),
     ("rank_table_file", "RANK_TABLE_FILE", True), ("RANKTABLEFILE", "RANK_TABLE_FILE", True),
     ("HCCL_ALGOS", "HCCL_ALGO", True), ("HCCL_ALGA", "HCCL_ALGO", True),
     ("ATB_LLM_LCOC_ENABLE", "ATB_LLM_HCCL_ENABLE", False), ("HCCL_SOCKET_FAMILY", "HCCL_SOCKET_IFNAME", False),
     ("tp", "dp", False)],
)  # fmt: skip
def test_one_slip_of_the_hand_is_one_letter(one, other, alike):
    assert one_slip(one, other) is alike and one_slip(other, one) is alike


def test_the_nearest_known_name_is_found_by_case_letters_and_length():
    known = frozenset(("maxLinkNum", "maxSeqLen", "tp", "dp", "maxPrefillTokens"))
    assert nearest("max_link_num", known) == "maxLinkNum"
    assert nearest("maxPrefilToken", known) == "maxPrefillTokens"
    assert nearest("tpp", known) is None and nearest("unheardOf", known) is None
