"""What was run on the nodes, for a doubter."""

from types import SimpleNamespace

from mindie_tui.tui.app import MindieApp
from tests.kit.plays import play, row_of, shown, until


async def test_every_command_that_was_sent_can_be_looked_at_and_copied():
    session = play()
    session.commands = tuple(
        SimpleNamespace(at=f"2026-11-24T02:14:0{n}+08:00", node="a3-01", text=f"npu-smi info -t {n}", status=n, ms=12)
        for n in range(3)
    )
    app = MindieApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("at")
        await until(pilot, lambda: "3 commands were sent" in shown(app))
        assert "✗" in row_of(app, "npu-smi info -t 2") and "02:14:00" in shown(app)
        await pilot.press("j", "j", "y")
        assert app.clipboard == "npu-smi info -t 0"
