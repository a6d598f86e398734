"""Words of the wizard where a launch does not come about, and where a host key waits for a yes."""

import asyncio

from mindie_tui.model.errors import Lost
from mindie_tui.tui.dialogs.pages import Pages
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, shown, until


class Dropped(b.Walk):
    """A session whose launch waits, and then finds the connection gone."""

    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        self.found = asyncio.Event()

    async def launch(self, *, restart=False, take_over=False):
        await self.found.wait()
        raise Lost("the connection dropped: Server not responding to keepalive", node="a3-02", do="probe it again")
        yield


async def test_a_launch_that_finds_a_connection_gone_says_so_and_what_to_do():
    walk = Dropped(deployment(2), state=b.preflight())
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "checks on" in shown(app))
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        await pilot.press("L")
        await until(pilot, lambda: "probing the nodes; nothing has been changed yet" in shown(app))
        assert "nothing was launched yet" not in shown(app)
        walk.found.set()
        await until(pilot, lambda: "Server not responding to keepalive" in shown(app) and app.screen.is_modal)
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        said = shown(app)
        assert "nothing was launched   a3-02: the connection dropped" in said and "Preflight" in said
