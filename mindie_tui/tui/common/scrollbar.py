"""The scrollbar: a thin line of braille dots, so that it takes no ground and is one cell in every terminal."""

from __future__ import annotations

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.scrollbar import ScrollBarRender

DOTS = "⡇"
TRACK, THUMB = Color.parse("#555555"), Color.parse("#888888")


class BrailleBar(ScrollBarRender):
    """The thumb in the scrollbar's colour; the track in the colour of its ground, which a style sheet sets to $rule."""

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,
        vertical: bool = True,
        back_color: Color = TRACK,
        bar_color: Color = THUMB,
    ) -> Segments:
        """The bar as lines. Many parameters, since Textual calls it by these names."""
        if not vertical:
            return super().render_bar(
                size, virtual_size, window_size, position, thickness, vertical, back_color, bar_color
            )
        size = int(size)
        start, end = 0, 0
        if window_size and size and virtual_size > window_size:
            length = max(1, round(size * window_size / virtual_size))
            start = round((size - length) * position / (virtual_size - window_size))
            end = start + length
        made = []
        for row in range(size):
            inside = start <= row < end
            meta = {"@mouse.down": "grab" if inside else "scroll_up" if row < start else "scroll_down"}
            colour = bar_color if inside else back_color
            made.append(Segment(DOTS.ljust(thickness), Style(color=colour, meta=meta)))
        return Segments(made, new_lines=True)
