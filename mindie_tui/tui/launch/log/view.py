"""The service's log of all nodes or of one, drawn from the spools: every line ever received, in constant memory.

While it follows, it stays at the end. Scrolled up it is paused: rows are still added below, nothing moves under the
reader, and new rows are counted. Finding searches everything in slices, so that no key waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from time import monotonic

from textual import events
from textual.binding import Binding
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from mindie_tui.tui.launch.log.filter import Sieve, VisibleLines
from mindie_tui.tui.launch.log.find import ERRORS, Hits, Pattern, seek
from mindie_tui.tui.launch.log.lines import LEVELS, Level, parse, shown
from mindie_tui.tui.launch.log.our_lines import OWN
from mindie_tui.tui.launch.log.page import CLOCKS, LogPage
from mindie_tui.tui.launch.log.paint import Voice, voices
from mindie_tui.tui.launch.log.rows import LineSource, Rows

PULL_S = 0.1
SIFTED = 1_000
"""Rows that one pull looks at for the level that is shown."""
MOST_SIFTED = 500_000
"""Rows of one level that are kept; older ones are found by looking at all levels."""
ERRORS_EVERY = 5
"""Pulls between two counts of the error lines."""
SAVED_AT_ONCE = 2_000
"""Rows of a log that are written between two looks at the keys."""


MOST_NEWEST = 16
"""So many nodes have their newest line read; a reader has no eyes for more."""


class LogView(LogPage, can_focus=True):
    """`show_nodes` sets the nodes whose logs are shown; `only` shows one node, `files` some further files.

    `spool_of` gives the bytes of a source: "a3-01" is the output of its service, "a3-01/plog-1" a further file of the
    profile, OWN our own actions, between the lines of all nodes.
    """

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
    only: var[str | None] = var(None)
    files: var[tuple[str, ...]] = var(())
    folding: var[bool] = var(True)

    class HeadChanged(Message):
        """What the head line says is another: lines came, followed or paused, a hit."""

    def __init__(self, spool_of: Callable[[str], LineSource | None], *, id: str | None = None) -> None:
        super().__init__(Rows((), spool_of), id=id)
        self.spool_of = spool_of
        self.nodes: tuple[str, ...] = ()
        self.level: Level = ""
        self.hits = Hits("")
        self.all_hidden = False
        """What is sought is there, and the level shows none of it."""
        self.errors = Hits(ERRORS)
        self._seen_until = 0
        self.newest = monotonic()
        """When the newest bytes were seen, by a clock that nobody sets."""

    def on_mount(self) -> None:
        super().on_mount()  # type: ignore[no-untyped-call]  # Textual's own has no annotations
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

    def spoken(self) -> tuple[str, ...]:
        """Whose lines are shown."""
        if self.files:
            return self.files
        if self.only is not None and self.only in self.nodes:
            return (self.only,)
        return (*self.nodes, OWN) if self.spool_of(OWN) is not None else self.nodes

    def voices(self) -> tuple[Voice, ...]:
        return voices(self.rows.nodes, self.nodes)

    def again(self) -> None:
        """Read the spools again, and follow."""
        self.rows = Rows(self.spoken(), self.spool_of, folding=self.folding)
        self.hits, self.errors = Hits(self.sought), Hits(ERRORS)
        self.marked, self.following, self._aside = None, True, 0
        self._sift_anew()
        self.pull()
        self._settle()

    def _sift_anew(self, row: int | None = None) -> None:
        """Look for the rows of the level again, from a row on in both ways; from the end without one."""
        self.rows.pull()
        self.seen = VisibleLines(self.rows, Sieve(len(self.rows) if row is None else row) if self.level else None)
        self.forget_page()

    def counts(self) -> dict[str, int]:
        """Lines of each node so far."""
        return {node: len(spool) for node in self.nodes if (spool := self.spool_of(node)) is not None}

    def newest_lines(self) -> dict[str, str]:
        """What the newest line of each node says, without its time and its source."""
        found = {}
        for node in self.nodes[:MOST_NEWEST]:
            spool = self.spool_of(node)
            if spool is not None and (count := len(spool)) and (lines := spool.lines(count - 1, 1)):
                found[node] = parse(lines[0].rstrip("\n").rpartition("\r")[2]).message
        return found

    def waiting(self) -> int:
        """Lines that came while it was paused."""
        return 0 if self.following else max(self.line_count - self._seen_until, 0)

    def pull(self) -> None:
        """Take what is new in the spools; what it costs does not depend on how much came."""
        self._pulls += 1
        changed = self.rows.pull()
        if changed:
            self.newest = monotonic()
        if self.seen.sieve is not None:
            changed |= self._sift(self.seen.sieve)
        if self.sought and not self.hits.step(self.rows):
            self.post_message(self.HeadChanged())
        if self._pulls % ERRORS_EVERY == 1 and not self.errors.step(self.rows):
            self.post_message(self.HeadChanged())
        if changed:
            self.forget_page()
            self._settle()
            self.post_message(self.HeadChanged())

    def _settle(self) -> None:
        """The height as it is now; at the end where it follows."""
        self.virtual_size = Size(self.size.width, self.line_count)
        if self.following:
            self.scroll_end(animate=False, immediate=True, x_axis=False)
            self._seen_until = self.line_count
        self.refresh()

    def _sift(self, sieve: Sieve) -> bool:
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
                self.virtual_size = Size(self.size.width, self.line_count)
                self.scroll_to(y=self.scroll_y + len(older), animate=False, immediate=True)
        return len(sieve) != had

    def _of_level(self, first: int, upto: int) -> list[int]:
        return [entry.row for entry in self.read(range(first, upto))
                if entry is not None and entry.raw and shown(parse(entry.raw), self.level)]  # fmt: skip

    # -- moving

    def on_resize(self) -> None:
        self._settle()

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
            self.post_message(self.HeadChanged())

    def action_follow(self) -> None:
        """To the end, and on with it."""
        self.following = True
        if self.seen.sieve is not None and self.seen.sieve.on < len(self.rows) - SIFTED:
            self._sift_anew()  # what is between was not looked at, and need not be
        self.pull()
        self._settle()

    def action_sideways(self, by: int) -> None:
        """The messages further right, for a long line; the columns before them stay."""
        self._aside = max(self._aside + by, 0)
        self.refresh()

    def watch_only(self) -> None:
        if self.is_mounted:
            self.again()

    def watch_files(self) -> None:
        if self.is_mounted:
            self.again()

    def watch_clock(self) -> None:
        self.refresh()

    def next_clock(self) -> None:
        """The time of each line, the time since the first one, or none."""
        self.clock = CLOCKS[(CLOCKS.index(self.clock) + 1) % len(CLOCKS)]

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
        """The next of LEVELS; its words. Where it is paused it stays, on the nearest row of that level."""
        row = None
        if not self.following and self.line_count:
            row = self.marked if self.marked is not None else self.seen.at(round(self.scroll_y))[0]
        at = [level for level, _ in LEVELS].index(self.level)
        self.level, words = LEVELS[(at + 1) % len(LEVELS)]
        self.all_hidden = False
        self._sift_anew(row)
        self.pull()
        self._settle()
        if row is not None:
            self._stand(self.seen.nearest(row))
        return words

    def _is_seen(self, row: int) -> bool:
        """Whether the level shows a row; also one that was not looked at for it yet."""
        sieve = self.seen.sieve
        if sieve is None or sieve.back <= row < sieve.on:
            return self.seen.line_of(row) is not None
        return bool(self._of_level(row, row + 1))

    def _stand(self, row: int | None) -> bool:
        """Stand on a row, and pause there."""
        if row is None:
            return False
        sieve = self.seen.sieve
        if sieve is not None and not sieve.back <= row < sieve.on and self._is_seen(row):
            self._sift_anew(row)
            assert self.seen.sieve is not None
            self._sift(self.seen.sieve)
        if (n := self.seen.line_of(row)) is None:
            return False
        self.following, self.marked = False, row
        self.virtual_size = Size(self.size.width, self.line_count)
        self.scroll_to(y=max(n - self.size.height // 3, 0), animate=False, immediate=True)
        self.refresh()
        self.post_message(self.HeadChanged())
        return True

    def seek(self, text: str) -> None:
        """What is sought from now on, over everything; empty: nothing."""
        if text != self.sought:
            self.all_hidden = False
            self.sought, self.hits = text, Hits(text)
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
        self.all_hidden = False
        rows, count = self.rows, len(self.rows)
        start = self.marked if self.marked is not None else -1 if way > 0 else count
        for at in (start, -1 if way > 0 else count):  # from here, then once around
            row = await seek(rows, pattern, way, at, self._is_seen)
            if rows is not self.rows:
                return
            if self._stand(row):
                return
            await asyncio.sleep(0)
        if pattern == self.sought and self.level:
            self.hits.step(rows)
            self.all_hidden = self.hits.count > 0
            self.post_message(self.HeadChanged())

    def go_to(self, line: int) -> None:
        """To a line of the view, counted from 0; the nearest there is."""
        if self.line_count:
            self._stand(self.seen.at(min(max(line, 0), self.line_count - 1))[0])

    def position(self) -> int:
        """The line that is stood on, or the first one on the screen."""
        line = self.seen.line_of(self.marked) if self.marked is not None else None
        return line if line is not None else round(self.scroll_y)

    def unfold(self, row: int | None) -> bool:
        """Show the lines inside a row, or hide them again; False where there are none."""
        if row is None or not self.seen.turn(row):
            return False
        self.forget_page()
        self._layout = ((), [])
        self.virtual_size = Size(self.size.width, self.line_count)
        if self.following:
            self._settle()
        self.refresh()
        return True

    def on_click(self, event: events.Click) -> None:
        """Stand on the line; at the edge of a folded one see what is inside. A drag only marks text."""
        line = self.line_under(event.y)
        if line is None or self.text_selection is not None:
            return
        row, _ = self.seen.at(line)
        if event.x >= self.size.width - 10 and self.unfold(row):
            return
        self.following, self.marked = False, row
        self.refresh()
        self.post_message(self.HeadChanged())

    # -- out of it

    def around(self, lines: int = 10) -> str:
        """The marked line and those around it, with their nodes; the last ones where none is marked."""
        at = self.marked if self.marked is not None else len(self.rows)
        rows = range(max(at - lines, 0), min(at + lines + 1, len(self.rows)))
        return "\n".join(f"{e.node}  {e.raw}" for e in self.read(rows) if e is not None)

    async def texts(self) -> AsyncIterator[str]:
        """All that is shown, from the first line to the one that is the last now, some thousand lines at a time."""
        rows, level, folded = self.rows, self.level, self.folding
        many, upto = len(rows.nodes) > 1, len(rows)
        for first in range(0, upto, SAVED_AT_ONCE):
            if rows is not self.rows:
                return
            entries = self.read(range(first, min(first + SAVED_AT_ONCE, upto)))
            said = []
            for entry in entries:
                if entry is not None and entry.raw and shown(parse(entry.raw), level):
                    more = f"  ({entry.place.hidden} alike)" if folded and entry.place.hidden > 1 else ""
                    said.append((f"{entry.node}  " if many else "") + entry.raw + more)
            if said:
                yield "\n".join(said) + "\n"
            await asyncio.sleep(0)
