"""Every legal layout, to pick one."""

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
