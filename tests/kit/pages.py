"""report.html as a reader of it would have it: its tags, what it would fetch, its words."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from tests.kit.report_plays import give_several_points, measured_run

if TYPE_CHECKING:
    from mindie_tui.store.runs.run import Run

_FETCHED = ("src", "href", "data", "action", "xlink:href")


class Seen(HTMLParser):
    """What a page holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.fetched: list[str | None] = []
        self._words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [value for name, value in attrs if name in _FETCHED]

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())


def run_with_points(folder: Path) -> Run:
    """A measured run of three points and two scores, worse than its baseline."""
    run = give_several_points(measured_run(folder)).run
    assert run is not None
    return run
