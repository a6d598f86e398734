"""Only what changes goes to the terminal; a terminal that is painted so shows the same as one painted whole."""

import random

import pytest
from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.terminal.painting import Painter
from tests.kit import whole_plays as plays
from tests.kit.plays import deployment, shown

CONSOLE = Console(color_system="truecolor", force_terminal=True)
LETTERS = "ab  节⠤✓x"
STYLES = (None, Style(color="red"), Style(bold=True), Style(color="red", meta={"offset": (1, 2)}))


class Glass:
    """A terminal of so many rows and columns: what was printed where, and how."""

    def __init__(self, columns, rows):
        self.cells = [[(" ", "")] * columns for _ in range(rows)]

    def write(self, text):
        look, x, y, at = "", 0, 0, 0
        while at < len(text):
            if text.startswith("\x1b[", at):
                end = next(n for n in range(at + 2, len(text)) if text[n].isalpha())
                words, verb = text[at + 2 : end], text[end]
                if verb == "H":
                    y, x = (int(word) - 1 for word in words.split(";"))
                elif verb == "m":
                    look = "" if words in ("0", "") else words
                at = end + 1
                continue
            x = self._put(text[at], look, x, y)
            at += 1

    def _put(self, character, look, x, y):
        width = get_character_cell_size(character)
        if not width:
            back = 1 if self.cells[y][x - 1][0] else 2
            before, its = self.cells[y][x - back]
            self.cells[y][x - back] = (before + character, its)
            return x
        for n in range(width):
            self.cells[y][x + n] = (character if n == 0 else "", look)
        return x + width


def row(rng, columns):
    """A strip of exactly so many cells."""
    segments, left = [], columns
    while left:
        text, room = "", rng.randint(1, min(left, 7))
        while room:
            letter = rng.choice([c for c in LETTERS if 0 < get_character_cell_size(c) <= room])
            taken = get_character_cell_size(letter)
            text, room, left = text + letter + rng.choice(["", "", "\u0301"]), room - taken, left - taken
        segments.append(Segment(text, rng.choice(STYLES)))
    return Strip(segments, columns)


def whole(strips):
    return LayoutUpdate([[strip] for strip in strips], Region(0, 0, strips[0].cell_length, len(strips)))


def test_a_thousand_changes_leave_the_terminal_as_if_each_was_painted_whole():
    rng = random.Random(15)
    painter, glass = Painter(), Glass(24, 4)
    strips = [row(rng, 24) for _ in range(4)]
    glass.write(painter.text(whole(strips), CONSOLE))
    for _ in range(1000):
        at = rng.randrange(4)
        strips[at] = row(rng, 24) if rng.random() < 0.3 else changed(rng, strips[at])
        if rng.random() < 0.5:
            update = whole(strips)
        else:
            first = rng.randrange(24)
            update = ChopsUpdate([{0: strip} for strip in strips], [(at, 0, 24), (at, first, 24)], [[24]] * 4)
        glass.write(painter.text(update, CONSOLE))
        plain = Glass(24, 4)
        plain.write(Painter().text(whole(strips), CONSOLE))
        assert glass.cells == plain.cells


def changed(rng, strip):
    """The strip with one segment of the same length in another style, or the same with other meta data."""
    segments = list(strip)
    at = rng.randrange(len(segments))
    segments[at] = Segment(segments[at].text, rng.choice(STYLES))
    return Strip(segments, strip.cell_length)


def test_the_same_again_is_no_byte_and_one_cell_is_a_few():
    painter = Painter()
    line = Strip([Segment("ready 5 s", Style(color="green"))])
    assert "ready 5 s" in painter.text(whole([line]), CONSOLE)
    assert painter.text(whole([line]), CONSOLE) == ""
    moved = Strip([Segment("ready 5 s", Style(color="green", meta={"offset": (3, 4)}))])
    assert painter.text(whole([moved]), CONSOLE) == "", "what cannot be seen is not written"
    text = painter.text(whole([Strip([Segment("ready 6 s", Style(color="green"))])]), CONSOLE)
    assert text.startswith("\x1b[1;7H") and "6" in text and len(text) < 25
    painter.forget()
    assert "ready 5 s" in painter.text(whole([line]), CONSOLE)


def test_another_size_is_painted_whole():
    painter = Painter()
    painter.text(whole([Strip([Segment("abc")])]), CONSOLE)
    assert "abcd" in painter.text(whole([Strip([Segment("abcd")])]), CONSOLE)


@pytest.mark.parametrize("step", ["nodes", "parameters", "preflight", "launch", "bench", "report"])
async def test_a_sample_of_the_npus_paints_no_screen_that_does_not_show_it(step):
    state = plays.fold(*plays.started(), *plays.checked(), *plays.launched(until="ready"))
    app = plays.opened(plays.Walk(deployment(2), None, state=state), step)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        sample = ev.NpuSample("a3-01", 55.5, 40)
        app.run_state = plays.fold(sample, state=app.run_state, step="launch")
        await pilot.pause(0.3)
        assert ("55.5" in shown(app) or "40 %" in shown(app)) == (step in ("launch", "bench"))
        updates = []
        app._display = lambda screen, update: updates.append(update)
        app.run_state = plays.fold(sample, state=app.run_state, step="launch")
        await pilot.pause(0.3)
        assert not [update for update in updates if update is not None], "the same sample again draws nothing"
