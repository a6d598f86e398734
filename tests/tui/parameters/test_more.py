"""Step 2, beyond config.json's own table: plugin_params by key, models by leaf, AISBench, keys of one's own, a base."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from mindie_tui.model.bench import fields as bench_fields
from mindie_tui.model.deployment import Bench, Performance
from mindie_tui.model.documents.document import ABSENT, Edit
from mindie_tui.model.mindie.artefacts import artefacts as art, edits
from mindie_tui.model.mindie.parameters import plugin_params, pointers
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG
from mindie_tui.store.profiles import base_config
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.pick_file import PickFile
from mindie_tui.tui.parameters.add_parameter import AddParameter
from mindie_tui.tui.parameters.fixes import Fixes
from mindie_tui.tui.parameters.sections import own_field
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


async def test_a_config_json_is_picked_as_the_base_with_its_path_completed(tmp_path):
    value = json.loads(DEFAULT_CONFIG)
    value["ServerConfig"]["maxLinkNum"] = 123
    (tmp_path / "of-the-lab.json").write_text(json.dumps(value))
    (tmp_path / "broken.json").write_text('{"a": 1,}')
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        for typed, keys in (("broken.json", ("enter",)), ("of-", ("tab", "enter"))):
            if not isinstance(app.screen, PickFile):
                await pilot.press("B")
                await until(pilot, lambda: isinstance(app.screen, PickFile))
            app.screen.query_one(Input).value = f"{tmp_path}/{typed}"
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
            if typed == "broken.json":
                await until(pilot, lambda: "no JSON: a comma" in shown(app))
                assert app.screen.query_one(Input).value.endswith("/broken.json"), "what was typed stays"
        await until(pilot, lambda: not app.screen.is_modal)
        assert app.deployment.config == f"{tmp_path}/of-the-lab.json"
        assert app.session.artefacts().config["ServerConfig"]["maxLinkNum"] == 123
        assert "of-the-lab.json" in shown(app).split("\n")[1]
        await pilot.press("u")
        await pilot.pause()
        assert app.deployment.config is None and app.session.base_text is None


def test_completion_grows_by_what_all_names_share(tmp_path):
    for name in ("config-a.json", "config-b.json", "notes.txt", ".hidden.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "conf").mkdir()
    assert base_config.completions(f"{tmp_path}/config") == [f"{tmp_path}/config-a.json", f"{tmp_path}/config-b.json"]
    assert base_config.complete(f"{tmp_path}/con") == f"{tmp_path}/conf"
    assert base_config.complete(f"{tmp_path}/config-") == f"{tmp_path}/config-"
    assert [path.name for path in map(Path, base_config.completions(f"{tmp_path}/"))] == [
        "conf",
        "config-a.json",
        "config-b.json",
    ]
    assert base_config.completions("/no/such/folder/") == []


def test_the_last_key_of_plugin_params_takes_the_text_with_it():
    value = deployment(1)
    made = art.of(value)
    for key in ("plugin_type", "num_speculative_tokens"):
        value = edits.with_value(value, made.config, "config.json", Edit("remove", f"{PLUGIN}/{key}"))
        made = art.of(value)
    assert "plugin_params" not in value.parameters["ModelConfig"]


def test_an_own_key_has_its_place_in_every_section():
    assert own_field("ServerConfig", ["x"]).pointer == "/ServerConfig/x"
    assert own_field("models", ["a", "b"]).pointer == f"{MODELS}/a/b"
    assert own_field("plugin_params", ["x"]).pointer == f"{PLUGIN}/x"
    assert own_field("performance", ["x"]).pointer == f"{SETTINGS}/x"
    assert own_field("accuracy", ["generation_kwargs", "x"]).pointer == "/bench/accuracy/generation_kwargs/x"
    assert own_field("environment", ["X"]).file == "environment"
    assert bench_fields.value_of(Bench(), f"{SETTINGS}/x") is ABSENT
