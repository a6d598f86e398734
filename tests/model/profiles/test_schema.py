"""The schema against the loader: the same verdict on profiles that are right, and on profiles with one fault."""

import jsonschema
import pytest

from mindie_tui.model.errors import ProfileError
from mindie_tui.model.profiles.schema import CANNOT_SAY, profile_schema
from mindie_tui.store import paths
from mindie_tui.store.profiles.load import load
from mindie_tui.store.yaml import loader
from mindie_tui.store.yaml.writer import dump
from tests.kit.profile_values import broken_profile, valid_profile


@pytest.fixture(scope="module")
def validator():
    return jsonschema.Draft202012Validator(profile_schema())


def verdicts(validator, values):
    """What the loader says of a file with these values, and what an editor does."""
    text = dump(values)
    try:
        load("/nowhere/x.yaml", text=text)
        loads = True
    except ProfileError:
        loads = False
    return loads, validator.is_valid(loader.value(loader.parse(text, "x.yaml")))


def differing(validator, make, seeds, expected):
    made = ((seed, make(seed)) for seed in seeds)
    return [(seed, values) for seed, values in made if verdicts(validator, values) != (expected, expected)]


def test_loader_and_schema_agree(validator):
    assert differing(validator, valid_profile, range(25), True)[:1] == []
    assert differing(validator, broken_profile, range(50), False)[:1] == []


@pytest.mark.long
def test_loader_and_schema_agree_on_a_thousand_of_each(validator):
    jsonschema.Draft202012Validator.check_schema(validator.schema)
    assert differing(validator, valid_profile, range(1000, 2000), True)[:1] == []
    assert differing(validator, broken_profile, range(1000, 2000), False)[:1] == []


def test_shipped_profiles_are_valid(validator):
    for path in paths.shipped("profiles").glob("*.yaml"):
        found = [
            error.message for error in validator.iter_errors(loader.value(loader.parse(path.read_text(), str(path))))
        ]
        assert found == [], path.name


def test_what_the_schema_cannot_say_is_listed(validator):
    """The loader refuses each of these, the schema takes them: no more than the list says."""
    beyond = {
        "a file that is named": {"config": "/none/c.json"},
        "two nodes of one name": {"nodes": [{"name": "a"}, {"name": "a"}]},
        "a release of MindIE": {"mindie": "newest"},
        "drop: a path": {"drop": ["environment.X"]},
        "what a profile inherits": {"extends": "nobody"},
    }
    for begin, values in beyond.items():
        assert verdicts(validator, values) == (False, True), begin
        assert any(one.startswith(begin) for one in CANNOT_SAY), begin
    partial = {"extends": "a3-single", "container": {"image": "x"}}
    assert verdicts(validator, partial) == (True, True)


def test_editors_get_names_and_meanings():
    properties = profile_schema()["properties"]
    assert "description" in properties["serve"]["properties"]["tensor-parallel-size"]
    assert "description" in properties["parameters"]["properties"]["ModelConfig"]["properties"]["tp"]
    assert "description" in properties["environment"]["properties"]["HCCL_BUFFSIZE"]
    assert "description" in properties["additional_config"]["properties"]["eplb_config"]["properties"]["dynamic_eplb"]
    assert properties["vllm_ascend"]["description"] and "name" not in properties
