"""One row of the log as it is drawn: time, lanes, node, level letter, message; the source file at the edge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.content import Content

from mindie_tui.model.known_errors import find
from mindie_tui.tui import cells
from mindie_tui.tui.widgets.log_lines import LogLine, parse

if TYPE_CHECKING:
    from mindie_tui.tui.widgets.log_view import Entry

LANES = 4
MOST_PARTS = 8
"""Lines that one wrapped row takes at most."""
INK: dict[str, str] = {
    "": "$foreground",
    "D": "$log-debug",
    "I": "$log-info",
    "W": "bold $log-warn",
    "E": "bold $log-error",
}


@lru_cache(maxsize=1024)
def harmless(line: str) -> bool:
    """Whether the table of known errors says that this line does no harm."""
    known = find(line)
    return known is not None and known.severity not in ("error", "fatal")


@lru_cache(maxsize=64)
def _name_cells(nodes: tuple[str, ...]) -> int:
    return min(max((cells.width(node) for node in nodes), default=0) + 1, 10) if len(nodes) > 1 else 0


@dataclass(frozen=True, slots=True)
class Painter:
    """`seen` are the nodes whose lines are shown, `nodes` all."""

    seen: Sequence[str]
    nodes: tuple[str, ...]
    width: int
    wide: bool
    sought: str
    first_error: str
    aside: int = 0
    """Characters of each message that are left out at its beginning."""

    def _speakers(self, entry: Entry) -> list[int]:
        mask = entry.place.mask
        return [n for n in range(len(self.seen)) if mask >> n & 1] if mask else [entry.place.node]

    def _head(self, entry: Entry, line: LogLine, quiet: bool) -> Content:
        """Time, lanes, node, level."""
        time = line.time if self.wide else line.time[3:8]
        parts = [(cells.left(time, 12 if self.wide else 5), "$muted"), ("  " if self.wide else " ", "")]
        who = self._speakers(entry)
        if 1 < len(self.seen) <= LANES:
            parts += [("⡇" if n in who else " ", f"$node-{n + 1}") for n in range(len(self.seen))] + [(" ", "")]
        if name := _name_cells(self.nodes):
            said = entry.node if len(who) == 1 else f"{len(who)} nodes"
            if len(who) == len(self.seen) > 1:
                said = "both" if len(who) == 2 else "all"
            parts += [(cells.left(said, name), "$muted"), (" ", "")]
        ink = "$log-known" if quiet or line.level == "E" and harmless(entry.raw) else INK[line.level]
        return Content.assemble(*parts, (line.level or " ", ink), (" ", ""))

    def _message(self, entry: Entry, line: LogLine, here: bool) -> Content:
        first = self.first_error and entry.raw == self.first_error
        ink = "bold $log-error" if first else "bold $strong" if here else "$foreground"
        if entry.place.hidden > 1:
            until = f" until {line.time[:8]}" if line.time else ""
            why = ", known, does no harm" if harmless(entry.raw) else ""
            said = f"{entry.place.hidden} more alike{until}{why}  "
            content = Content.assemble((said, "$muted"), (line.message, "bold $strong" if here else "$muted"))
        else:
            content = Content.styled(line.message.replace("\n", " "), ink)
        return self._hits(content, here) if self.sought else content

    def _hits(self, content: Content, here: bool) -> Content:
        minded = any(c.isupper() for c in self.sought)
        plain, word = (content.plain, self.sought) if minded else (content.plain.lower(), self.sought.lower())
        at = plain.find(word)
        while at >= 0:
            ink = "bold $on-accent on $accent" if here else "bold $strong on $find"
            content = content.stylize(ink, at, at + len(word))
            at = plain.find(word, at + len(word))
        return content

    def line(self, entry: Entry, here: bool) -> Content:
        """The row in one line, cut by cells."""
        line = parse(entry.raw)
        message = self._message(entry, line, here)
        if self.aside:
            message = message[self.aside :]
        content = cells.fit(self._head(entry, line, entry.place.hidden > 1) + message, self.width - 2)
        room = self.width - content.cell_length - 2
        end = ("o unfold" if entry.place.hidden > 1 else line.source) if self.wide and not self.aside else ""
        if end and room > len(end):
            content = content.pad_right(room - len(end)) + Content.styled(end, "$muted")
        return content

    def wrapped(self, entry: Entry, here: bool) -> list[Content]:
        """The row in as many lines as it takes, the further ones below the message."""
        line = parse(entry.raw)
        head = self._head(entry, line, entry.place.hidden > 1)
        room = max(self.width - head.cell_length - 2, 10)
        first, *rest = self._message(entry, line, here).wrap(room)[:MOST_PARTS] or [Content("")]
        return [head + first, *(Content(" " * head.cell_length) + part for part in rest)]

    def parts(self, entry: Entry) -> int:
        """How many lines `wrapped` gives."""
        return len(self.wrapped(entry, False))


def lit(content: Content, span: tuple[int, int]) -> Content:
    """With what the mouse has marked."""
    start, end = span
    return content.stylize("on $find", start, len(content) if end == -1 else end)
