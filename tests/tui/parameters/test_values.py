"""Values beyond config.json's own table: plugin_params by key, models by leaf, the settings of AISBench, accuracy."""

import json

import pytest

from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.model.documents.document import Edit
from mindie_tui.model.mindie.artefacts import artefacts as art, edits
from mindie_tui.model.mindie.parameters import plugin_params, pointers
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.fixes import Fixes
from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.parameters_step import line_of, opened
from tests.kit.plays import deployment, play, shown, until

PLUGIN = plugin_params.AT
MODELS = pointers.MODEL + "/models"
SETTINGS = "/bench/performance/settings"


def model_of(app):
    return app.deployment.parameters["ModelConfig"]


@pytest.mark.long
async def test_plugin_params_are_edited_as_text_and_by_key():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, f"{PLUGIN}/num_speculative_tokens")
        await pilot.press("enter", "backspace", "2", "enter")
        await pilot.pause()
        assert json.loads(model_of(app)["plugin_params"]) == {"plugin_type": "mtp", "num_speculative_tokens": 2}
        app.screen.query_one(ParameterTable).go_to(f"config.json#{PLUGIN}")
        await pilot.pause()
        await pilot.press("enter", "ctrl+u", *'{"plugin_type":5}', "enter")
        await pilot.pause()
        assert model_of(app)["plugin_params"] == '{"plugin_type":5}'
        app.screen.query_one(ParameterTable).go_to(f"config.json#{PLUGIN}/plugin_type")
        await pilot.pause()
        assert "plugin_type must be text" in shown(app), "a key shows what is said of the whole"


@pytest.mark.long
async def test_a_leaf_of_models_is_edited_and_taken_away_and_undo_goes_there():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, f"{MODELS}/deepseekv2/kv_cache_options/enable_nz")
        await pilot.press("enter")
        await pilot.pause()
        assert model_of(app)["models"]["deepseekv2"]["kv_cache_options"] == {"enable_nz": False}
        app.screen.query_one(ParameterTable).go_to(f"config.json#{MODELS}/deepseekv2/ep_level")
        await pilot.pause()
        await pilot.press("delete")
        await pilot.pause()
        assert "ep_level" not in model_of(app)["models"]["deepseekv2"]
        app.screen.query_one(ParameterTable).go_to("config.json#/ServerConfig/httpsEnabled")
        await pilot.press("u")
        await pilot.pause()
        assert model_of(app)["models"]["deepseekv2"]["ep_level"] == 1
        assert app.screen.query_one(ParameterTable).key.endswith("/ep_level")


@pytest.mark.long
async def test_aisbenchs_settings_follow_the_service_and_are_judged_while_they_are_typed():
    session = play()
    session.deployment = session.deployment.model_copy(update={"bench": Bench(performance=Performance())})
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        table = app.screen.query_one(ParameterTable)
        table.go_to(f"profile#{SETTINGS}/model")
        await pilot.pause()
        assert line_of(app, "model").replace("▸", " ").split()[1:3] == ["deepseek", "deepseek"]
        assert "follows the service's modelName" in line_of(app, "model")
        await pilot.press("enter", "ctrl+u", *"qwen")
        await pilot.pause()
        assert "the bench asks for model qwen, and the service is called deepseek" in shown(app)
        await pilot.press("ctrl+f")
        await until(pilot, lambda: isinstance(app.screen, Fixes))
        assert 'modelName = "qwen"' in shown(app) and "without model" in shown(app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert "model" not in app.deployment.bench.performance.settings, "it follows again"
        table.go_to(f"profile#{SETTINGS}/retry")
        await pilot.pause()
        await pilot.press("enter", "ctrl+u", *"1001")
        await pilot.pause()
        assert "retry is 1001: it must be int, 0 to 1000" in shown(app)
        await pilot.press("backspace", "enter")
        await pilot.pause()
        assert app.deployment.bench.performance.settings == {"retry": 100}


@pytest.mark.long
async def test_accuracy_is_turned_on_and_its_runs_are_written_as_on_the_command_line():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        app.screen.query_one(ParameterTable).go_to("profile#/bench/accuracy/measured")
        await pilot.press("enter")
        await pilot.pause()
        app.screen.query_one(ParameterTable).go_to("profile#/bench/accuracy/runs")
        await pilot.press("enter", *"gsm8k_gen, mmlu_gen --merge-ds", "enter")
        await pilot.pause()
        runs = app.deployment.bench.accuracy.runs
        assert [(run.datasets, run.merge_ds) for run in runs] == [("gsm8k_gen", False), ("mmlu_gen", True)]


def test_the_last_key_of_plugin_params_takes_the_text_with_it():
    value = deployment(1)
    made = art.of(value)
    for key in ("plugin_type", "num_speculative_tokens"):
        value = edits.with_value(value, made.config, "config.json", Edit("remove", f"{PLUGIN}/{key}"))
        made = art.of(value)
    assert "plugin_params" not in value.parameters["ModelConfig"]
