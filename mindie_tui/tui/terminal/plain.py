"""Terminals that cannot show everything: no colour is wanted (NO_COLOR), or few characters can be shown."""

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
LIT = range(42, 128)
"""Greys that Rich draws as bright black, where there are 16 colours."""
_BLACK, _WHITE = RichColor.from_rgb(0, 0, 0), RichColor.from_rgb(255, 255, 255)


class NoColour(LineFilter):
    """NO_COLOR: grey by brightness, but text whose colour has a meaning does not fade.

    Textual's own filter turns a red sentence into a grey that is darker than the text around it. `sixteen`: the
    terminal has four greys, and text on a ground of the second one is white.
    """

    def __init__(self, *, sixteen: bool = False) -> None:
        super().__init__()
        self._sixteen = sixteen

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        drawn = colourless_of_four if self._sixteen else colourless
        return [Segment(text, style and drawn(style), control) for text, style, control in segments]


@lru_cache(2048)
def colourless_of_four(style: Style) -> Style:
    """`colourless`, and white where the ground is one that becomes the darker of a terminal's two greys."""
    drawn = colourless(style)
    ground = drawn.bgcolor and drawn.bgcolor.triplet
    return drawn + Style(color=_WHITE) if ground and ground.red in LIT else drawn


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
    """Each character that a console font lacks as one that it has, a cell for a cell; `ascii`: with ASCII alone."""

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self._letters = ASCII if ascii else LETTERS

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(self._letters), segment.style)
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


_TO_ASCII = dict(zip("√│─█▀▄▌▐┌┐└┘·■═║▓▒░", "v|-#'.||++++.#=|##:", strict=True))
ASCII: Mapping[int, str] = {
    **{ord(letter): other for letter, other in _TO_ASCII.items()},
    **{code: _TO_ASCII.get(letter, letter) for code, letter in LETTERS.items()},
}
"""For an output that is not UTF-8: what is left of LETTERS has a stand-in too."""


def filters(
    filters: list[LineFilter], *, no_colour: bool, sixteen: bool = False, encoding: str = "utf-8"
) -> list[LineFilter]:
    """Textual's filters with ours in place of its own one for NO_COLOR, and fewer letters where they are needed.

    `sixteen`: the terminal has so many colours; `encoding`: of the output.
    """
    if no_colour:
        filters = [*(one for one in filters if not isinstance(one, Monochrome)), NoColour(sixteen=sixteen)]
    if encoding.lower().replace("-", "") != "utf8":
        return [*filters, ConsoleLetters(ascii=True)]
    return [*filters, ConsoleLetters()] if is_console(os.environ) else filters
