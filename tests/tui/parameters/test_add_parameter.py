"""A parameter that stands nowhere yet is added with its field open."""

import pytest
from textual.widgets import Input

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Bench
from mindie_tui.model.documents.document import ABSENT
from mindie_tui.model.mindie.parameter_rows import own_field
from mindie_tui.model.mindie.parameters import plugin_params, pointers
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.add_parameter import AddParameter
from mindie_tui.tui.parameters.sections import own_bench_field
from tests.kit.parameters_step import line_of, opened
from tests.kit.plays import play, shown, until

PLUGIN = plugin_params.AT


MODELS = pointers.MODEL + "/models"


SETTINGS = "/bench/performance/settings"


def model_of(app):
    return app.deployment.parameters["ModelConfig"]


@pytest.mark.long
async def test_a_declared_parameter_and_a_key_of_ones_own_are_added_with_the_field_open():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddParameter))
        await pilot.press(*"oproj")
        await until(pilot, lambda: "enable_oproj_prefetch" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        await pilot.press(*"true", "enter")
        await pilot.pause()
        assert model_of(app)["models"]["deepseekv2"]["enable_oproj_prefetch"] is True
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddParameter))
        app.screen.query_one(Input).value = "models.qwen.flag"
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        await pilot.press(*"7", "enter")
        await pilot.pause()
        assert model_of(app)["models"]["qwen"] == {"flag": 7} and "qwen.flag" in line_of(app, "qwen.flag")


@pytest.mark.long
async def test_a_key_that_is_left_empty_is_not_added():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddParameter))
        app.screen.query_one(Input).value = "MY_VARIABLE"
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert "MY_VARIABLE" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "MY_VARIABLE" not in shown(app) and not app.edited


def test_an_own_key_has_its_place_in_every_section():
    assert own_field("ServerConfig", ["x"]).pointer == "/ServerConfig/x"
    assert own_field("models", ["a", "b"]).pointer == f"{MODELS}/a/b"
    assert own_field("plugin_params", ["x"]).pointer == f"{PLUGIN}/x"
    assert own_bench_field("performance", ["x"]).pointer == f"{SETTINGS}/x"
    assert own_bench_field("accuracy", ["generation_kwargs", "x"]).pointer == "/bench/accuracy/generation_kwargs/x"
    assert own_field("environment", ["X"]).file == "environment"
    assert bench_fields.value_of(Bench(), f"{SETTINGS}/x") is ABSENT
