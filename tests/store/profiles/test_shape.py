"""From a YAML tree to a deployment: each refusal in one sentence, with what to write."""

import pytest

from mindie_tui.model.errors import ProfileError
from mindie_tui.store.profiles import shape
from mindie_tui.store.yaml import loader


def deployment(text):
    tree = loader.parse(text, "p.yaml")
    return shape.deployment(loader.value(tree, as_text=shape.is_environment), tree)


@pytest.mark.parametrize(
    ("text", "line", "what", "do"),
    [
        ("nodez: []", 1, "is not a key here", "did you mean `nodes`?"),
        ("a: 1\nnodes: 5", 1, "is not a key here", "keys are"),
        ("nodes: 5", 1, "must be a list, not 5", "write - {name"),
        ("nodes:\n- {host: x}", 2, "needs `name`", "write `name"),
        ("container: {engine: dokcer}", 1, "cannot be dokcer", "did you mean docker?"),
        ("notes: 5", 1, "must be text, not 5", "write '5' in quotes"),
        ("dp: 4", 1, "is not a key here", "parameters: ModelConfig:"),
        ("password: x", 1, "has no place in a profile", "SSH keys"),
        ("bench: {performance: {settings: {api_key: x}}}", 1, "has no place in a profile", "bench.api_key_env"),
    ],
)  # fmt: skip
def test_the_first_mistake_is_named_with_its_line(text, line, what, do):
    with pytest.raises(ProfileError) as refused:
        deployment(text)
    assert refused.value.line == line and what in refused.value.what and do in refused.value.do


def test_a_variable_is_text_whatever_it_looks_like():
    assert deployment("environment: {A: 0.880, B: true}").environment == {"A": "0.880", "B": "true"}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("ServerConfig: {}", "not a profile"),
        ("mindie-tui: 99", "reads formats up to"),
        ("mindie-tui: yes", "not a format"),
        ("[1]", "is not a profile"),
    ],
)
def test_another_format_is_refused(text, what):
    with pytest.raises(ProfileError, match=what):
        shape.refuse_other_formats(loader.parse(text, "p.yaml"), "p.yaml")


def test_a_near_name_is_suggested_and_a_far_one_not():
    assert shape.did_you_mean("nodez", ["nodes", "notes", "bench"]) == "nodes"
    assert not shape.did_you_mean("xyz", ["nodes", "bench"])


def test_what_stands_there_is_named_shortly():
    tree = loader.parse(f"a: {'x' * 99}\nb: [1]\nc: '5'\nd:\n", "p")
    texts = [shape.describe(tree.get(key)) for key in "abcde"]
    assert texts == ["x" * 37 + "...", "a list", "'5'", "nothing", "nothing"]


def test_the_keys_at_a_place_are_those_of_the_format():
    assert "name" in shape.keys_at(("nodes", 0)) and shape.keys_at(("environment",)) == []
    assert ("container", "engine") in shape.all_keys()
