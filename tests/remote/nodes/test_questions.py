"""What a node is asked: a script that any bash runs, and a program that looks for its Python."""

import subprocess

import pytest

from mindie_tui.model.deployment import Container, Deployment
from mindie_tui.model.node import Node
from mindie_tui.model.nodes import npu_smi as read
from mindie_tui.remote.nodes import questions
from tests.kit.near import NearLink

MACHINE = ["hostname", "ssh", "boot_id", "uptime", "load", "memory", "addresses", "driver", "firmware", "npu", "hccn"]
CONTAINER = ["arch", "container", "container_status", "image", "containers"]
PORTS = ["hccn_link", "hccn_health", "hccn_tls", "hccn_conf"]


@pytest.mark.parametrize("ports", [False, True])
def test_each_part_of_the_machine_answers_behind_its_mark(ports, tmp_path):
    command, mark = questions.machine_question(Container(engine="none"), ports=ports)
    done = subprocess.run(["bash", "-c", command.text], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    parts = read.sections(done.stdout, mark)
    assert set(parts) - {"end"} == {*MACHINE, *CONTAINER, *(PORTS if ports else ())}
    assert len(parts["boot_id"].strip()) == 36 and parts["container_status"].strip() == "0"


async def test_inside_the_profile_s_weights_are_asked_for_where_no_others_are_named(tmp_path):
    deployment = Deployment(nodes=(Node(name="a"),), parameters={"ModelConfig": {"modelWeightPath": "/data/w"}})
    asked = questions.inside_question(deployment, deployment.nodes[0], questions.Inside(("around",)))
    assert '"weights": "/data/w"' in asked.command.text
    assert (await asked.one(NearLink("a", tmp_path)))["around"]["arch"]
