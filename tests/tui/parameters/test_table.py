"""The table of parameters: original and new side by side, the section on top."""

import pytest

from mindie_tui.model.mindie.parameters import pointers
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.table import ParameterTable
from tests.kit.parameters_step import line_of, opened
from tests.kit.plays import play, shown
from tests.kit.sizes import SIZES

MODEL = pointers.MODEL


@pytest.mark.parametrize("size", SIZES)
async def test_original_and_new_stand_side_by_side_with_a_verdict(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "modelWeightPath")
        for name, original, new in (("modelName", "llama_65b", "deepseek"), ("worldSize", "4", "16"), ("dp", "-", "4")):
            app.screen.query_one(ParameterTable).go_to(f"config.json#{MODEL}/{name}")
            await pilot.pause()
            glyph, *words = line_of(app, name)[3:].split()
            assert (glyph, *words[:3]) == ("✓", name, original, new)
        assert "..lama1-65b-safetensors"[-20:] in line_of(app, "modelWeightPath")
        assert "all rules pass" in shown(app) or "note" in shown(app) or " i " in shown(app)


@pytest.mark.long
async def test_the_sections_name_stays_on_top_while_its_rows_scroll():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        app.screen.query_one(ParameterTable).go_to("config.json#/ServerConfig/inferMode")
        await pilot.pause()
        assert shown(app).split("\n")[4].split()[:4] == ["ServerConfig", "4", "of", "48"]
        await pilot.press(*["k"] * 12)
        await pilot.pause()
        assert "▸" in shown(app), "the cursor is never under it"
