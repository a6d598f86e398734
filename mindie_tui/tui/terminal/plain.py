"""Terminals that cannot show everything: no colour is wanted (NO_COLOR), or a console whose font has few characters."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, Monochrome

from mindie_tui.model.terminal import is_console

COLOURFUL = 0.35
"""Saturation (HSL) from which a colour carries a meaning; the greys of the themes stay below 0.2."""
WARM = 0.19
"""Hues below it, and close to 1, are red, orange and yellow: errors and warnings, written bold."""
_BLACK, _WHITE = RichColor.from_rgb(0, 0, 0), RichColor.from_rgb(255, 255, 255)


class NoColour(LineFilter):
    """NO_COLOR: grey by brightness, but text whose colour has a meaning does not fade.

    Textual's own filter turns a red sentence into a grey that is darker than the text around it.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [Segment(text, style and colourless(style), control) for text, style, control in segments]


@lru_cache(2048)
def colourless(style: Style) -> Style:
    """A style without hue: coloured text is black or white, whichever stands out, and bold where it is a warning."""
    ground = _grey(style.bgcolor)
    text = _grey(style.color)
    bold = style.bold
    if style.color is not None and style.color.triplet is not None:
        hue, saturation, _ = Color.from_rich_color(style.color).hsl
        if saturation >= COLOURFUL:
            light = ground is not None and ground.triplet is not None and ground.triplet.red > 127
            text = _BLACK if light else _WHITE
            bold = bold or hue < WARM or hue > 1 - WARM / 4
    return style + Style(color=text, bgcolor=ground, bold=bold)


def _grey(colour: RichColor | None) -> RichColor | None:
    return None if colour is None or colour.triplet is None else Color.from_rich_color(colour).monochrome.rich_color


class ConsoleLetters(LineFilter):
    """Each character that a console font lacks as one that it has, a cell for a cell."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(LETTERS), segment.style)
            for segment in segments
        ]


def _braille(code: int) -> str:
    """A cell of a chart: which halves of it have dots."""
    dots = code - 0x2800
    upper, lower = dots & 0b00011011, dots & 0b11100100
    return "█" if upper and lower else "▀" if upper else "▄" if lower else " "


LETTERS: Mapping[int, str] = {code: _braille(code) for code in range(0x2800, 0x2900)} | {
    ord(letter): other
    for letter, other in {
        **dict(zip("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", r"|/-\|/-\|/", strict=True)),
        "⡇": "│",
        "⢸": "│",
        "⠤": "─",
        "⠂": "·",
        "⠶": "=",
        "✓": "√",
        "✗": "x",
        "▸": ">",
        "≠": "#",
        "×": "x",
        "…": ".",
        "–": "-",
        "—": "-",
        "→": ">",
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "▏": "▌",
        "▎": "▌",
        "▍": "▌",
        "▋": "█",
        "▊": "█",
        "▉": "█",
        "●": "*",
        "○": "o",
        "•": "*",
        "▲": "^",
        "▼": "v",
        "▶": ">",
        "◀": "<",
        "↑": "^",
        "↓": "v",
        "←": "<",
        "■": "█",
        "□": "o",
        "╭": "┌",
        "╮": "┐",
        "╯": "┘",
        "╰": "└",
        "━": "─",
        "┃": "│",
        "╸": "─",
        "╺": "─",
        "╹": "│",
        "╻": "│",
        "▁": "▄",
        "▂": "▄",
        "▃": "▄",
        "▅": "▄",
        "▆": "█",
        "▇": "█",
        "▔": "▀",
        "▕": "▐",
    }.items()
}


def filters(filters: list[LineFilter], *, no_colour: bool) -> list[LineFilter]:
    """Textual's filters with ours in place of its own one for NO_COLOR, and the console's letters where needed."""
    if no_colour:
        filters = [*(one for one in filters if not isinstance(one, Monochrome)), NoColour()]
    return [*filters, ConsoleLetters()] if is_console(os.environ) else filters
