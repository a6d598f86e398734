"""The spool against a plain list of lines."""

import errno
import os
import random
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mindie_tui.model.errors import StoreError
from mindie_tui.model.text import printable
from mindie_tui.store.runs import spool as module
from mindie_tui.store.runs.spool import Spool

PIECES = st.sampled_from(
    [b"", b"a", b"error 7", b"weights  71%", b"\xe6\x9d\x83\xe9\x87\x8d", b"\x1b[31mred\x1b[0m", b"\xff"]
)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n", b""])
CHUNKS = st.lists(st.tuples(PIECES, ENDS), max_size=40).map(lambda pairs: b"".join(a + b for a, b in pairs))


def pieces(data):
    """What a reader of all the bytes would see."""
    found = re.split(rb"\r\n|\r|\n", data)
    return found if found[-1] else found[:-1]


def shown(data):
    return [printable(piece.decode("utf-8", "replace")) for piece in pieces(data)]


class AgainstAList(RuleBasedStateMachine):
    """Chunks cut anywhere, closed and opened again, lines asked for, searches in slices."""

    def __init__(self):
        super().__init__()
        self.stride, module.STRIDE = module.STRIDE, 4
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "service.log"
        self.spool, self.data = Spool(self.path), b""

    @rule(chunk=CHUNKS)
    def append(self, chunk):
        self.spool.append(chunk)
        self.data += chunk

    @rule(chunk=CHUNKS, size=st.integers(1, 5))
    def append_in_crumbs(self, chunk, size):
        for at in range(0, len(chunk), size):
            self.append(chunk[at : at + size])

    @rule()
    def open_again(self):
        self.spool.close()
        self.spool = Spool(self.path)

    @rule(first=st.integers(-2, 200), count=st.integers(-1, 60))
    def look(self, first, count):
        first_shown = max(first, 0)
        assert self.spool.lines(first, count) == shown(self.data)[first_shown : first_shown + max(count, 0)]

    @rule(
        start=st.integers(0, 120),
        back=st.booleans(),
        word=st.sampled_from(["error", "red", "7", "权重", "Error", "x"]),
        budget=st.sampled_from([1, 50, 4_000_000]),
    )
    def search(self, start, back, word, budget):
        lines = shown(self.data)
        same = (lambda line: word in line) if re.search("[A-Z]", word) else (lambda line: word in line.lower())
        order = range(min(start, len(lines) - 1), -1, -1) if back else range(start, len(lines))
        expected = next((n for n in order if same(lines[n])), None)
        found, at = None, start
        while found is None and at is not None:
            found, at = self.spool.search(word, at, backwards=back, budget_bytes=budget)
        assert found == expected

    @invariant()
    def counts(self):
        assert len(self.spool) == len(pieces(self.data))
        assert self.spool.size == len(self.data)
        assert len(self.spool._index) <= len(self.data) // 4 + 1

    def teardown(self):
        module.STRIDE = self.stride
        self.spool.close()
        self.folder.cleanup()


TestSpoolAgainstAList = AgainstAList.TestCase
TestSpoolAgainstAList.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)


@pytest.fixture
def spool(tmp_path):
    made = Spool(tmp_path / "logs" / "a3-01" / "service.log")
    yield made
    made.close()


def test_a_progress_line_rewritten_with_carriage_returns_is_many_pieces(spool):
    spool.append(b"Loading:  0%\rLoading: 50%\rLoading: 100%\r\nreached\n")
    assert spool.lines(0, 9) == ["Loading:  0%", "Loading: 50%", "Loading: 100%", "reached"]


def test_a_line_end_cut_between_its_two_bytes_is_one_end(spool):
    for chunk in (b"one\r", b"\ntwo\r", b"\n\nfour"):
        spool.append(chunk)
    assert spool.lines(0, 9) == ["one", "two", "", "four"]


def test_a_line_of_megabytes_shows_its_beginning_and_is_searched_beyond_it(spool):
    spool.append(b"x" * 1_000_000 + b"needle" + b"x" * 100_000 + b"\nnext\n")
    assert spool.lines(0, 2) == ["x" * module.LONGEST, "next"]
    assert spool.search("needle", 0) == (0, 1)


def test_a_colour_inside_a_word_does_not_hide_it_from_the_search(spool):
    spool.append(b"plain\nE\x1b[31mRR\x1b[0mOR here\n")
    assert spool.search("ERROR", 0) == (1, None)


def test_a_closed_log_is_still_looked_at_and_goes_on(spool):
    spool.append(b"one\n")
    spool.close()
    spool.close()
    assert spool.lines(0, 5) == ["one"]
    spool.close()
    spool.append(b"two\n")
    assert spool.lines(0, 5) == ["one", "two"]


def test_a_pattern_is_matched_line_by_line(spool):
    spool.append(b"dp 1\ntp 8\n" * 1000)
    assert spool.search(re.compile(rb"^tp \d$"), 100) == (101, 102)
    assert spool.search(re.compile(rb"1\s+tp"), 0) == (None, None)


def test_a_search_stops_at_its_budget_and_says_where_to_go_on(spool):
    spool.append(b"nothing to see here\n" * 20_000 + b"first error\n")
    found, at, slices = None, 0, 0
    while found is None:
        found, at = spool.search("first error", at, budget_bytes=50_000)
        slices += 1
    assert found == 20_000 and slices > 3


def test_all_hits_are_found_in_slices(spool):
    spool.append(b"".join(b"%d%s\n" % (n, b" err\x1b[31mor" * (n % 999 == 0)) for n in range(20_000)))
    found, at, slices = [], 0, 0
    while at is not None:
        lines, at = spool.hits("error", at, budget_bytes=10_000)
        found += lines
        slices += 1
    assert found == list(range(0, 20_000, 999)) and slices > 3
    assert spool.hits(re.compile(b"^19980"), 19_000) == ([19_980], None)


def test_the_index_stays_small_for_many_lines(spool):
    chunk = b"2026-11-23 02:14:21 [INFO] a line of the service, such as there are many of\n" * 1000
    for _ in range(300):
        spool.append(chunk)
    assert len(spool) == 300_000
    assert len(spool._index) == 300_000 // module.STRIDE + 1
    assert spool.lines(299_999, 5) == [chunk.decode().split("\n")[0]]


def test_a_full_disk_is_said_in_a_sentence_and_leaves_no_half_chunk(spool, monkeypatch):
    spool.append(b"before\n")
    real = os.write

    def write(fd, data):
        if len(data) > 3:
            return real(fd, data[:3])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(StoreError, match=r"service\.log: the disk is full; free some space"):
            spool.append(b"after12\n")
    spool.append(b"then\n")
    assert spool.lines(0, 9) == ["before", "then"]


def test_the_index_holds_every_256th_line_whatever_their_lengths(tmp_path):
    chance = random.Random(3)
    kinds = [lambda: 0, lambda: 3, lambda: chance.randrange(400), lambda: chance.choice((0, 0, 0, 5_000))]
    spool, data = Spool(tmp_path / "log"), b""
    for n in range(60):
        kind = kinds[n % len(kinds)]
        chunk = b"\n".join(b"x" * kind() for _ in range(chance.randrange(1, 900)))
        spool.append(chunk)
        data += chunk
    ends = [match.end() for match in re.finditer(b"\n", data)]
    assert list(spool._index) == [0, *ends[module.STRIDE - 1 :: module.STRIDE]]
    assert len(spool) == len(pieces(data))
    spool.close()


def test_a_long_log_that_was_opened_is_counted_in_portions_and_grows_meanwhile(tmp_path, monkeypatch):
    first = Spool(tmp_path / "log")
    first.append(b"".join(b"line %d\n" % n for n in range(50_000)) + b"cut")
    first.close()
    monkeypatch.setattr(module, "AT_ONCE", 100_000)
    spool = Spool(tmp_path / "log")
    counts = [len(spool)]
    spool.append(b" here\r\nlast\n")
    assert spool.last(5) == b"last\n" and spool.lines(0, 1) == ["line 0"]
    while counts[-1] < 50_002:
        counts.append(len(spool))
        assert counts[-1] > counts[-2] or counts[-1] == 50_002
    assert len(counts) > 4 and spool.lines(50_000, 9) == ["cut here", "last"]
    assert spool.search("line 49999", 0) == (49_999, 50_000)
    spool.close()


def test_a_thousand_logs_need_no_thousand_open_files(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_OPEN", 10)
    monkeypatch.setattr(module, "_OPEN", type(module._OPEN)())  # what other tests left open does not count here
    spools = [Spool(tmp_path / f"{n}.log") for n in range(30)]
    for turn in range(3):
        for n, spool in enumerate(spools):
            spool.append(b"line %d of %d\n" % (turn, n))
            spools[0].append(b"x")
        assert sum(spool._open is not None for spool in spools) <= 10
        assert spools[0]._open is not None, "the one that is always in use stays open"
    assert all(spool.lines(2, 1) == [f"line 2 of {n}"] for n, spool in enumerate(spools) if n)
    for spool in spools:
        spool.close()
