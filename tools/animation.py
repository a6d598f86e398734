"""Several pictures of the terminal as one that moves: an SVG whose style shows one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD = re.compile(r"<svg[^>]*viewBox=\"0 0 ([\d.]+) ([\d.]+)\"[^>]*>")
_FONTS = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)


def animated(frames: Sequence[tuple[str, float]]) -> str:
    """One SVG out of `frames`: (a picture as Textual exports it, seconds that it stands). It begins again at its end.

    Raises ValueError where there is no frame, or one that is no such picture.
    """
    total = sum(seconds for _, seconds in frames)
    heads = [_HEAD.search(picture) for picture, _ in frames]
    if not heads or not all(heads):
        raise ValueError("there is no picture, or one that Textual did not draw")
    sizes = [(float(head[1]), float(head[2])) for head in heads if head]
    width, height = max(size[0] for size in sizes), max(size[1] for size in sizes)
    rules, bodies, began = [], [], 0.0
    for at, (picture, seconds) in enumerate(frames):
        first, last = 100 * began / total, 100 * (began + seconds) / total
        rules.append(_rule(at, first, last, total))
        bodies.append(f'<g class="frame" id="frame-{at}">{_body(picture)}</g>')
        began += seconds
    style = "\n".join([".frame { visibility: hidden; }", *rules])
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="rich-terminal" viewBox="0 0 {width:g} {height:g}">'
    return "\n".join([head, f"<style>\n{style}\n</style>", *bodies, "</svg>", ""])


def _rule(at: int, first: float, last: float, total: float) -> str:
    """Visible between two percentages of the whole, hidden before and behind."""
    stops = [(0.0, at == 0), (first, True), (last, last >= 100)]
    frames = " ".join(
        f"{p:.3f}% {{ visibility: {'visible' if seen else 'hidden'}; }}" for p, seen in dict(stops).items()
    )
    return f"@keyframes show-{at} {{ {frames} }}\n#frame-{at} {{ animation: show-{at} {total:g}s step-end infinite; }}"


def _body(picture: str) -> str:
    """What is inside the picture's own <svg>; its fonts would have to be fetched."""
    inside = picture[picture.index(">", picture.index("<svg")) + 1 : picture.rindex("</svg>")]
    return "\n".join(line.strip() for line in _FONTS.sub("", inside).splitlines() if line.strip())
