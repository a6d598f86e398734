"""The declarations of vLLM-Ascend's parameters."""

import pytest

from mindie_tui.model.vllm_ascend.arguments.table import by_name
from mindie_tui.model.vllm_ascend.parameters.declarations import (
    arguments,
    is_read,
    keys,
    other_keys,
    other_variables,
    variables,
    version,
)
from mindie_tui.model.vllm_ascend.rules.configuration.eplb import DEFAULTS
from mindie_tui.model.vllm_ascend.rules.view import KEY_OF_VARIABLE


@pytest.mark.parametrize("table", [arguments, variables, keys])
def test_each_is_declared_once_with_its_meaning(table):
    names = [one.name for one in table()]
    assert len(set(names)) == len(names) > 30
    assert all(one.meaning() and one.meaning("zh") and one.source for one in table())


def test_the_arguments_exist():
    assert [one.name for one in arguments() if one.name not in by_name()] == []


def test_groups_are_declared_before_their_keys():
    names = [one.name for one in keys()]
    assert [n for n in names if "/" in n and n.partition("/")[0] not in names[: names.index(n)]] == []


def test_the_declarations_agree_with_the_rules():
    declared = {one.name: one.default for one in keys()}
    assert {name: declared[f"eplb_config/{name}"] for name in DEFAULTS} == DEFAULTS
    assert {one.name: one.now for one in variables() if one.now} == KEY_OF_VARIABLE


def test_names_of_other_releases():
    assert other_keys()["torchair_graph_config"].until == "0.11.0"
    assert other_variables()["VLLM_ASCEND_ENABLE_FLASHCOMM"].until == "0.18.0"


def test_which_release_reads_what():
    assert is_read("0.20.2rc1", "", "0.23.0") and is_read("", "0.23.0", "0.23.0")
    assert not is_read("", "0.18.0", "0.23.0") and not is_read("main", "", "0.26.0")
    assert version("0.20.2rc1") < version("v0.20.2") < version("0.23.0") < version("main")
