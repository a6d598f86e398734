"""Lines over a figure, drawn by pygal as SVG; the page's own style gives them their colours, on paper too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mindie_tui.model.report.page.tags import tag
from mindie_tui.model.text import one_line

MOST_POINTS = 240
"""Of a line: a chart of 720 units shows no more."""
WIDTH, HEIGHT = 720, 250
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trace:
    """One line of a chart. A figure that was not measured is no point of it."""

    name: str
    points: Sequence[Point]
    ink: int = 0
    """Its colour in the style of the page, 0 to 3; 2 and 3 are dashed: another run's."""
    dots: bool = False
    """Each point is one that was measured by itself: it is marked."""
    joined: bool = True
    """Whether a line joins the points."""


def chart(title: str, lines: Sequence[Trace], *, x_unit: str, y_unit: str, least: int = 2) -> Element | None:
    """A chart below its title; None where no line has `least` points."""
    drawn = [line for line in lines if len(line.points) >= least]
    if not drawn:
        return None
    keys = [tag("span", line.name, of=f"key ink-{line.ink}") for line in drawn] if len(drawn) > 1 else []
    caption = tag("figcaption", tag("span", f"{title}, {y_unit}" if y_unit else title), *keys)
    return tag("figure", caption, _svg(drawn, title, x_unit))


def _svg(lines: Sequence[Trace], title: str, x_unit: str) -> Element:
    # 70 ms of import that only a report needs
    import pygal

    top = max(y for line in lines for _, y in line.points)
    plot = pygal.XY(
        js=[], no_prefix=True, disable_xml_declaration=True, show_dots=True, width=WIDTH, height=HEIGHT,
        range=(0, top * 1.05 or 1), x_title=one_line(x_unit), margin=6, max_scale=6, show_legend=False,
        x_value_formatter=_figure, value_formatter=_figure,
    )  # fmt: skip
    for line in lines:
        plot.add(one_line(line.name), thinned(line.points), show_dots=line.dots, dots_size=3, stroke=line.joined)
    drawn: Element = plot.render_tree()
    _bare(drawn, title)
    _colour(drawn, [line.ink for line in lines])
    return drawn


def thinned(points: Sequence[Point]) -> Sequence[Point]:
    """At most MOST_POINTS of them, evenly, the last one among them."""
    step = -(-len(points) // MOST_POINTS)
    return points if step <= 1 else [*points[:-1:step], points[-1]]


def _colour(svg: Element, inks: Sequence[int]) -> None:
    """pygal colours by order, the page by meaning."""
    for one in svg.iter("g"):
        for at, ink in enumerate(inks):
            if one.get("class") == f"series serie-{at} color-{at}":
                one.set("class", f"series ink-{ink}")
                break


def _bare(svg: Element, title: str) -> None:
    """pygal's picture without its script, its style, its notes and its empty places for tooltips."""
    for parent in list(svg.iter()):
        for child in list(parent):
            if _is_left_out(child):
                parent.remove(child)
    for one in svg.iter():
        one.attrib.pop("id", None)
        if one.tag == "title" and one.text == "Pygal":
            one.text = one_line(title)
    svg.set("role", "img")


def _is_left_out(element: Element) -> bool:
    if not isinstance(element.tag, str):  # a comment
        return True
    return element.tag in ("defs", "desc") or (element.get("class") or "").endswith(("text-overlay", "tooltip-overlay"))


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
