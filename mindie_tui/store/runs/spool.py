"""The bytes of one log on disk and a sparse index of its lines: a view asks for the lines that it shows.

`\\n`, `\\r` and `\\r\\n` each end a piece (tqdm rewrites its line with `\\r`). Memory stays flat: eight bytes per
256 pieces, whatever the log's size.
"""

from __future__ import annotations

import contextlib
import os
import re
from array import array
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Protocol

from mindie_tui.model.text import printable
from mindie_tui.store import disk

STRIDE = 256
"""Pieces between two offsets of the index."""
BLOCK = 1 << 18
"""Bytes read at a time."""
AT_ONCE = 1 << 24
"""Bytes of a log that was just opened that are counted at once: so much takes some milliseconds."""
NEAR = 32
"""Ends that are looked for one by one; more are halved first."""
MOST_OPEN = 200
"""Files of logs that are open at once: a process may have 1,024 open, and its lines need some of them."""
GROUP = 8
"""Blocks of the index that are searched at once."""
LONGEST = 16_384
"""Bytes of one piece that a view gets; the rest stays in the file."""
MOST = 1 << 22
"""Bytes of one piece that are searched."""

_ENDS = re.compile(rb"\r\n|\r|\n")
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])")
_CAPITAL = re.compile(r"[A-Z]")


def _nth_end(chunk: bytes, at: int, nth: int, mean: int) -> int:
    """Behind the `nth` newline from `at` on, which is there; pieces have about `mean` bytes."""
    while True:
        end = min(at + nth * mean, len(chunk))
        count = chunk.count(b"\n", at, end)
        while count - nth > NEAR:  # far too many: pieces are shorter here
            end = at + (end - at) // 2
            count = chunk.count(b"\n", at, end)
        if count >= nth:
            for _ in range(count - nth + 1):
                end = chunk.rfind(b"\n", at, end)
            return end + 1
        at, nth = end, nth - count


class Pattern(Protocol):
    """A compiled pattern of bytes, or what does as one."""

    def search(self, raw: bytes, /) -> object: ...


def _compiled(pattern: Pattern | str) -> Pattern:
    """A text as a pattern, its case minded only if it has a capital."""
    if isinstance(pattern, str):
        return re.compile(re.escape(pattern).encode(), 0 if _CAPITAL.search(pattern) else re.I)
    return pattern


_OPEN: dict[int, Spool] = {}
"""The spools whose file is open, by their id, the one that was used last at the end."""


class Spool:
    """A growing log. One process writes it; an existing file is indexed again and continued."""

    def __init__(self, path: Path) -> None:
        self.path = path
        disk.make_folder(path.parent)
        self._open: int | None = None
        self._index = array("Q", [0])
        self._ended = 0  # pieces that have their end
        self._counted = 0  # bytes whose pieces are known
        self._tail = 0  # where the piece begins that has no end yet
        self._after_cr = False
        with disk.as_store_error(path):
            self._size = os.fstat(self._fd).st_size

    @property
    def _fd(self) -> int:
        """The open file. It is opened again where it was closed: a view of an old run need not know, and of a thousand
        logs only those are open that were used last."""
        if self._open is None:
            with disk.as_store_error(self.path):
                self._open = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            _OPEN[id(self)] = self
            if len(_OPEN) > MOST_OPEN:
                next(iter(_OPEN.values())).close()
        elif len(_OPEN) > MOST_OPEN // 2:
            _OPEN[id(self)] = _OPEN.pop(id(self))  # the last one that was used
        return self._open

    @property
    def size(self) -> int:
        """Bytes written so far; where the next byte goes."""
        return self._size

    def __len__(self) -> int:
        """Pieces, the unfinished last one too. Of a long log that was just opened those that are counted so far."""
        upto = min(self._counted + AT_ONCE, self._size)
        while self._counted < upto:
            if not (chunk := self._read(self._counted, min(BLOCK * 4, upto - self._counted))):
                break  # somebody cut the file
            self._count(chunk)
        return self._ended + (self._counted > self._tail)

    def last(self, count: int) -> bytes:
        """The last bytes, at most `count`."""
        count = min(max(count, 0), self._size)
        return self._read(self._size - count, count) if count else b""

    def append(self, chunk: bytes) -> None:
        """Add bytes as they came, cut anywhere. Raises StoreError, and then nothing of the chunk was added."""
        if not chunk:
            return
        with disk.as_store_error(self.path):
            try:
                disk.write_all(self._fd, chunk)
            except OSError:
                with contextlib.suppress(OSError):
                    os.ftruncate(self._fd, self._size)  # a half chunk would shift what the index says
                raise
        known = self._counted == self._size
        self._size += len(chunk)
        if known:
            self._count(chunk)

    def _count(self, chunk: bytes) -> None:
        start = self._counted
        skipped = 0
        if self._after_cr and chunk.startswith(b"\n"):  # the second half of \r\n: it ends nothing
            skipped = 1
            self._tail = start + 1
            if self._index[-1] == start:
                self._index[-1] = start + 1
        if b"\r" not in chunk:
            self._count_plain(chunk, start, skipped)
        else:
            ends = [match.end() for match in _ENDS.finditer(chunk, skipped)]
            if ends:
                first = STRIDE - self._ended % STRIDE - 1  # which of them begins an indexed piece
                self._index.extend(start + end for end in ends[first::STRIDE])
                self._ended += len(ends)
                self._tail = start + ends[-1]
        self._counted = start + len(chunk)
        self._after_cr = chunk.endswith(b"\r")

    def _count_plain(self, chunk: bytes, start: int, at: int) -> None:
        """Without `\\r` there is less to look at: most ends are counted without being looked for one by one."""
        count = chunk.count(b"\n", at)
        if not count:
            return
        mean = (len(chunk) - at) // count + 1
        wanted, left, end = STRIDE - self._ended % STRIDE, count, at
        while left >= wanted:
            end = _nth_end(chunk, end, wanted, mean)
            self._index.append(start + end)
            left, wanted = left - wanted, STRIDE
        self._ended += count
        self._tail = start + chunk.rfind(b"\n") + 1

    def _read(self, at: int, count: int) -> bytes:
        with disk.as_store_error(self.path):
            return os.pread(self._fd, count, at)

    def _range(self, first: int, stop: int) -> tuple[int, int]:
        """The bytes of indexed blocks `first` to `stop`, the last not included."""
        return self._index[first], self._index[stop] if stop < len(self._index) else self._counted

    def _pieces(self, at: int, end: int, longest: int = LONGEST) -> Iterator[bytes]:
        """The pieces between two offsets, at most `longest` bytes of each; the first offset begins one."""
        held, after_cr = b"", False
        while at < end:
            chunk = self._read(at, min(BLOCK, end - at))
            if not chunk:
                break
            at += len(chunk)
            if after_cr and chunk.startswith(b"\n"):
                chunk = chunk[1:]
            after_cr = chunk.endswith(b"\r")
            parts = _ENDS.split(chunk)
            parts[0] = (held + parts[0])[:longest]
            held = parts.pop()
            for part in parts:
                yield part[:longest]
        if held:
            yield held[:longest]

    def lines(self, first: int, count: int) -> list[str]:
        """`count` pieces from `first` (from 0), fewer at the end; escape sequences and control characters taken out."""
        first = max(first, 0)
        stop = min(first + count, len(self))
        if stop <= first:
            return []
        block = first // STRIDE
        skip = first - block * STRIDE
        pieces = self._pieces(*self._range(block, (stop - 1) // STRIDE + 1))
        return [printable(p.decode("utf-8", "replace")) for p in islice(pieces, skip, skip + stop - first)]

    def search(
        self,
        pattern: Pattern | str,
        start_line: int,
        *,
        backwards: bool = False,
        budget_bytes: int = 4_000_000,
    ) -> tuple[int | None, int | None]:
        """The next piece that contains `pattern`, from `start_line` on, reading about `budget_bytes`.

        A str is plain text, case-sensitive only if it has a capital. Returns (piece, where to continue): (None, n)
        means not found yet, continue at n; (None, None) means that there is none.
        """
        plain = isinstance(pattern, str)
        find = _compiled(pattern)
        step = -1 if backwards else 1
        line = min(start_line, len(self) - 1) if backwards else max(start_line, 0)
        spent = 0
        while 0 <= line < len(self):
            if spent >= budget_bytes:
                return None, line
            first, stop = self._group(line // STRIDE, step)
            begin, end = self._range(first, stop)
            spent += end - begin
            hit = self._search_in(find, plain, begin, end, line - first * STRIDE, backwards)
            if hit is not None:
                hit += first * STRIDE
                after = hit + step
                return hit, after if 0 <= after < len(self) else None
            line = first * STRIDE - 1 if backwards else stop * STRIDE
        return None, None

    def hits(
        self, pattern: Pattern | str, start_line: int, *, budget_bytes: int = 2_000_000
    ) -> tuple[list[int], int | None]:
        """Every piece from `start_line` on that contains `pattern`, reading about `budget_bytes`.

        Returns (pieces, where to continue); None as the second value means that the end was reached.
        """
        find = _compiled(pattern)
        found: list[int] = []
        line, spent = max(start_line, 0), 0
        while line < len(self):
            if spent >= budget_bytes:
                return found, line
            first = line // STRIDE
            stop = min(first + GROUP, len(self._index))
            begin, end = self._range(first, stop)
            spent += end - begin
            raw = self._read(begin, end - begin) if end - begin <= MOST else b""
            if not raw or b"\x1b" in raw or find.search(raw):
                for number, piece in enumerate(self._pieces(begin, end, MOST), first * STRIDE):
                    if number >= line and find.search(_ESCAPES.sub(b"", piece) if b"\x1b" in piece else piece):
                        found.append(number)
            line = stop * STRIDE
        return found, None

    def _group(self, block: int, step: int) -> tuple[int, int]:
        """The blocks that are searched together with `block`: [first, stop)."""
        if step < 0:
            return max(block - GROUP + 1, 0), block + 1
        return block, min(block + GROUP, len(self._index))

    def _search_in(self, find: Pattern, plain: bool, begin: int, end: int, start: int, backwards: bool) -> int | None:
        """The first hit from `start` on, counted from the piece that begins at `begin`."""
        if plain and end - begin <= MOST:
            raw = self._read(begin, end - begin)
            if b"\x1b" not in raw and not find.search(raw):
                return None  # without escape sequences inside, the text stands in the bytes or not at all
        found = None
        for number, piece in enumerate(self._pieces(begin, end, MOST)):
            if backwards and number > start:
                break
            if b"\x1b" in piece:
                piece = _ESCAPES.sub(b"", piece)
            if (backwards or number >= start) and find.search(piece):
                found = number
                if not backwards:
                    break
        return found

    def close(self) -> None:
        """Release the file; what was written stays, and the next use opens it again."""
        if self._open is not None:
            os.close(self._open)
            self._open = None
            _OPEN.pop(id(self), None)
