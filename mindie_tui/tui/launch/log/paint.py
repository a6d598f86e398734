"""One row of the log as it is drawn: time, lanes, node, level letter, message; the source file at the edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from textual.content import Content

from mindie_tui.model.faults.matching import find
from mindie_tui.tui.launch.log.lines import LogLine, parse, since
from mindie_tui.tui.launch.log.our_lines import OWN
from mindie_tui.tui.launch.log.rows import RowContent
from mindie_tui.tui.text import cells
from mindie_tui.tui.text.translate import t

LANES = 4
NAME_CELLS = 13
"""Of the column that says who speaks, at most."""
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


@dataclass(frozen=True, slots=True)
class Voice:
    """The sources of some rows: the service of a node, a further file of it, or we ourselves."""

    key: str
    label: str
    ink: str
    """The colour of its node."""

    @property
    def own(self) -> bool:
        return self.key == OWN


@lru_cache(maxsize=64)
def voices(keys: tuple[str, ...], nodes: tuple[str, ...]) -> tuple[Voice, ...]:
    """The voices by their keys ("a3-01", "a3-01/plog-1", OWN); `nodes` are all nodes, in the order of their colours."""
    one_node = len({key.partition("/")[0] for key in keys if key != OWN}) == 1
    made = []
    for key in keys:
        node, _, file = key.partition("/")
        ink = "$log-own" if key == OWN else f"$node-{nodes.index(node) % LANES + 1}" if node in nodes else "$muted"
        short = re.sub(r"[_-]\d.*", "", file) or file
        alike = [other for other in keys if other.partition("/")[0] == node and short in other]
        label = (short if len(alike) == 1 else file).removeprefix("mindie-") if file else node
        if one_node and not file and key != OWN and any("/" in other for other in keys):
            label = t("service")
        made.append(Voice(key, label if one_node or not file else f"{node} {label}", ink))
    return tuple(made)


@lru_cache(maxsize=64)
def _name_cells(seen: tuple[Voice, ...]) -> int:
    return min(max(cells.width(voice.label) for voice in seen) + 1, NAME_CELLS) if len(seen) > 1 else 0


@dataclass(frozen=True, slots=True)
class ShownLine:
    """The content of one line of the view, with its text."""

    node: str
    raw: str
    place: RowContent
    row: int = -1
    """Its row, counted over all levels."""
    open: bool = False
    """A row whose lines are shown below it."""


@dataclass(frozen=True, slots=True)
class LinePainter:
    """How a line is drawn. `seen` are those whose lines are shown, in the order of their numbers."""

    seen: tuple[Voice, ...]
    width: int
    wide: bool
    sought: str
    first_error: str
    aside: int = 0
    """Characters of each message that are left out at its beginning."""
    clock: str = "clock"
    zero: float = 0.0
    """Where the time begins, in seconds of its day, for the clock "since"."""

    @property
    def _nodes(self) -> list[int]:
        return [n for n, voice in enumerate(self.seen) if not voice.own]

    def _speakers(self, entry: ShownLine) -> list[int]:
        mask = entry.place.mask
        return [n for n in range(len(self.seen)) if mask >> n & 1] if mask else [entry.place.node]

    def _time(self, line: LogLine) -> str:
        """The time as wide as its column, with the gap behind it."""
        if self.clock == "none":
            return ""
        if self.clock == "since" and line.time:
            said = since(line.time, self.zero)
            return cells.right(said, 12) + "  " if self.wide else cells.right(said[:-4], 7) + " "
        return cells.left(line.time, 12) + "  " if self.wide else cells.left(line.time[3:8], 5) + " "

    def _head(self, entry: ShownLine, line: LogLine, quiet: bool) -> Content:
        """Time, lanes, node, level."""
        parts = [(self._time(line), "$muted")]
        nodes, who = self._nodes, self._speakers(entry)
        lanes = 1 < len(nodes) <= LANES
        if lanes:
            parts += [("⡇" if n in who else " ", self.seen[n].ink) for n in nodes] + [(" ", "")]
        speaks = self.seen[who[0]] if who and who[0] < len(self.seen) else None
        if speaks is not None and (name := _name_cells(self.seen)):
            said = speaks.label if len(who) == 1 else t("{n} nodes", n=len(who))
            if len(who) == len(nodes) > 1:
                said = t("both") if len(who) == 2 else t("all")
            ink = speaks.ink if speaks.own or len(nodes) > LANES and len(who) == 1 else "$muted"
            parts += [(cells.left(said, name), ink), (" ", "")]
        own = speaks is not None and speaks.own
        ink = "$log-known" if quiet or line.level == "E" and harmless(entry.raw) else INK[line.level]
        return Content.assemble(*parts, (" " if own else line.level or " ", ink), (" ", ""))

    def _message(self, entry: ShownLine, line: LogLine, here: bool) -> Content:
        first = self.first_error and entry.raw == self.first_error
        ink = "bold $log-error" if first else "bold $strong" if here else "$foreground"
        if entry.node == OWN:
            content = Content.styled(line.message, "$log-own")
        elif entry.place.hidden > 1:
            until = t(" until {time}", time=line.time[:8]) if line.time else ""
            why = t(", known, does no harm") if harmless(entry.raw) else ""
            said = t("{n} more alike", n=entry.place.hidden) + until + why + "  "
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

    def line(self, entry: ShownLine, here: bool) -> Content:
        """The row in one line, cut by cells."""
        line = parse(entry.raw)
        message = self._message(entry, line, here)
        if self.aside:
            message = message[self.aside :]
        content = cells.fit(self._head(entry, line, entry.place.hidden > 1) + message, self.width - 2)
        room = self.width - content.cell_length - 2
        end = "" if self.aside else self._end(entry, line)
        if end and room > cells.width(end):
            content = content.pad_right(room - cells.width(end)) + Content.styled(end, "$muted")
        return content

    def _end(self, entry: ShownLine, line: LogLine) -> str:
        """The text at the right edge."""
        if entry.place.hidden > 1:
            return t("o fold") if entry.open else t("o unfold")
        if entry.open:
            return t("o fold")
        return line.source if self.wide else ""

    def wrapped(self, entry: ShownLine, here: bool) -> list[Content]:
        """The row in as many lines as it takes, the further ones below the message."""
        line = parse(entry.raw)
        head = self._head(entry, line, entry.place.hidden > 1)
        room = max(self.width - head.cell_length - 2, 10)
        first, *rest = self._message(entry, line, here).wrap(room)[:MOST_PARTS] or [Content("")]
        return [head + first, *(Content(" " * head.cell_length) + part for part in rest)]

    def parts(self, entry: ShownLine) -> int:
        """How many lines `wrapped` gives."""
        return len(self.wrapped(entry, False))


def lit(content: Content, span: tuple[int, int]) -> Content:
    """With what the mouse has marked."""
    start, end = span
    return content.stylize("on $find", start, len(content) if end == -1 else end)
