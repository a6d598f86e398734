"""The profiles that demo fleets hand over are whole, and nothing in them is refused."""

from pathlib import Path

import pytest

from mindie_tui.demo.disk.fleet_profiles import mindie_profile, vllm_profile
from mindie_tui.model.engines import engine_of
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
