"""on_node/probe.py: one answer per part that is asked for."""

from __future__ import annotations

import json

import pytest

from mindie_tui.remote.transport.node_program import program
from tests.kit.near import NearLink

ASKED = {
    "ascend": "/no/such/ascend",
    "weights": "",
    "ports": [["endpoint.port", 0]],
    "ip": "127.0.0.1",
    "tokenizer": ["/no/such", "x"],
}


@pytest.fixture
def link(tmp_path):
    return NearLink("a3-01", tmp_path)


async def test_each_part_is_answered_also_where_there_is_no_mindie(link):
    parts = ["facts", "ports", "write", "around", "bench", "services"]
    answers = await program("probe", json.dumps({**ASKED, "ask": parts})).ask(link)
    assert [list(answer) for answer in answers] == [[part] for part in parts]
    (facts, ports, write, around, bench, services) = (answer[part] for answer, part in zip(answers, parts, strict=True))
    assert facts["home"] == str(link.home) and facts["python_version"][0] == 3 and facts["addresses"]
    assert ports == [{"name": "endpoint.port", "port": 0, "free": True}]
    assert write["writable"] is False and around["arch"]
    assert bench == {"path": "/no/such", "there": False}
    assert services == {"ours": [], "others": [], "ended": [], "lock": None}


async def test_a_part_that_fails_is_an_error_beside_the_others(link):
    asked = {**ASKED, "ask": ["facts", "ports"], "weights": "no absolute path"}
    facts, ports = await program("probe", json.dumps(asked)).ask(link)
    assert "No such file" in facts["facts"]["error"] and ports["ports"]
