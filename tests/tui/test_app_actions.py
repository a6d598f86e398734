"""The operator's own things: copy, save, quit, and a fault of ours."""

from dataclasses import replace

import pytest

from mindie_tui.store.profiles import load as profiles
from mindie_tui.store.shown.screen_settings import ScreenSettings, settings_file
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.confirm import Confirm
from tests.kit.plays import play, shown, until


async def test_a_copy_goes_to_the_clipboard_and_to_a_file(home):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "y")
        await pilot.pause()
        assert "ipAddress" in app.clipboard or "/ServerConfig" in app.clipboard
        assert (home / "state" / "mindie-tui" / "clipboard.txt").read_text() == app.clipboard


async def test_q_quits_where_nothing_runs():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: app.return_value == 0)


@pytest.mark.parametrize("simulated", [True, False])
async def test_q_asks_where_a_service_runs_and_the_harmless_answer_is_the_default(simulated):
    session = play()
    session.options.simulated = simulated
    session.state = replace(session.state, service="ready")
    app = MindieApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        said = shown(app)
        assert ("The demo's nodes" in said) is simulated and ("leave it running" in said) is not simulated
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Confirm))
        assert app.return_value is None
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y" if simulated else "enter")
        await until(pilot, lambda: app.return_value == 0)


async def test_a_profile_is_saved_under_a_name_and_read_back(home):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        app.edit(app.deployment.model_copy(update={"notes": "tried on a Tuesday"}))
        await pilot.pause()
        assert "edited" in shown(app).split("\n")[0]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen.is_modal)
        await pilot.press("ctrl+u", *"mine", "enter")
        await until(pilot, lambda: app.loaded is not None)
        path = home / "config" / "mindie-tui" / "profiles" / "mine.yaml"
        assert profiles.load(str(path)).deployment.notes == "tried on a Tuesday"
        assert "edited" not in shown(app).split("\n")[0] and "mine" in shown(app).split("\n")[0]


async def test_a_fault_of_ours_ends_in_one_sentence_and_a_file(home, capsys):
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        try:
            raise ValueError("secret\x1b[31m value")
        except ValueError:
            app._fatal_error()
    said = capsys.readouterr().err
    assert "\x1b" not in said and "Traceback" not in said and "services go on" in " ".join(said.split())
    assert "Traceback" in (home / "state" / "mindie-tui" / "fault.txt").read_text()


async def test_what_is_changed_of_the_looks_is_kept_for_the_next_start(home):
    kept = settings_file()
    app = MindieApp(play(), settings=kept)
    async with app.run_test(size=(80, 24)) as pilot:
        assert kept.read() == ScreenSettings()
        await pilot.press("Z", "M")
        app.action_slow_link()
        app.action_theme("light")
        await pilot.pause()
        assert kept.read() == ScreenSettings("light", "zh", "en", slow=True, mouse=False)
    again = MindieApp(play(), theme_name="light", settings=kept, mouse=False)
    async with again.run_test(size=(80, 24)):
        assert not again.mouse_is_ours and again.theme == "light"
