"""What all screens share: where one is, what can be pressed, how one leaves, and that it can be read."""

import unicodedata
from dataclasses import replace
from types import SimpleNamespace

import pytest
from textual.color import Color

from mindie_tui.model.errors import LaunchFailed, Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.store.profiles import load as profiles
from mindie_tui.tui import themes
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.hints import Hints
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.common.stepper import marks
from mindie_tui.tui.dialogs.confirm import Confirm, Told
from mindie_tui.tui.dialogs.keys import KeyHelp, Keys
from mindie_tui.tui.dialogs.palette import Palette, sought
from mindie_tui.tui.text.cells import age, clause, cut, cut_head, duration, fit, lower, number, say, size, spread, width
from tests.kit.plays import Play, answers, deployment, facts, play, row_of, shown, until

SIZES = [(80, 24), (120, 36)]


# -- where one is


async def test_the_numbers_and_the_brackets_go_from_step_to_step():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        for key, step in (
            ("2", "Parameters"),
            ("1", "Nodes"),
            ("right_square_bracket", "Parameters"),
            ("3", "Preflight"),
            ("left_square_bracket", "Parameters"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert step in shown(app).split("\n")[0].split("▸")[1].split("  ")[0]


async def test_at_80_columns_the_stepper_holds_numbers_and_the_name_of_the_step():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        first = shown(app).split("\n")[0]
        assert "▸ 1 Nodes" in first and "Parameters" not in first and "6" in first and "a3-double" in first


@pytest.mark.parametrize("name", ["a3-double", "deepseek-v3-on-two-a3", "x" * 60])
async def test_a_long_name_takes_the_room_of_the_brand_before_it_is_cut(name):
    session = play()
    session.deployment = session.deployment.model_copy(update={"name": name})
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        app.edit(app.deployment.model_copy(update={"notes": "edited"}))
        await pilot.pause()
        first = shown(app).split("\n")[0]
        assert width(first) == 120 and first.rstrip().endswith("edited") and "6 Report" in first
        assert (name in first) or (len(name) > 40 and ".." in first)


async def test_a_click_on_a_step_goes_there():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.click("Stepper", offset=(shown(app).split("\n")[0].index("4 Launch") + 2, 0))
        assert app.current_mode == "launch"


@pytest.mark.long
async def test_a_simulated_fleet_is_marked_on_every_screen_and_a_real_one_is_not():
    for simulated in (True, False):
        session = play()
        session.state = replace(session.state, simulated=simulated)
        app = MindieApp(session)
        async with app.run_test(size=(120, 36)) as pilot:
            for key in "123456":
                await pilot.press(key)
                await pilot.pause()
                assert ("SIM" in shown(app).split("\n")[0]) is simulated


async def test_too_small_a_terminal_says_what_it_needs():
    app = MindieApp(play())
    async with app.run_test(size=(72, 20)) as pilot:
        await pilot.pause()
        assert shown(app).split() == ["80x24", "needed,", "this", "is", "72x20"]
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Nodes" in shown(app)


def test_a_step_is_marked_by_how_it_stands():
    value, state = deployment(2), play().state
    assert marks(value, state, ())["nodes"] == ""
    for event in (ev.NodeAsked("a3-01"), ev.NodeFound("a3-01", facts("a3-01")), ev.NodeAsked("a3-02")):
        state = after(state, ev.Recorded(0, "", "", "nodes", event))
    assert marks(value, state, ())["nodes"] == "work"
    refused = ev.NodeRefused("a3-02", "unreachable", "no answer", "check the cable")
    assert marks(value, after(state, ev.Recorded(0, "", "", "nodes", refused)), ())["nodes"] == "✗"


# -- what can be pressed


@pytest.mark.parametrize("size", SIZES)
async def test_at_most_eight_hints_at_80_columns_and_twelve_at_120(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        for key in "12":
            await pilot.press(key)
            await pilot.pause()
            own, navigation, _ = app.screen.query_one(Hints)._fitted()
            assert 0 < len(own) + len(navigation) <= (8 if size[0] == 80 else 12)
            assert "help" in shown(app).rstrip().split("\n")[-1]


async def test_at_80_columns_the_footer_of_parameters_offers_fix_layouts_and_palette():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", *"/dp", "enter", "enter", *"2", "enter")
        await until(pilot, lambda: "^g" in shown(app).rstrip().split("\n")[-1])
        foot = shown(app).rstrip().split("\n")[-1]
        assert "^t layouts" in foot and "^p palette" in foot and "? help" in foot


async def test_while_a_field_has_the_focus_only_control_keys_are_hints():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "j", "j", "enter")
        await pilot.pause()
        own, navigation, _ = app.screen.query_one(Hints)._fitted()
        signs = [hint[0] for hint in own + navigation]
        assert "enter" in signs and "esc" in signs and "f1" in signs
        assert not [sign for sign in signs if len(sign) == 1]
        await pilot.press("2", "q")
        assert app.is_running and app.current_mode == "parameters", "what is typed goes into the field"


async def test_a_key_that_cannot_act_now_says_why():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "u")
        await pilot.pause()
        assert [notice.message for notice in app._notifications] == ["nothing to undo"]
        assert "undo" not in shown(app).rstrip().split("\n")[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_palette_cannot_do_is_muted_and_says_all_of_why(size):
    app = MindieApp(play())
    async with app.run_test(size=size) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Palette))
        every = len(app.screen.known)
        assert f"{every} of {every}" in shown(app) and "enter do it" in shown(app)
        await pilot.press(*"undo the")
        await until(pilot, lambda: f"1 of {every}" in shown(app))
        table = app.screen.query_one("#actions", Matrix)
        assert [ink for cell in table.rows[0].cells[1:] for _, ink in cell] == ["$muted", "$muted"]
        assert "- nothing to undo   esc close" in shown(app)
        await pilot.press("enter")
        assert isinstance(app.screen, Palette)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: not app.screen.is_modal)


def test_the_palette_finds_by_words_in_any_order_and_by_near_spelling():
    known = [KeyHelp("d", "difference of config.json", "", "no"), KeyHelp("c", "config and difference", "")]
    assert [n for n, _ in sought(known, "difference config")] == [1, 0]
    light = [KeyHelp("3", "Preflight", ""), KeyHelp("", "theme: light", "")]
    assert [n for n, _ in sought(light, "light")] == [1, 0]
    assert [n for n, _ in sought(known, "dffrnc")] and sought(known, "xyz") == []


async def test_every_action_stands_in_the_palette_with_its_key():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "probe the nodes" in shown(app))
        assert " r " in row_of(app, "probe the nodes") and "Nodes" in row_of(app, "probe the nodes")
        await pilot.press(*"light")
        await until(pilot, lambda: "theme: light" in shown(app) and "probe the nodes" not in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "light")


async def test_help_lists_every_key_is_filtered_and_says_what_cannot_act_now():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, Keys))
        await pilot.press(*"undo")
        await until(pilot, lambda: "nothing to undo" in row_of(app, "undo the last change"))
        assert "probe the nodes" not in shown(app)
        await pilot.press("f1")
        await until(pilot, lambda: not app.screen.is_modal)


async def test_a_copy_goes_to_the_clipboard_and_to_a_file(home):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2", "y")
        await pilot.pause()
        assert "ipAddress" in app.clipboard or "/ServerConfig" in app.clipboard
        assert (home / "state" / "mindie-tui" / "clipboard.txt").read_text() == app.clipboard


# -- how one leaves


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


# -- errors


async def test_an_error_of_a_step_is_one_sentence_with_what_to_do_and_no_traceback():
    class Broken(Play):
        async def _walk(self, step, *said):
            raise Unreachable("no answer from 10.20.3.11:22", node="a3-01", do="check the network")
            yield

    app = MindieApp(Broken(deployment(2)))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Told))
        said = shown(app)
        assert "no answer from 10.20.3.11:22" in said and "check the network" in said and "Traceback" not in said
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Told))


async def test_a_failed_launch_tells_how_each_node_stands():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        app.tell(LaunchFailed("a3-02 died in its workers", do="mend tp", standing=("a3-01: stopped", "a3-02: died")))
        await until(pilot, lambda: "a3-02: died" in shown(app))


async def test_what_comes_from_outside_is_never_markup_and_holds_no_escape():
    nasty = "[red]x[/red] \x1b[31m[/nope] \u202egnp"
    session = Play(deployment(1), {"probe": [ev.NodeAsked("a3-01"), ev.NodeRefused("a3-01", "login", nasty, nasty)]})
    app = MindieApp(session)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "[red]x[/red]" in shown(app))
        assert "\x1b" not in shown(app) and "\u202e" not in shown(app)
        app.tell(Unreachable(nasty, node="a3-01", do=nasty))
        await until(pilot, lambda: "[nope]" in shown(app) or "[/nope]" in shown(app))


# -- that it can be read


def contrast(a, b):
    def luminance(colour):
        parts = [c / 255 for c in Color.parse(colour).rgb]
        lin = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]

    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


async def test_every_theme_is_drawn_and_every_text_is_read_on_every_ground():
    every, broken = themes.all_themes()
    assert {"dark", "light", "high-contrast"} <= set(every) and not broken
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        for name in every:
            app.theme = name
            await pilot.pause()
            found = app.theme_variables
            for role in themes.TEXT_ROLES:
                for ground in themes.GROUNDS:
                    assert contrast(found[role], found[ground]) >= 4.5, (name, role, ground)
            assert contrast(found["on-accent"], found["accent"]) >= 4.5
            for line in app.screen._compositor.render_strips():
                for text, style, _ in line:
                    if text.strip(" ⣀⣤⣶⣿⡇⠤") and style and style.color and style.bgcolor:
                        ink, ground = (c.get_truecolor().hex for c in (style.color, style.bgcolor))
                        assert contrast(ink, ground) >= 4.5, (name, text, ink, ground)


@pytest.mark.parametrize("size", SIZES)
async def test_no_screen_of_ours_holds_a_character_whose_width_depends_on_the_terminal(size):
    app = MindieApp(play("mixed"))
    async with app.run_test(size=size) as pilot:
        for keys in ("1", "2", "c", "ctrl+t", "escape", "d"):
            await pilot.press(keys)
            await pilot.pause()
            bad = {c for c in shown(app) if unicodedata.east_asian_width(c) == "A"}
            assert not bad, (keys, bad)


@pytest.mark.parametrize("size", SIZES)
async def test_every_line_is_exactly_as_wide_as_the_terminal_in_chinese_too(size, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    app = MindieApp(play("mixed"))
    async with app.run_test(size=size) as pilot:
        for key in "12":
            await pilot.press(key)
            await pilot.pause()
            assert {width(line) for line in shown(app).split("\n")} == {size[0]}
            bad = {c for c in shown(app) if unicodedata.east_asian_width(c) == "A"}
            assert not bad
        assert "参数" in shown(app) and "maxSeqLen" in shown(app)


async def test_a_theme_that_is_not_there_is_named_and_the_dark_one_is_shown():
    app = MindieApp(play(), theme_name="neon")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.theme == "dark" and "neon" in next(iter(app._notifications)).message


async def test_rules_are_drawn_where_page_and_bars_have_one_ground():
    for name, drawn in (("dark", False), ("high-contrast", True)):
        app = MindieApp(play(), theme_name=name)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert ("⠤⠤⠤⠤" in shown(app)) is drawn


async def test_an_idle_screen_draws_nothing():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 2 and not app.screen.busy)
        assert app.screen._ticker._active.is_set() is False


# -- cells


def test_numbers_and_durations_as_people_read_them():
    assert number(1462.3, 1) == "1 462.3" and number(97440) == "97 440"
    assert [duration(s) for s in (0, 59, 349, 7500, 3_600_000)] == ["0 s", "59 s", "5 m 49 s", "2 h 05 m", "41 d"]
    assert [age(s) for s in (25, 59, 200, 7300)] == ["20 s", "40 s", "3 m", "2 h"]
    assert [size(b) for b in (12, 2048, 500 * 1024**3, 1.1 * 1024**4)] == ["12 B", "2.0 K", "500 G", "1.1 T"]


def test_text_is_cut_by_cells_a_path_at_its_head():
    assert cut("中文宽度测试", 7) == "中文.." and width(cut("中文宽度测试", 7)) <= 7
    assert cut_head("/data/weights/llama1-65b", 14) == "..s/llama1-65b"
    assert clause("Port of the service; AISBench's host_port.", 20) == "Port of the.."
    assert lower("Port of it") == "port of it" and lower("HTTPS on it") == "HTTPS on it"
    assert fit(say("a long sentence"), 8).plain == "a long.."
    assert spread(say("left"), say("right"), 20).plain == "left         right"


async def test_the_title_names_the_profile_and_what_moves():
    session = Play(deployment(2), {"probe": answers(facts("a3-01"), facts("a3-02"))})
    app = MindieApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 2)
        node = replace(app.run_state.nodes["a3-01"], phase="weights", percent=71)
        app.run_state = replace(app.run_state, service="starting", nodes={**app.run_state.nodes, "a3-01": node})
        assert app.title == "mindie-tui a3-double weights 71 %"


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


async def test_minus_goes_back_to_the_last_view():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "minus")
        assert app.current_mode == "nodes"
        await pilot.press("minus")
        assert app.current_mode == "launch"


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
