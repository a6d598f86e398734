"""Step 2: the table of config.json and the environment, judged at every key."""

import json
from dataclasses import replace

import pytest

from mindie_tui.model import language
from mindie_tui.model.mindie.artefacts import artefacts as art
from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.diff import Diff
from mindie_tui.tui.parameters.inspector import ValueInput
from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.parameters_step import line_of, opened, value_of
from tests.kit.plays import answers, deployment, facts, npus, play, row_of, shown, until

MODEL = pointers.MODEL


async def test_the_rows_of_the_operators_table_are_all_there():
    app = MindieApp(play())
    async with app.run_test(size=(120, 60)) as pilot:
        await opened(pilot)
        changed = {e.field.name for s in app.screen.judged.sections for e in s.entries if e.changed}
        assert {
            "ipAddress",
            "httpsEnabled",
            "tokenTimeout",
            "e2eTimeout",
            "npuDeviceIds",
            "multiNodesInferEnabled",
            "interNodeTLSEnabled",
            "maxSeqLen",
            "maxInputTokenLen",
            "truncation",
            "modelName",
            "modelWeightPath",
            "worldSize",
            "cpuMemSize",
            "dp",
            "cp",
            "tp",
            "sp",
            "moe_tp",
            "moe_ep",
            "plugin_params",
            "models",
            "ep_level",
            "enable_nz",
            "enable_mlapo_prefetch",
            "maxPrefillBatchSize",
            "maxPrefillTokens",
            "maxIterTimes",
            "NPU_MEMORY_FRACTION",
        } <= changed


async def test_a_size_that_does_not_fill_the_world_is_red_while_it_is_typed():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "backspace", "2")
        await pilot.pause()
        said = shown(app)
        assert "dp 2 x cp 1 x tp 8 = 16, not 32 (2 x 16 NPUs)" in said and "✗ 1 error" in said.split("\n")[1]
        assert "✗" in line_of(app, "dp") and "⢸" in line_of(app, "cp") and "⢸" in line_of(app, "tp")
        assert "the workers reject this, minutes into the start" in said
        assert value_of(app, "dp") == 4, "nothing is changed before enter"
        await pilot.press("enter")
        await pilot.pause()
        assert value_of(app, "dp") == 2 and app.focused is app.screen.query_one(ParameterTable)
        assert "profile 4" in shown(app)


async def test_esc_leaves_the_value_as_it_was():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "backspace", "9", "escape")
        await pilot.pause()
        assert value_of(app, "dp") == 4 and not app.edited and "error" not in shown(app)
        assert line_of(app, "dp").split()[-1] == "4" or " 4 " in line_of(app, "dp")


async def test_what_is_not_of_its_kind_stays_in_the_field_and_the_deployment_keeps_its_good_value():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "/ServerConfig/port")
        await pilot.press("c")
        app.screen.query_one(ParameterTable).go_to("config.json#/ServerConfig/port")
        await pilot.press("enter", "ctrl+u", *"10x", "enter")
        await pilot.pause()
        field = app.screen.query_one(ValueInput)
        assert field.has_focus and field.value == "10x"
        assert "port" not in app.deployment.parameters["ServerConfig"]
        assert "error" in shown(app).split("\n")[1]
        await pilot.press("ctrl+u", *"1040", "enter")
        await pilot.pause()
        assert app.deployment.parameters["ServerConfig"]["port"] == 1040


async def test_the_first_fix_is_one_key_in_the_table_and_in_the_field():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        for keys in (("enter", "backspace", "2", "enter"), ("enter", "backspace", "2")):
            await pilot.press(*keys)
            await pilot.pause()
            assert "^g dp = 4" in shown(app).rstrip().split("\n")[-1]
            await pilot.press("ctrl+g")
            await pilot.pause()
            assert value_of(app, "dp") == 4 and "✗" not in shown(app)


@pytest.mark.long
async def test_a_fix_leaves_out_a_text_in_the_field_that_is_not_of_its_kind():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "backspace", "2", "enter")
        await pilot.pause()
        app.screen.query_one(ParameterTable).go_to(f"config.json#{MODEL}/cpuMemSize")
        await pilot.press("enter", "x")
        await pilot.pause()
        await pilot.press("ctrl+g")
        await pilot.pause()
        assert value_of(app, "cpuMemSize") in (5, 0), "as it was, or what the fix says; never the text"


async def test_a_boolean_turns_on_enter_and_u_takes_it_back():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "/ServerConfig/httpsEnabled")
        await pilot.press("enter")
        await pilot.pause()
        assert app.deployment.parameters["ServerConfig"]["httpsEnabled"] is True
        await pilot.press("u")
        await pilot.pause()
        assert app.deployment.parameters["ServerConfig"]["httpsEnabled"] is False and not app.edited


@pytest.mark.long
async def test_a_variable_is_edited_and_taken_away():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "/OMP_NUM_THREADS", "environment")
        assert "export OMP_NUM_THREADS" in shown(app)
        await pilot.press("enter", "ctrl+u", *"10", "enter")
        await pilot.pause()
        assert app.deployment.environment["OMP_NUM_THREADS"] == "10"
        await pilot.press("delete")
        assert "OMP_NUM_THREADS" not in app.deployment.environment


async def test_delete_lets_the_original_stand_again():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "/ServerConfig/tokenTimeout")
        await pilot.press("delete")
        await pilot.pause()
        assert "tokenTimeout" not in app.deployment.parameters["ServerConfig"]


async def test_the_difference_shows_what_will_be_written():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Diff) and "httpsEnabled" in shown(app))
        minus, plus = (line for line in shown(app).split("\n") if '"httpsEnabled"' in line)
        assert "-" in minus and "true" in minus and "+" in plus and "false" in plus
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)


async def test_the_original_is_the_masters_own_file_once_it_was_read():
    session = play()
    own = json.loads(art.of(deployment(1)).config_text)
    own["ServerConfig"]["port"] = 2025
    session.script["probe"] = [
        *session.script["probe"][:2],
        *(type(e)(e.node, facts(e.node, config_text=json.dumps(own))) for e in session.script["probe"][2:]),
    ]
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        app.screen.query_one(ParameterTable).go_to("config.json#/ServerConfig/port")
        await pilot.pause()
        assert "2025   2025" in line_of(app, "port")
        assert "from a3-01's own config.json" in shown(app)


async def test_in_chinese_the_meaning_is_translated_and_the_names_are_not(monkeypatch):
    language.use("zh")
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        assert "MindIE 默认的 config.json" in shown(app)
        await pilot.press("enter", "backspace", "2")
        await pilot.pause()
        assert "数据并行" in shown(app) and row_of(app, "= 16，应为 32") and "个错误" in shown(app)
        await pilot.press("escape")


async def test_enter_on_what_the_nodes_make_says_so():
    session = play()
    blind = tuple(replace(npu, device_ip=None) for npu in npus())
    session.script["probe"] = answers(facts("a3-01", npus=blind), facts("a3-02"))
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        (entry,) = [e for s in app.screen.judged.sections for e in s.entries if e.field.file == "rank_table.json"]
        app.screen.query_one(ParameterTable).go_to(entry.key)
        await pilot.press("enter")
        await pilot.pause()
        assert "made from the nodes" in " ".join(n.message for n in app._notifications)
