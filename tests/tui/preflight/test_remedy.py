"""What can be mended is mended after a yes to the exact command."""

from dataclasses import replace

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.dialogs.confirm import Confirm
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, row_of, shown, until


async def at_preflight(pilot):
    await until(pilot, lambda: "checks on" in shown(pilot.app))


MEND = "chmod 640 -- /usr/local/conf/config.json"


async def test_what_can_be_mended_is_mended_after_a_yes_to_the_exact_command():
    bad = ev.CheckDone("a3-02", "config_mode", "fail", "mode 644, owner root", "chmod 640", "stat", 3, MEND)
    good = replace(bad, verdict="pass", found="mode 640", remedy="", mend=None)
    ran = [bad, ev.CheckRemedied("a3-02", "config_mode", MEND, 0), good]
    walk = b.Walk(deployment(2), {"remedy": ran}, state=b.fold(bad, state=b.preflight(well=True)))
    app = b.opened(walk, "preflight")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("config_mode")
        await until(pilot, lambda: "^g remedy" in shown(app))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert f"$ {MEND}" in shown(app) and "a3-02" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert not walk.asked, "enter mends nothing"
        await pilot.press("ctrl+g")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("g")
        await until(pilot, lambda: ("remedy", "config_mode", "a3-02", MEND) in walk.asked)
        await until(pilot, lambda: "a3-02  fixed" in shown(app))
        assert "✗" not in row_of(app, "config.json mode")


async def test_what_has_no_safe_command_is_not_mended_and_says_so():
    app = b.opened(b.Walk(deployment(2), state=b.preflight(well=False)), "preflight")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await at_preflight(pilot)
        app.screen.query_one("#checks", Matrix).go_to("weights_complete")
        await pilot.pause()
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "no safe command is known" in shown(app))
