"""The profiles that demo fleets hand over are whole, and nothing in them is refused."""

from pathlib import Path

import pytest

from mindie_tui.demo.disk.fleet_profiles import mindie_profile, node_count, vllm_profile
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.engines import engine_of
from mindie_tui.model.node import Node
from mindie_tui.store.profiles.load import load


@pytest.mark.parametrize("text_of", [mindie_profile, vllm_profile])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_it_is_a_profile_without_an_error(tmp_path, text_of, count):
    nodes = tuple((f"a3-0{k}", f"10.0.0.{k}") for k in range(1, count + 1))
    path = tmp_path / "p.yaml"
    path.write_text(text_of(Path("/demo"), Path("/demo/weights/m"), nodes))
    profile = load(str(path)).deployment
    assert [node.name for node in profile.nodes] == [name for name, _ in nodes]
    engine = engine_of(profile)
    made = engine.with_devices(engine.documents(profile), 16)
    assert [f.code for f in engine.judge(made) if f.severity == "error"] == []


def test_a_profile_asks_for_as_many_nodes_as_it_names_or_its_layout_takes():
    asked = {"a3-single": 1, "a3-double": 2, "deepseek-v3.1-4xa2": 2, "qwen3-32b-a2": 1}
    assert {name: node_count(load(name).deployment) for name in asked} == asked
    assert node_count(Deployment(nodes=tuple(Node(name=name) for name in "abc"))) == 3
