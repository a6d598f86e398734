"""The service's log of all nodes or of one, drawn from the spools: every line ever received, and flat memory.

While it follows it stands at the end. Scrolled up it is paused: rows are still added below, nothing slides away under
the reader, and what is new is counted. Finding runs over everything in slices, so that no key waits for it.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from mindie_tui.tui import cells
from mindie_tui.tui.widgets.log_find import ERRORS, Found, Pattern, seek
from mindie_tui.tui.widgets.log_lines import LEVELS, Level, parse, shown
from mindie_tui.tui.widgets.log_paint import Painter, lit
from mindie_tui.tui.widgets.log_rows import Lines, Place, Rows

PULL_S = 0.1
SIFTED = 1_000
"""Rows that one pull looks at for the level that is shown."""
MOST_SIFTED = 500_000
"""Rows of one level that are kept; older ones are found by looking at all levels."""
MOST_COPIED = 2_000
ERRORS_EVERY = 5
"""Pulls between two counts of the error lines."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one row, with its text."""

    node: str
    raw: str
    place: Place


class _Sieve:
    """The rows of one level and above: found from the end backwards, and forwards as they come."""

    def __init__(self, at: int) -> None:
        self.older, self.newer = array("Q"), array("Q")
        """The older ones stand in descending order."""
        self.back, self.on = at, at

    def __len__(self) -> int:
        return len(self.older) + len(self.newer)

    def row(self, n: int) -> int:
        older = len(self.older)
        return self.older[older - 1 - n] if n < older else self.newer[n - older]

    def seen_at(self, row: int) -> int | None:
        """The position of a row, or None where it is sifted out."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.row(middle) < row else (low, middle)
        return low if low < len(self) and self.row(low) == row else None


class LogView(ScrollView, can_focus=True):
    """`show_nodes` says whose logs; `only` shows one node; `spool_of` gives a node's bytes."""

    DEFAULT_CSS = """
    LogView, LogView:focus {
        background: $background; background-tint: 0%; color: $foreground;
        padding: 0 0 0 3; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
    }
    """
    ALLOW_SELECT = True
    BINDINGS = [
        Binding("down,j", "scroll_down", "down", show=False),
        Binding("up,k", "scroll_up", "up", show=False),
        Binding("left,h", "sideways(-20)", "left", show=False),
        Binding("right", "sideways(20)", "right", show=False),
        Binding("ctrl+d,pagedown", "page_down", "page down", show=False),
        Binding("ctrl+u,pageup", "page_up", "page up", show=False),
        Binding("g,home", "scroll_home", "first", show=False),
        Binding("G,end", "follow", "last", show=False),
    ]
    following: var[bool] = var(True)
    only: var[str | None] = var(None)
    folding: var[bool] = var(True)
    wrapping: var[bool] = var(False)

    class Changed(Message):
        """What the head line says is another: lines came, followed or paused, a hit."""

    def __init__(self, spool_of: Callable[[str], Lines | None], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.spool_of = spool_of
        self.nodes: tuple[str, ...] = ()
        self.level: Level = ""
        self.first_error = ""
        """The line of the first error: the only one whose text is coloured."""
        self.marked: int | None = None
        """The row, counted over all levels, that `e` or `n` stands on."""
        self.rows = Rows((), spool_of)
        self.sought = ""
        self.hits = Found("")
        self.errors = Found(ERRORS)
        self._sieve: _Sieve | None = None
        self._seen_until = 0
        self._aside = 0
        self._pulls = 0
        self._page: tuple[tuple[int, ...], list[Entry | None]] = ((), [])
        self._layout: tuple[tuple[object, ...], list[tuple[int, int]]] = ((), [])

    def on_mount(self) -> None:
        super().on_mount()
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

    def seen_nodes(self) -> tuple[str, ...]:
        """Those whose lines are shown."""
        return (self.only,) if self.only is not None and self.only in self.nodes else self.nodes

    def again(self) -> None:
        """Read the spools anew, and follow."""
        self.rows = Rows(self.seen_nodes(), self.spool_of, folding=self.folding)
        self.hits, self.errors = Found(self.sought), Found(ERRORS)
        self.marked, self.following, self._aside = None, True, 0
        self._sift_anew()
        self.pull()
        self._settle()

    def _sift_anew(self) -> None:
        self.rows.pull()
        self._sieve = _Sieve(len(self.rows)) if self.level else None
        self._page = ((), [])

    def counts(self) -> dict[str, int]:
        """Lines of each node so far."""
        return {node: len(spool) for node in self.nodes if (spool := self.spool_of(node)) is not None}

    def waiting(self) -> int:
        """Rows that came while it was paused."""
        return 0 if self.following else max(self.line_count - self._seen_until, 0)

    @property
    def line_count(self) -> int:
        """Rows of this view."""
        return len(self._sieve) if self._sieve is not None else len(self.rows)

    def pull(self) -> None:
        """Take what is new in the spools; what it costs does not depend on how much came."""
        self._pulls += 1
        changed = self.rows.pull()
        if self._sieve is not None:
            changed |= self._sift(self._sieve)
        if self.sought and not self.hits.step(self.rows):
            self.post_message(self.Changed())
        if self._pulls % ERRORS_EVERY == 1 and not self.errors.step(self.rows):
            self.post_message(self.Changed())
        if changed:
            self._page = ((), [])
            self._settle()
            self.post_message(self.Changed())

    def _settle(self) -> None:
        """The height as it is now; at the end where it follows."""
        self.virtual_size = Size(self.size.width, self.line_count)
        if self.following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
            self._seen_until = self.line_count
        self.refresh()

    def _sift(self, sieve: _Sieve) -> bool:
        had = len(sieve)
        upto = min(sieve.on + 2 * SIFTED, len(self.rows))
        sieve.newer.extend(self._of_level(sieve.on, upto))
        sieve.on = upto
        if sieve.back and len(sieve.older) < MOST_SIFTED:
            first = max(sieve.back - SIFTED, 0)
            older = self._of_level(first, sieve.back)
            sieve.older.extend(reversed(older))
            sieve.back = first
            if older and not self.following:  # what is read stays where it is
                self._seen_until += len(older)
                self.virtual_size = Size(self.size.width, len(sieve))
                self.scroll_to(y=self.scroll_y + len(older), animate=False, immediate=True)
        return len(sieve) != had

    def _of_level(self, first: int, upto: int) -> list[int]:
        entries = self._read(range(first, upto))
        return [row for row, e in zip(range(first, upto), entries, strict=True)
                if e is not None and e.raw and shown(parse(e.raw), self.level)]

    def _read(self, rows: Sequence[int]) -> list[Entry | None]:
        """The texts of some rows; neighbours of one node are read together."""
        places = [self.rows.place(row) for row in rows]
        found: list[Entry | None] = []
        while len(found) < len(places):
            at = len(found)
            node, first, stop = places[at].node, places[at].line, at + 1
            while stop < len(places) and places[stop].node == node and places[stop].line == first + stop - at:
                stop += 1
            spool = self.rows.spool(node)
            texts = spool.lines(first, stop - at) if spool is not None else []
            texts += [""] * (stop - at - len(texts))
            name = self.rows.nodes[node]
            found += [Entry(name, text.rstrip(), p) for text, p in zip(texts, places[at:stop], strict=True)]
        return found

    def _row(self, n: int) -> int:
        """The row over all levels of a row of this view."""
        return self._sieve.row(n) if self._sieve is not None else n

    def _seen_at(self, row: int) -> int | None:
        """The row of this view of a row over all levels."""
        if self._sieve is not None:
            return self._sieve.seen_at(row)
        return row if 0 <= row < len(self.rows) else None

    def entry(self, row: int) -> Entry | None:
        """What stands in a row, counted over all levels."""
        return self._read([row])[0] if 0 <= row < len(self.rows) else None

    # -- paint

    def _shown(self) -> list[tuple[int, int]]:
        """(row of the view, which part of it) for each line of the page; wrapped rows take several."""
        height, top, count = self.size.height, round(self.scroll_y), self.line_count
        if not self.wrapping:
            return [(n, 0) for n in range(top, min(top + height, count))]
        key = (height, top, count, self.size.width, self._pulls if self.following else 0)
        if self._layout[0] != key:
            painter = self._painter()
            last = top >= self.max_scroll_y
            made: list[tuple[int, int]] = []
            order = range(count - 1, -1, -1) if last else range(top, count)
            for n in order:
                entry = self._entries(n, 1)[0]
                parts = painter.parts(entry) if entry is not None else 1
                rows = [(n, part) for part in range(parts)]
                made = rows + made if last else made + rows
                if len(made) >= height:
                    break
            self._layout = (key, made[-height:] if last else made[:height])
        return self._layout[1]

    def _painter(self) -> Painter:
        return Painter(
            self.rows.nodes, self.nodes, self.size.width, self.app.size.width >= 100, self.sought, self.first_error,
            self._aside,
        )

    def _entries(self, first: int, count: int) -> list[Entry | None]:
        key = (first, count, self.line_count)
        if self._page[0] != key:
            upto = min(first + count, self.line_count)
            self._page = (key, self._read([self._row(n) for n in range(first, upto)]))
        return self._page[1]

    def render_line(self, y: int) -> Strip:
        base, width = self.visual_style, self.size.width
        page = self._shown()
        if y >= len(page):
            return Strip.blank(width, base.rich_style)
        n, part = page[y]
        first = n if self.wrapping else page[0][0]
        entries = self._entries(first, 1 if self.wrapping else len(page))
        entry = entries[n - first] if n - first < len(entries) else None
        if entry is None:
            return Strip.blank(width, base.rich_style)
        here = self.marked is not None and self._row(n) == self.marked
        if here:
            ground = "$block-cursor-background" if self.has_focus else "$block-cursor-blurred-background"
            base += Style.parse(f"on {ground}")
        painter = self._painter()
        content = painter.wrapped(entry, here)[part] if self.wrapping else painter.line(entry, here)
        if (selection := self.text_selection) is not None and (span := selection.get_span(n)) is not None:
            content = lit(content, span)
        return cells.strip(content, width, base).apply_offsets(0, n)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What the mouse has marked, of at most so many rows."""
        first = selection.start.y if selection.start is not None else 0
        last = selection.end.y if selection.end is not None else self.line_count - 1
        last = min(last, first + MOST_COPIED, self.line_count - 1)
        painter, texts = self._painter(), []
        for n, entry in enumerate(self._read([self._row(n) for n in range(first, last + 1)]), first):
            plain = painter.line(entry, False).plain.rstrip() if entry is not None else ""
            span = selection.get_span(n)
            if span is not None:
                texts.append(plain[span[0] : None if span[1] == -1 else span[1]])
        return "\n".join(texts), "\n"

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    def on_resize(self) -> None:
        self._settle()

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

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
        self._seen_until = self.line_count
        if self.is_mounted:
            self.post_message(self.Changed())

    def action_follow(self) -> None:
        """To the end, and on with it."""
        self.following = True
        self.pull()
        self._settle()

    def action_sideways(self, by: int) -> None:
        """The messages further right, for a long line; the columns before them stay."""
        self._aside = max(self._aside + by, 0)
        self.refresh()

    def watch_only(self) -> None:
        if self.is_mounted:
            self.again()

    def watch_wrapping(self) -> None:
        self._aside = 0
        self.refresh()

    def watch_folding(self) -> None:
        """Repeats as one row, or each line by itself; the marked line stays."""
        if not self.is_mounted:
            return
        entry = self.entry(self.marked) if self.marked is not None else None
        following = self.following
        self.again()
        if entry is not None:
            row = self.rows.row_of(entry.place.node, entry.place.line)
            self._stand(row)
        elif not following:
            self.following = False

    @property
    def level_words(self) -> str:
        return dict(LEVELS)[self.level]

    def next_level(self) -> str:
        """The next of LEVELS; its words."""
        at = [level for level, _ in LEVELS].index(self.level)
        self.level, words = LEVELS[(at + 1) % len(LEVELS)]
        self.marked, self.following = None, True
        self._sift_anew()
        self.pull()
        self._settle()
        return words

    def _stand(self, row: int | None) -> bool:
        """Stand on a row, and pause there."""
        n = self._seen_at(row) if row is not None else None
        if row is None or n is None:
            return False
        self.following, self.marked = False, row
        self.scroll_to(y=max(n - self.size.height // 3, 0), animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Changed())
        return True

    def seek(self, text: str) -> None:
        """What is sought from now on, over everything; empty: nothing."""
        if text != self.sought:
            self.sought, self.hits = text, Found(text)
            self.hits.step(self.rows)
            self.refresh()

    def go_hit(self, way: int) -> None:
        """To the next (1) or the last (-1) line that holds what is sought."""
        if self.sought:
            self._go(self.sought, way)

    def go_error(self, way: int) -> None:
        """To the next (1) or the last (-1) error."""
        self._go(ERRORS, way)

    def _go(self, pattern: Pattern, way: int) -> None:
        self.run_worker(self._gone(pattern, way), group="seek", exclusive=True, exit_on_error=False)

    async def _gone(self, pattern: Pattern, way: int) -> None:
        rows, count = self.rows, len(self.rows)
        start = self.marked if self.marked is not None else -1 if way > 0 else count
        for at in (start, -1 if way > 0 else count):  # from here, then once around
            row = await seek(rows, pattern, way, at, self._seen_at)
            if rows is not self.rows:
                return
            if self._stand(row):
                return
            await asyncio.sleep(0)

    def around(self, lines: int = 10) -> str:
        """The marked line and those around it, with their nodes; the last ones where none is marked."""
        at = self.marked if self.marked is not None else len(self.rows)
        rows = range(max(at - lines, 0), min(at + lines + 1, len(self.rows)))
        return "\n".join(f"{e.node}  {e.raw}" for e in self._read(rows) if e is not None)
