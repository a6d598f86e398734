"""The whole page."""

from __future__ import annotations

from pathlib import Path

from mindie_tui import __version__
from mindie_tui.model import language
from mindie_tui.model.report.page import front, ground, points, scores, summary, sweep
from mindie_tui.model.report.page.source import PageSource
from mindie_tui.model.report.page.tags import t, tag, written

_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"
"""The page makes a browser run nothing and fetch nothing, whatever it contains."""
_STYLE = Path(__file__).with_name("page.css")


def page(source: PageSource) -> str:
    """report.html in the language in force: no script, no link, nothing that a browser would have to fetch."""
    title = f"{source.report.get('profile') or source.run.profile} · {source.run.id}"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", **{"http-equiv": "Content-Security-Policy", "content": _ALLOWED}),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("style", _STYLE.read_text(encoding="utf-8")),
    )
    body = tag(
        "body",
        *summary.head(source),
        *sweep.sweep(source),
        *front.front(source),
        *points.points(source),
        *scores.accuracy(source),
        *sweep.missing(source),
        *summary.waived(source),
        *ground.start(source),
        *ground.configuration(source),
        *ground.environment(source),
        *ground.repeat(source),
        tag("footer", t("Written by mindie-tui {version}. The same as data: report.json.", version=__version__)),
    )
    spoken = "zh-CN" if language.in_force() == "zh" else "en"
    return written(tag("html", head, body, lang=spoken))
