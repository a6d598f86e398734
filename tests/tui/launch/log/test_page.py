"""The lines of a log that stand on the screen."""

import pytest

from mindie_tui.store.runs.spool import Spool
from tests.kit.log_view import LogAlone
from tests.kit.plays import shown, until
from tests.kit.whole_plays import Lines


@pytest.fixture
def spools(tmp_path):
    made = {name: Spool(tmp_path / f"{name}.log") for name in ("a", "b")}
    yield made
    for spool in made.values():
        spool.close()


async def test_a_long_line_is_wrapped_on_demand_and_the_end_stays_in_sight():
    app = LogAlone({"a": Lines("short\n" * 3 + "word " * 60 + "END\n")})
    async with app.run_test(size=(80, 10)) as pilot:
        await until(pilot, lambda: "short" in shown(app))
        assert "END" not in shown(app)
        app.log_view.wrapping = True
        await until(pilot, lambda: "END" in shown(app))
        app.log_view.wrapping = False
        await pilot.press(*["right"] * 12)
        await until(pilot, lambda: "END" in shown(app))


async def test_foreign_text_is_harmless_and_cut_by_cells(spools):
    spools["a"].append("\x1b]0;evil\x07[bold]权重[/] \u202e".encode() + "加载".encode() * 80 + b"\n")
    app = LogAlone({"a": spools["a"]})
    async with app.run_test(size=(80, 10)) as pilot:
        await until(pilot, lambda: "[bold]权重[/]" in shown(app))
        assert "evil" not in shown(app) and "\u202e" not in shown(app)
        assert ".." in shown(app)
