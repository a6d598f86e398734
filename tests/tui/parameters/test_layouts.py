"""Every legal layout, to pick one."""

from mindie_tui.model.mindie.layout_memory import LayoutNumbers, sizes_of
from mindie_tui.model.mindie.parameters.layouts import layouts
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.parameters.layouts import Layouts
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, shown, until


async def test_every_legal_layout_is_offered_and_the_picked_one_is_one_edit():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, Layouts))
        assert "legal layouts for 2 x 16 NPUs" in shown(app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        sizes = [value_of(app, name) for name in ("dp", "cp", "tp", "sp", "moe_tp", "moe_ep")]
        assert sizes[0] * sizes[1] * sizes[2] == 32 == sizes[4] * sizes[5] and sizes != [4, 1, 8, 1, 4, 8]
        await pilot.press("u")
        assert value_of(app, "moe_ep") == 8 and not app.edited


async def test_weights_cache_and_verdict_stand_beside_each_layout():
    app = MindieApp(play())
    async with app.run_test(size=(140, 36)) as pilot:
        await opened(pilot, "dp")
        found = layouts(16, 2)
        numbers = {sizes_of(found[0]): LayoutNumbers(20.257, 1_234_567, "fits", "because")}
        app.push_screen(Layouts("2 x 16", found, (), numbers))
        await until(pilot, lambda: isinstance(app.screen, Layouts))
        text = shown(app)
        assert "estimate from the source" in text and "not known" in text
        assert "20.26" in text and "1230000" in text and "fits" in text and "because" in text
