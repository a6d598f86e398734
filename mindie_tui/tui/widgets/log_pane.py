"""The service's log of all nodes or of one: Textual's Log, pulled from the spools ten times a second.

While it follows it stands at the end. Scrolled up it is paused: nothing is pulled, so nothing slides away under the
reader, and what waits is counted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from textual.binding import Binding
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip
from textual.style import Style
from textual.widgets import Log

from mindie_tui.model.known_errors import find
from mindie_tui.tui import cells
from mindie_tui.tui.widgets.log_lines import Level, LogLine, parse, shown

MAX_LINES = 10_000
PULL_S = 0.1
PORTION = 400
"""Lines of one node that one pull takes at most, so that a flood does not starve the keys."""
LANES = 4
LEVELS: tuple[tuple[Level, str], ...] = (
    ("", "all levels"),
    ("I", "INFO and up"),
    ("W", "WARN and up"),
    ("E", "ERROR only"),
)
INK: dict[str, str] = {
    "": "$foreground",
    "D": "$log-debug",
    "I": "$log-info",
    "W": "bold $log-warn",
    "E": "bold $log-error",
}


class Lines(Protocol):
    """What a spool is for a view."""

    size: int

    def __len__(self) -> int: ...

    def lines(self, first: int, count: int) -> list[str]: ...


@dataclass(slots=True)
class _Reading:
    """How far one node's spool was read."""

    at: int = 0
    size: int = -1
    tail: str = ""
    """The last piece as it was shown: it may have had no end yet."""


@dataclass(frozen=True, slots=True)
class _Entry:
    node: str
    raw: str
    bad: bool
    """Of level E: looked at once, so that counting ten thousand of them costs nothing."""


@lru_cache(maxsize=1024)
def harmless(line: str) -> bool:
    """Whether the table of known errors says that this line does no harm."""
    known = find(line)
    return known is not None and known.severity not in ("error", "fatal")


def merged(portions: Sequence[list[_Entry]]) -> list[_Entry]:
    """What several nodes said, by the times in their lines; one without a time stays behind the one before it."""
    timed: list[tuple[str, _Entry]] = []
    for portion in portions:
        time = ""
        for entry in portion:
            time = parse(entry.raw).time or time
            timed.append((time, entry))
    return (
        [entry for _, entry in sorted(timed, key=lambda pair: pair[0])]
        if len(portions) > 1
        else portions[0]
        if portions
        else []
    )


class LogPane(Log):
    """`nodes` and `spool_of` say what there is; `only` shows one node."""

    DEFAULT_CSS = """
    LogPane, LogPane:focus {
        background: $background; background-tint: 0%; color: $foreground;
        padding: 0 0 0 3; overflow-x: auto; overflow-y: auto;
        scrollbar-size-vertical: 1; scrollbar-size-horizontal: 0;
    }
    """
    BINDINGS = [
        Binding("down,j", "scroll_down", "down", show=False),
        Binding("up,k", "scroll_up", "up", show=False),
        Binding("ctrl+d,pagedown", "page_down", "page down", show=False),
        Binding("ctrl+u,pageup", "page_up", "page up", show=False),
        Binding("g,home", "scroll_home", "first", show=False),
        Binding("G,end", "follow", "last", show=False),
    ]
    following: var[bool] = var(True)
    only: var[str | None] = var(None)

    class Changed(Message):
        """What the head line says is another: lines came, followed or paused, a hit."""

    def __init__(self, spool_of: Callable[[str], Lines | None], *, id: str | None = None) -> None:
        super().__init__(max_lines=MAX_LINES, auto_scroll=False, id=id)
        self.spool_of = spool_of
        self.nodes: tuple[str, ...] = ()
        self.level: Level = ""
        self.first_error = ""
        """The line of the first error: the only one whose text is coloured."""
        self.sought = ""
        self.marked: int | None = None
        """The line that `e` or `n` stands on, in this view."""
        self._entries: deque[_Entry] = deque(maxlen=MAX_LINES - 1)
        self._read: dict[str, _Reading] = {}
        self._taken = 0
        """Lines that this view ever took."""
        self._hits_of: tuple[tuple[str, int], list[int]] = (("", 0), [])

    def on_mount(self) -> None:
        self._puller = self.set_interval(PULL_S, self.pull)

    def sleep(self, asleep: bool) -> None:
        """While another step is looked at nothing is pulled."""
        (self._puller.pause if asleep else self._puller.resume)()

    # -- from the spools

    def show_nodes(self, nodes: Sequence[str]) -> None:
        """The serving nodes, master first."""
        if tuple(nodes) != self.nodes:
            self.nodes = tuple(nodes)
            self.again()

    def again(self) -> None:
        """Empty, and read the end of the spools anew."""
        self._entries.clear()
        self._taken += 1
        self._read.clear()
        self.marked = None
        self.clear()
        self.following = True
        for node in self._seen():
            if (spool := self.spool_of(node)) is not None:
                self._read[node] = _Reading(max(len(spool) - MAX_LINES // max(len(self._seen()), 1), 0))
        self.pull()

    def _seen(self) -> tuple[str, ...]:
        return (self.only,) if self.only in self.nodes else self.nodes  # type: ignore[return-value]

    def waiting(self) -> int:
        """Lines that came while it was paused."""
        spools = [(self.spool_of(node), self._read.get(node)) for node in self._seen()]
        return sum(
            max(len(spool) - (reading.at if reading else 0), 0) for spool, reading in spools if spool is not None
        )

    def counts(self) -> dict[str, int]:
        """Lines of each node so far."""
        return {node: len(spool) for node in self.nodes if (spool := self.spool_of(node)) is not None}

    def pull(self) -> None:
        """Take what is new, a portion of each node; nothing while paused."""
        if not self.following:
            if self.waiting():
                self.post_message(self.Changed())
            return
        new = merged([self._portion(node) for node in self._seen()])
        if not new:
            return
        self._entries.extend(new)
        self._taken += len(new)
        self.write("".join(f"{self._line(entry)}\n" for entry in new), scroll_end=True)
        self.post_message(self.Changed())

    def _portion(self, node: str) -> list[_Entry]:
        spool = self.spool_of(node)
        if spool is None:
            return []
        reading = self._read.setdefault(node, _Reading())
        count, size = len(spool), spool.size
        settled = size == reading.size
        reading.size = size
        found: list[str] = []
        if reading.tail and reading.at and count >= reading.at and not settled:
            last = spool.lines(reading.at - 1, 1)
            if last and last[0] != reading.tail:
                found += last  # it went on after it was shown
            reading.tail = ""
        upto = count if settled else count - 1  # the last piece may still grow
        if upto > reading.at:
            pieces = spool.lines(reading.at, min(upto - reading.at, PORTION))
            reading.at += len(pieces)
            found += pieces
            reading.tail = pieces[-1] if reading.at == count and pieces else ""
        lines = [(piece.rstrip(), parse(piece.rstrip())) for piece in found]
        return [_Entry(node, piece, line.level == "E") for piece, line in lines if piece and shown(line, self.level)]

    # -- paint

    @property
    def _wide(self) -> bool:
        return self.app.size.width >= 100

    def _lanes(self) -> int:
        return len(self._seen()) if 1 < len(self._seen()) <= LANES else 0

    def _name_cells(self) -> int:
        return min(max((cells.width(node) for node in self.nodes), default=0) + 1, 10) if len(self.nodes) > 1 else 0

    def _head(self, entry: _Entry, line: LogLine) -> list[tuple[str, str]]:
        """Time, lanes, node, level."""
        time = line.time if self._wide else line.time[3:8]
        parts = [(cells.left(time, 12 if self._wide else 5), "$muted"), ("  " if self._wide else " ", "")]
        if lanes := self._lanes():
            at = self._seen().index(entry.node)
            parts += [("⡇" if n == at else " ", f"$node-{n + 1}") for n in range(lanes)] + [(" ", "")]
        if name := self._name_cells():
            parts += [(cells.left(entry.node, name), "$muted"), (" ", "")]
        ink = "$log-known" if line.level == "E" and harmless(entry.raw) else INK[line.level]
        return [*parts, (line.level or " ", ink), (" ", "")]

    def _line(self, entry: _Entry) -> str:
        """What stands in the view, as text: the selection takes it from here."""
        line = parse(entry.raw)
        return "".join(words for words, _ in self._head(entry, line)) + line.message.replace("\n", " ")

    def entry(self, y: int) -> _Entry | None:
        """The entry of a line of this view."""
        at = y - (self.line_count - len(self._entries))
        return self._entries[at] if 0 <= at < len(self._entries) else None

    def render_line(self, y: int) -> Strip:
        scroll_x, scroll_y = self.scroll_offset
        width, n, base = self.size.width, scroll_y + y, self.visual_style
        entry = self.entry(n)
        if entry is None:
            return Strip.blank(width, base.rich_style)
        line = parse(entry.raw)
        here = n == self.marked
        if here:
            base += Style.parse(
                f"on {'$block-cursor-background' if self.has_focus else '$block-cursor-blurred-background'}"
            )
        first = self.first_error and entry.raw == self.first_error
        ink = "bold $log-error" if first else "bold $strong" if here else "$foreground"
        content = Content.assemble(*self._head(entry, line), (line.message, ink))
        if self.sought:
            content = self._marked_hits(content, here)
        if (selection := self.text_selection) is not None and (span := selection.get_span(n)) is not None:
            start, end = span
            content = content.stylize("on $find", start, len(content) if end == -1 else end)
        if not scroll_x:
            content = cells.fit(content, width - 2)
        room = width - content.cell_length - 2
        if self._wide and line.source and not scroll_x and room >= len(line.source) + 1:
            content = content.pad_right(room - len(line.source)) + Content.styled(line.source, "$muted")
        strip = cells.strip(content, max(scroll_x + width, content.cell_length), base)
        return strip.crop_extend(scroll_x, scroll_x + width, base.rich_style).apply_offsets(scroll_x, n)

    def _marked_hits(self, content: Content, here: bool) -> Content:
        plain, word = content.plain.lower(), self.sought.lower()
        at = plain.find(word)
        while at >= 0:
            content = content.stylize(
                "bold $on-accent on $accent" if here else "bold $strong on $find", at, at + len(word)
            )
            at = plain.find(word, at + len(word))
        return content

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    def on_resize(self) -> None:
        if self.following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)

    # -- moving

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        end = self.max_scroll_y
        if new < old and new < end:
            self.following = False
        elif new > old and new >= end and not self.following and self.marked is None:
            self.following = True

    def watch_following(self) -> None:
        if self.following:
            self.marked = None
        if self.is_mounted:
            self.post_message(self.Changed())

    def action_follow(self) -> None:
        """To the end, and on with it."""
        self.following = True
        self.scroll_end(animate=False, immediate=True, x_axis=False)
        self.pull()
        self.refresh()

    def watch_only(self) -> None:
        if self.is_mounted:
            self.again()

    @property
    def level_words(self) -> str:
        return dict(LEVELS)[self.level]

    def next_level(self) -> str:
        """The next of LEVELS; its words."""
        at = [level for level, _ in LEVELS].index(self.level)
        self.level, words = LEVELS[(at + 1) % len(LEVELS)]
        self.again()
        return words

    def errors(self) -> list[int]:
        """Lines of this view of level E, and the first error."""
        shift, first = self.line_count - len(self._entries), self.first_error
        return [n + shift for n, entry in enumerate(self._entries) if entry.bad or (first and entry.raw == first)]

    def hits(self) -> list[int]:
        """Lines of this view that hold what is sought; found once for each state of the view."""
        key = (self.sought, self._taken)
        if self._hits_of[0] != key:
            word, shift = self.sought.lower(), self.line_count - len(self._entries)
            found = [n + shift for n, entry in enumerate(self._entries) if word in entry.raw.lower()] if word else []
            self._hits_of = (key, found)
        return self._hits_of[1]

    def go(self, among: list[int], way: int) -> bool:
        """Stand on the next (1) or the last (-1) of these lines, and pause there; False where there is none."""
        if not among:
            return False
        at = self.marked if self.marked is not None else (-1 if way > 0 else self.line_count)
        ahead = [n for n in among if (n > at if way > 0 else n < at)]
        self.following = False
        self.marked = (ahead[0] if way > 0 else ahead[-1]) if ahead else (among[0] if way > 0 else among[-1])
        self.scroll_to(y=max(self.marked - self.size.height // 3, 0), animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Changed())
        return True

    def around(self, lines: int = 10) -> str:
        """The marked line and those around it, with their nodes; the last ones where none is marked."""
        at = self.marked if self.marked is not None else self.line_count
        found = [self.entry(n) for n in range(max(at - lines, 0), at + lines + 1)]
        return "\n".join(f"{e.node}  {e.raw}" for e in found if e is not None)
