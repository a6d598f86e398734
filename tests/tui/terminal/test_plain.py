"""NO_COLOR, a console with a small font, a terminal that cannot place text."""

import os
import subprocess
import sys

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.tui import themes
from mindie_tui.tui.terminal import plain
from tests.fuzz.terminals import Terminal
from tests.kit import bench_plays, whole_plays as plays
from tests.kit.plays import deployment

DARK, GROUND = themes.complete({}), Color.parse("#11151a")


def brightness(style):
    return sum(style.color.triplet)


def grey(role, ground="background"):
    """How a role of the theme is drawn with NO_COLOR."""
    style = Style(color=DARK[role], bgcolor=DARK[ground])
    return plain.NoColour().apply([Segment("x", style)], GROUND)[0].style


@pytest.mark.parametrize("role", ["error", "warning", "success", "accent"])
def test_what_has_a_colour_with_a_meaning_does_not_fade_without_colour(role):
    style = grey(role)
    red, green, blue = style.color.triplet
    assert red == green == blue, "no hue"
    assert brightness(style) >= brightness(grey("foreground")) > brightness(grey("muted"))
    assert bool(style.bold) == (role in ("error", "warning"))


def test_text_on_a_coloured_ground_stands_out_too():
    style = grey("on-accent", "accent")
    assert abs(style.color.triplet.red - style.bgcolor.triplet.red) > 120


def test_where_there_are_four_greys_muted_text_on_a_lit_ground_is_white():
    style = Style(color=DARK["muted"], bgcolor=DARK["boost"])
    for sixteen, ink in ((True, 255), (False, 160)):
        drawn = plain.NoColour(sixteen=sixteen).apply([Segment("x", style)], GROUND)[0].style
        assert abs(drawn.color.triplet.red - ink) < 10
    dark = Style(color=DARK["muted"], bgcolor=DARK["background"])
    assert plain.NoColour(sixteen=True).apply([Segment("x", dark)], GROUND)[0].style.color.triplet.red < 200


def test_an_output_that_is_not_utf_8_gets_ascii_cell_for_cell():
    shown = "✓ ▸ │─█ ⣿⡇ ╭╮ … √"
    (filtered,) = plain.ConsoleLetters(ascii=True).apply([Segment(shown)], GROUND)
    assert filtered.text.isascii() and len(filtered.text) == len(shown)
    every = "".join(map(chr, plain.ASCII))
    assert every.translate(plain.ASCII).isascii()
    chosen = plain.filters([], no_colour=False, encoding="ISO-8859-1")
    assert [one.apply([Segment("✓")], GROUND)[0].text for one in chosen] == ["v"]
    assert not plain.filters([], no_colour=False, encoding="UTF-8")


async def test_the_wizard_with_no_color_writes_no_hue_and_bold_errors(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    state = plays.fold(ev.NodeRefused("a3-01", "login", "no key was accepted", "ssh-copy-id"))
    app = plays.opened(plays.Walk(deployment(2), None, state=state), "nodes")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        segments = [segment for line in app.screen._compositor.render_strips() for segment in line]
        for style in (segment.style for segment in segments if segment.style):
            for colour in (style.color, style.bgcolor):
                assert colour is None or colour.triplet is None or len(set(colour.triplet)) == 1
        crosses = [segment for segment in segments if "✗" in segment.text]
        assert crosses and all(segment.style.bold for segment in crosses)


def test_a_console_font_has_every_character_that_is_drawn():
    letters = "".join(map(chr, range(0x2800, 0x2900))) + "⠋⠙✓✗▸≠×…▏▎▍▌▋▊▉█⡇⢸⠤├│└─╭╮╯╰↑↓→←"
    drawn = plain.ConsoleLetters().apply([Segment(letters)], GROUND)[0].text
    assert len(drawn) == len(letters)
    assert drawn.encode("cp437")


@pytest.mark.parametrize("step", ["nodes", "parameters", "preflight", "launch", "bench", "report"])
async def test_on_a_console_each_step_is_drawn_in_its_characters_and_in_english(step, monkeypatch):
    monkeypatch.setenv("TERM", "linux")
    state = plays.fold(*plays.started(), *plays.checked(), *plays.launched(until="ready"), *bench_plays.benched(200))
    app = plays.opened(plays.Walk(deployment(2), None, state=state), step)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        for line in app.screen._compositor.render_strips():
            for segment in line:
                assert segment.text.encode("cp437", "replace").decode("cp437") == segment.text
    assert language.language_of({"TERM": "linux", "LANG": "zh_CN.UTF-8"}) == "en"


@pytest.mark.parametrize(("term", "line"), [("dumb", ()), ("", ()), (None, ()), ("dumb", ("demo",)), ("unknown", ())])
def test_a_terminal_that_cannot_place_text_is_told_of_replay(term, line, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "TERM"}
    environment |= {} if term is None else {"TERM": term}
    shown = Terminal([sys.executable, "-m", "mindie_tui", *line], environment, "closed")
    try:
        assert shown.process.wait(20) == 64
        shown.told.wait(20)
        assert shown.text.count(b"\n") == 1 and b"replay" in shown.text and b"\x1b" not in shown.text
    finally:
        shown.close()


@pytest.mark.long
async def test_no_step_moves_when_the_first_edit_comes():
    app = plays.opened(plays.Walk(deployment(2)), "parameters")
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        for columns in (80, 100, 120, 130, 160):
            await pilot.resize_terminal(columns, 36)
            await pilot.pause()
            before, places = stepper(app), []
            app.edit(app.deployment.model_copy(update={"name": app.deployment.name, "config": "/tmp/other.json"}))
            await pilot.pause()
            assert app.edited and "edited" in (after := stepper(app))
            for name in ("1", "2", "▸", "3", "6"):
                places.append((before.find(name), after.find(name)))
            assert all(left == right for left, right in places), (columns, before, after)
            app.undo()
            await pilot.pause()


def stepper(app):
    return "".join(segment.text for segment in app.screen._compositor.render_strips()[0])


CLOSED = {"output": ">&-", "input": "<&-", "errors": "2>&-", "all": "<&- >&- 2>&-"}
LINES = (
    "",
    "runs",
    "replay none --json",
    "demo",
    "attach last",
    "replay none",
    "validate none",
    "explain dp",
    "show last",
    "status",
    "resume last",
    "stop last",
    "rollback last",
    "profiles",
    "--version",
    "--help",
)


@pytest.mark.parametrize("line", [LINES[0], *(pytest.param(one, marks=pytest.mark.long) for one in LINES[1:])])
def test_a_command_whose_streams_are_closed_ends_as_it_would_with_open_ones(line):
    def status(streams):
        done = subprocess.run(
            ["bash", "-c", f'"$0" -m mindie_tui {line} {streams}', sys.executable],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        said = done.stdout + done.stderr
        assert "Traceback" not in said and "fault of mindie-tui" not in said and "Exception" not in said, said
        return done.returncode

    assert {status(streams) for streams in CLOSED.values()} == {status("</dev/null")}
