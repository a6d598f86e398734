"""`--set X=V`: where a name leads, and what is said of one that leads nowhere."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.documents.document import tokens
from mindie_tui.model.engines import engine_of
from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.mindie.artefacts.places import dotted, place_of
from mindie_tui.model.mindie.parameters import catalogue
from mindie_tui.model.mindie.parameters.pointers import SECTIONS
from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.profiles.sets import known, with_sets

START = profiles.load("a3-double").deployment


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("dp=2", ("parameters", "ModelConfig", "dp"), 2),
        ("ServerConfig.port=80", ("parameters", "ServerConfig", "port"), 80),
        ("MY_OWN=1", ("environment", "MY_OWN"), "1"), ("environment.x=TRUE", ("environment", "x"), "TRUE"),
        ("modelName=a b", ("parameters", "ModelConfig", "modelName"), "a b"),
        ("bench.performance.num_prompts=7", ("bench", "performance", "num_prompts"), 7),
    ],
)  # fmt: skip
def test_a_name_leads_to_its_place(text, path, value):
    found = with_sets(START, [text]).model_dump(mode="json", by_alias=True)
    for part in path:
        found = found[part]
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "why", "do"),
    [
        ("dp", "has no value", "--set NAME=VALUE"), ("a..b=1", "between its dots", "ServerConfig.port"),
        ("extends=x", "its place in the profile alone", "of your own"),
        ("maxSeqLn=1", "no field is named", "maxSeqLen"),
        ("container=5", "must be a mapping", '{"name": 1}'), ("notes.x=1", "its place in the profile", "profile"),
    ],
)  # fmt: skip
def test_what_leads_nowhere_is_a_wrong_line(text, why, do):
    with pytest.raises(CommandLineError, match=why) as refused:
        with_sets(START, [text])
    assert do in refused.value.do


def test_the_later_of_two_wins_and_the_start_stays():
    assert with_sets(START, ["dp=2", "dp=8"]).parameters["ModelConfig"]["dp"] == 8
    assert START.parameters["ModelConfig"]["dp"] == 4


def test_every_name_is_known_once():
    names = known(Deployment(environment={"MY_OWN": "1"}))
    assert len(names) == len(set(names)) and ("environment", "MY_OWN") in names
    assert ("parameters", "ModelConfig", "dp") in names


def test_a_dotted_name_leads_to_one_place_in_a_profile_and_in_a_config_json():
    """Over every field of config.json: from its section, from the root, with and without the number of the model."""
    wrong = []
    for field in catalogue.CONFIG:
        steps = tokens(field.pointer)
        for name in {".".join(steps), ".".join(steps[-3:]), dotted(field.pointer)}:
            if name.split(".")[0] not in SECTIONS or "." not in name:
                continue
            path = engine_of(Deployment()).form.path_of(place_of(name))
            value = with_sets(Deployment(), [f"{name}=7"]).parameters
            for step in path[1:]:
                value = value.get(step) if isinstance(value, dict) else None
            if value != 7:
                wrong.append((name, path))
    assert wrong == []
