"""What no picture may show: a character of ambiguous width, a line beyond the edge, a fault; in each size and theme."""

import unicodedata

import pytest
from rich.cells import cell_len

from tests.kit.plays import shown, until
from tests.kit.scenes import SCENES, scene
from tests.kit.sizes import SIZES
from tests.kit.whole_plays import opened


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", SCENES)
async def test_every_column_stands_in_a_chinese_terminal_too(name, size):
    step, walk = scene(name)
    app = opened(walk, step)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.screen.query("Hints") and "help" in shown(app).split("\n")[-1])
        text = shown(app)
        assert {char for char in text if unicodedata.east_asian_width(char) == "A"} == set()
        assert all(cell_len(line) == size[0] for line in text.split("\n"))
        assert len(text.split("\n")) == size[1]


@pytest.mark.long
@pytest.mark.parametrize("theme", ["high-contrast", pytest.param("light", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", SCENES)
async def test_every_step_is_drawn_in_every_theme(name, theme):
    step, walk = scene(name)
    app = opened(walk, step, theme)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "help" in shown(app).split("\n")[-1])
        assert app.theme == theme and app.return_code is None


@pytest.mark.parametrize("name", ["bench:live-base", "launch", "preflight", "report:finished-base"])
async def test_a_terminal_that_is_too_small_says_so_and_comes_back(name):
    step, walk = scene(name)
    app = opened(walk, step)
    async with app.run_test(size=(60, 10)) as pilot:
        await until(pilot, lambda: "80x24 needed" in shown(app))
        await pilot.resize_terminal(200, 60)
        await until(pilot, lambda: "help" in shown(app).split("\n")[-1])
