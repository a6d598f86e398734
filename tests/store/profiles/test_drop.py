"""`drop` takes a key out of what a profile extends, and what no profile gives out of the master's own config.json."""

import json

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import ABSENT, get
from mindie_tui.model.errors import ProfileError
from mindie_tui.model.mindie.artefacts import artefacts
from mindie_tui.model.mindie.artefacts.config_json import dropped_at
from mindie_tui.model.mindie.artefacts.edits import with_fix
from mindie_tui.model.mindie.parameters.pointers import MODEL
from mindie_tui.model.mindie.rules.judge import judge
from mindie_tui.model.node import Facts
from mindie_tui.store.profiles import load as profiles, save as profile_save
from tests.kit.judged import base


def written(folder, name, text):
    path = folder / f"{name}.yaml"
    path.write_text("mindie-tui: 1\n" + text)
    return path


def of(deployment, **more):
    """The config.json over a master's own, which holds a key of its owner."""
    config = base("a3-single")["config"]
    config["ServerConfig"] |= {"ours": 1, "a.b": {"c": 2}, **more}
    config["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]["torch_dtype"] = "float16"
    fact = Facts(node="a", ip="10.0.0.1", config_text=json.dumps(config))
    return artefacts.of(deployment, {"a": fact})


def test_a_profile_takes_a_key_out_of_the_masters_own_file(tmp_path):
    text = "nodes: [{name: a, host: a}]\ndrop: [parameters.ServerConfig.ours, parameters.ModelConfig.torch_dtype]\n"
    loaded = profiles.load(str(written(tmp_path, "p", text))).deployment
    made = of(loaded)
    assert get(made.config, "/ServerConfig/ours") is ABSENT and get(made.config, f"{MODEL}/torch_dtype") is ABSENT
    assert made.idle_drops == () and '"ours"' not in made.config_text


def test_what_it_extends_goes_first_and_the_base_stands_again(tmp_path):
    """As before: what a profile extends is taken back, and the master's own value stands."""
    written(tmp_path, "low", "nodes: [{name: a, host: a}]\nparameters: {ServerConfig: {ours: 2}}\n")
    once = written(tmp_path, "once", "extends: ./low.yaml\ndrop: [parameters.ServerConfig.ours]\n")
    loaded = profiles.load(str(once)).deployment
    assert loaded.drop == () and get(of(loaded).config, "/ServerConfig/ours") == 1
    item = "parameters.ServerConfig.ours"
    twice = profiles.load(str(written(tmp_path, "twice", f"extends: ./low.yaml\ndrop: [{item}, {item}]\n"))).deployment
    assert twice.drop == (item,) and get(of(twice).config, "/ServerConfig/ours") is ABSENT


def test_what_is_dropped_is_inherited_and_may_be_given_again(tmp_path):
    written(tmp_path, "low", "nodes: [{name: a, host: a}]\ndrop: [parameters.ServerConfig.ours]\n")
    high = written(tmp_path, "high", "extends: ./low.yaml\ndrop: [parameters.ModelConfig.torch_dtype]\n"
                                     "parameters: {ServerConfig: {ours: 7}}\n")  # fmt: skip
    loaded = profiles.load(str(high)).deployment
    assert loaded.drop == ("parameters.ServerConfig.ours", "parameters.ModelConfig.torch_dtype")
    assert get(of(loaded).config, "/ServerConfig/ours") == 7


@pytest.mark.parametrize(
    ("path", "pointer"),
    [("parameters.ServerConfig.ours", "/ServerConfig/ours"), ("parameters.ServerConfig.a.b.c", "/ServerConfig/a.b/c"),
     ("parameters.ServerConfig.a.b", "/ServerConfig/a.b"), ("parameters.LogConfig", "/LogConfig"),
     ("parameters.ModelConfig.dp", f"{MODEL}/dp"), ("parameters.Version", "/Version"),
     ("parameters.ServerConfig.nothing", None), ("parameters.nothing.at.all", None)],
)  # fmt: skip
def test_a_path_names_a_place_of_config_json(path, pointer):
    config = {"Version": "1", "LogConfig": {}, "ServerConfig": {"ours": 1, "a.b": {"c": 2}}}
    config["BackendConfig"] = {"ModelDeployConfig": {"ModelConfig": [{"dp": 1}]}}
    assert dropped_at(config, path) == pointer


def test_what_is_not_there_is_a_note_and_what_is_no_parameter_is_refused(tmp_path):
    loaded = profiles.load(str(written(tmp_path, "p", "drop: [parameters.ServerConfig.nothing]\n"))).deployment
    assert [f.severity for f in judge(of(loaded)) if f.code == "advice.drop"] == ["note"]
    with pytest.raises(ProfileError, match="there is no `extends`"):
        profiles.load(str(written(tmp_path, "q", "drop: [environment.X]\n")))
    with pytest.raises(ProfileError, match="must contain paths"):
        profiles.load(str(written(tmp_path, "r", "drop: [{a: 1}]\n")))


def test_it_is_saved_and_read_again(tmp_path):
    written(tmp_path, "low", "nodes: [{name: a, host: a}]\nparameters: {ServerConfig: {port: 2000}}\n")
    path = written(tmp_path, "high", "extends: ./low.yaml\n")
    loaded = profiles.load(str(path))
    changed = loaded.deployment.model_copy(update={"drop": ("parameters.ServerConfig.ours",), "parameters": {}})
    profile_save.save(changed, path, loaded=loaded)
    again = profiles.load(str(path)).deployment
    assert again.drop == changed.drop and again.parameters == {}
    alone = Deployment(drop=("parameters.ServerConfig.ours",))
    text = tmp_path / "alone.yaml"
    text.write_text(profile_save.resolved_text(alone))
    assert profiles.load(str(text)).deployment.drop == alone.drop


def test_the_fix_of_a_key_that_the_master_has_takes_it_out():
    made = of(Deployment(nodes=()).model_copy(update={"nodes": (artefacts.Node(name="a", host="a"),)}))
    finding = next(f for f in judge(made) if f.code == "advice.no_effect")
    fixed = with_fix(Deployment(nodes=(artefacts.Node(name="a", host="a"),)), made.config, finding.fixes[0])
    assert fixed.drop == ("parameters.ModelConfig.torch_dtype",)
    assert not [f for f in judge(of(fixed)) if f.code == "advice.no_effect"]
