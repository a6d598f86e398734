"""A config.json that nests 5,000 levels is shown, compared and edited like any other."""

import json
from dataclasses import replace

import pytest
from textual.widgets import TextArea

from mindie_tui.model.documents import document
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.diff import Diff
from mindie_tui.tui.dialogs.json_text import JsonText
from mindie_tui.tui.parameters import rows
from mindie_tui.tui.parameters.table import ParameterTable
from mindie_tui.tui.report import compare, keys as report_keys
from tests.kit.parameters_step import opened
from tests.kit.plays import answers, deployment, facts, play, shown, until

LEVELS = 5000
DEEP = {"objects": '{"a":' * LEVELS + "1" + "}" * LEVELS, "lists": "[" * LEVELS + "]" * LEVELS}

BOTH = '{"a":[' * (LEVELS // 2) + "1" + "]}" * (LEVELS // 2)


def config(deep):
    """MindIE's own config.json with a deep value of a key of the operator's own in ModelConfig."""
    return DEFAULT_CONFIG.replace('"modelName"', f'"mine" : {deep}, "modelName"', 1)


@pytest.mark.long
async def test_a_deep_config_json_is_shown_compared_and_edited():
    one = play()
    one.script["probe"] = answers(*(replace(facts(node.name), config_text=config(BOTH)) for node in deployment().nodes))
    app = MindieApp(one)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        app.screen.query_one(ParameterTable).go_to(f"config.json#{pointers.MODEL}/mine")
        await pilot.pause()
        assert app.screen.query_one(ParameterTable).key == f"config.json#{pointers.MODEL}/mine"
        assert "mine" in shown(app)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Diff))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.query(ParameterTable))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, JsonText))
        area = app.screen.query_one(TextArea)
        area.text = "[" + area.text + "]"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.query(ParameterTable))
        given = document.compact(app.deployment.parameters["ModelConfig"]["mine"])
        assert given.replace(" ", "") == f"[{BOTH}]"
        await pilot.press("u")
        await pilot.pause()
        assert "mine" not in app.deployment.parameters["ModelConfig"]


@pytest.mark.parametrize("kind", DEEP)
def test_deep_values_are_compared_and_brief(kind):
    value = rows.parsed(DEEP[kind])
    assert rows.same(value, rows.parsed(DEEP[kind] + " ")) and not rows.same(value, [value])
    assert rows.same('{"x":' + DEEP[kind] + "}", '{"x": ' + DEEP[kind] + "}")
    assert rows.brief(value) and rows.brief(json.dumps({"x": 1}) + DEEP[kind])


@pytest.mark.parametrize("kind", DEEP)
def test_a_deep_value_that_differs_from_the_baseline_is_said(kind):
    deep = rows.parsed(DEEP[kind])
    assert compare._said(deep, 40).endswith("..") and report_keys._said(deep).startswith(DEEP[kind][:1])
