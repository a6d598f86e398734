"""What all screens share: where one is, what can be pressed, how one leaves, and that it can be read."""

import unicodedata
from dataclasses import replace

import pytest

from mindie_tui.model import language
from mindie_tui.model.errors import LaunchFailed, Unreachable
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.confirm import Told
from mindie_tui.tui.text.cells import width
from tests.kit.plays import Play, answers, deployment, facts, play, shown, until
from tests.kit.sizes import SIZES


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
    language.use("zh")
    app = MindieApp(play("mixed"))
    async with app.run_test(size=size) as pilot:
        for key in "12":
            await pilot.press(key)
            await pilot.pause()
            assert {width(line) for line in shown(app).split("\n")} == {size[0]}
            bad = {c for c in shown(app) if unicodedata.east_asian_width(c) == "A"}
            assert not bad
        assert "参数" in shown(app) and "maxSeqLen" in shown(app)


async def test_the_title_names_the_profile_and_what_moves():
    session = Play(deployment(2), {"probe": answers(facts("a3-01"), facts("a3-02"))})
    app = MindieApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 2)
        node = replace(app.run_state.nodes["a3-01"], phase="weights", percent=71)
        app.run_state = replace(app.run_state, service="starting", nodes={**app.run_state.nodes, "a3-01": node})
        assert app.title == "mindie-tui a3-double weights 71 %"


async def test_minus_goes_back_to_the_last_view():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "minus")
        assert app.current_mode == "nodes"
        await pilot.press("minus")
        assert app.current_mode == "launch"


async def test_the_language_is_switched_at_once_and_on_the_other_steps_too():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "Parameters" in shown(app) and "parameter" in shown(app))
        await pilot.press("Z")
        await until(pilot, lambda: "参数" in shown(app) and "Parameters" not in shown(app))
        await pilot.press("1")
        await until(pilot, lambda: "节点" in shown(app) and "Nodes" not in shown(app))
        await pilot.press("Z")
        await until(pilot, lambda: "Nodes" in shown(app) and "节点" not in shown(app))
