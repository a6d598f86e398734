"""Throughput over latency, drawn by dots."""

from textual.app import App

from mindie_tui.tui import themes
from mindie_tui.tui.bench.sweep_curve import Curve, Spot
from tests.kit.plays import shown

SPOTS = [Spot(300, 320, "8"), Spot(420, 800, "24", "knee"), Spot(1700, 860, "64", holds=False)]


class CurveAlone(App):
    def get_theme_variable_defaults(self):
        return themes.variables(themes.complete({}))

    def compose(self):
        yield Curve(id="curve")


async def drawn(lines, limit=None):
    app = CurveAlone()
    async with app.run_test(size=(70, 16)) as pilot:
        app.query_one(Curve).show(lines, limit)
        await pilot.pause()
        return shown(app), app.query_one(Curve).render()


async def test_each_point_is_named_by_its_load_and_its_mark():
    text, _ = await drawn([SPOTS])
    assert "24 knee" in text and "64" in text and any("\u2800" < c <= "\u28ff" for c in text)


async def test_a_point_that_misses_the_objective_has_another_colour_and_the_limit_is_drawn():
    _, content = await drawn([SPOTS], 1000.0)
    inks = {str(span.style) for span in content.spans}
    assert {"$warning", "$series-now", "$series-base"} <= inks
    _, good = await drawn([SPOTS[:2]])
    assert not {"$warning", "$series-base"} & {str(span.style) for span in good.spans}


async def test_without_a_point_there_is_a_dash():
    text, _ = await drawn([])
    assert text.split() == ["-"]
