"""Profiles of a second engine: read strictly, saved as they were, changed by --set."""

import pytest

from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.store.profiles.load import load
from mindie_tui.store.profiles.save import save
from mindie_tui.store.profiles.sets import with_sets

TEXT = """\
mindie-tui: 1
engine: vllm-ascend
nodes: [{name: a}, {name: b}]
serve:
  model: /models/M   # the weights
  data-parallel-size: 4
  enable-prefix-caching: false
environment: {HCCL_BUFFSIZE: 1024}
additional_config: {enable_flashcomm1: true}
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "p.yaml").write_text(TEXT)
    return tmp_path / "p.yaml"


def test_it_is_read_and_saved_with_its_comments(path):
    profile = load(str(path))
    assert profile.deployment.serve["data-parallel-size"] == 4
    assert profile.deployment.environment == {"HCCL_BUFFSIZE": "1024"}
    changed = with_sets(profile.deployment, ["data-parallel-size=8", "enable_flashcomm1=false", "serve.port=80"])
    saved = save(changed, path, loaded=profile)
    assert saved.deployment.serve == {
        "model": "/models/M", "data-parallel-size": 8, "enable-prefix-caching": False, "port": 80,
    }  # fmt: skip
    assert saved.deployment.additional_config == {"enable_flashcomm1": False}
    assert "# the weights" in path.read_text()


def test_what_extends_it_holds_the_difference_only(path):
    over = path.with_name("over.yaml")
    over.write_text("mindie-tui: 1\nextends: ./p.yaml\ndrop: [serve.enable-prefix-caching]\nserve: {port: 80}\n")
    assert load(str(over)).deployment.serve == {"model": "/models/M", "data-parallel-size": 4, "port": 80}


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("serve: {tp: 4}", ":4:9: serve.tp: is not written as vllm serve --config has it; write tensor-parallel-size"),
        ("serve: {headless: true}", ":4:9: serve.headless: differs from node to node"),
        ("parameters: {ModelConfig: {dp: 2}}", ":4:1: parameters: is for MindIE, and this profile is for vLLM-Ascend"),
        ("max-model-len: 4", ":4:1: max-model-len: is not a key here; write it under serve:"),
        ("serve: [1]", ":4:8: serve: must be a mapping"),
        ("vllm_ascend: new", "vllm_ascend"),
    ],
)
def test_it_is_read_strictly(path, line, says):
    path.write_text("\n".join([*TEXT.splitlines()[:3], line, ""]))
    with pytest.raises(ProfileError) as refused:
        load(str(path))
    assert says in str(refused.value)


def test_the_other_engine_does_not_take_its_sections(path):
    path.write_text("mindie-tui: 1\nserve: {port: 80}\n")
    with pytest.raises(ProfileError, match="is for vLLM-Ascend, and this profile is for MindIE; write `engine: vllm"):
        load(str(path))


def test_set_takes_no_key_of_another_place(path):
    with pytest.raises(CommandLineError, match="has a section of its own"):
        with_sets(load(str(path)).deployment, ['serve.additional-config={"a": 1}'])
