"""The log over the spools: everything is reachable, repeats are one row, and what is sought is found anywhere."""

import re

import pytest
from hypothesis import given, settings, strategies as st
from textual.app import App

from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui import themes
from mindie_tui.tui.launch.log import rows as log_rows
from mindie_tui.tui.launch.log.find import ERRORS, Hits, seek
from mindie_tui.tui.launch.log.lines import parse
from mindie_tui.tui.launch.log.rows import Rows
from mindie_tui.tui.launch.log.view import LogView
from tests.kit.plays import shown, until
from tests.kit.whole_plays import Lines


def said(second, message, level="INFO", node_ms=0):
    return f"[2025-11-25 17:50:{second:02d}.{node_ms:03d}000] [240] [245] [llm] [{level}] [x.cpp:1] {message}\n"


def rows_of(folding=True, **spools):
    named = {name.replace("_", "-"): spool for name, spool in spools.items()}
    rows = Rows(tuple(named), named.get, folding=folding)
    rows.pull()
    return rows, named


def texts(rows, spools):
    found = []
    for row in range(len(rows)):
        place = rows.place(row)
        name = rows.nodes[place.node]
        found.append((name, parse(spools[name].lines(place.line, 1)[0]).message, place.hidden))
    return found


def test_lines_of_several_nodes_stand_by_their_times():
    rows, spools = rows_of(
        a=Lines(said(1, "one") + said(3, "three")), b=Lines(said(2, "two") + "a trace without time\n" + said(4, "four"))
    )
    assert [text for _, text, _ in texts(rows, spools)] == ["one", "two", "a trace without time", "three", "four"]


def test_the_same_line_of_both_nodes_within_a_second_is_one_row():
    rows, _ = rows_of(a=Lines(said(1, "parsed") + said(2, "x")), b=Lines(said(1, "parsed", node_ms=80)))
    assert len(rows) == 2 and rows.place(0).mask == 0b11
    assert rows.row_of(0, 0) == rows.row_of(1, 0) == 0


def test_what_one_node_says_later_is_found_equal_too():
    a, b = Lines(said(1, "parsed")), Lines()
    rows, _ = rows_of(a=a, b=b)
    b.append(said(1, "parsed", node_ms=700))
    while not rows.taken(1):
        rows.pull()
    assert len(rows) == 1 and rows.place(0).mask == 0b11


def test_a_progress_is_one_row_that_says_the_latest():
    rows, spools = rows_of(a=Lines("".join(f"Loading selected layers: {n}% {n}/100\n" for n in range(50)) + "done\n"))
    assert texts(rows, spools) == [
        ("a", "Loading selected layers: 0% 0/100", 0), ("a", "Loading selected layers: 49% 49/100", 49),
        ("a", "done", 0),
    ]  # fmt: skip
    assert [rows.row_of(0, line) for line in (0, 1, 30, 49, 50)] == [0, 1, 1, 1, 2]


def test_errors_that_differ_are_not_folded():
    rows, _ = rows_of(a=Lines("".join(said(1, f"rank {n}/32 is lost", "ERROR") for n in range(9))))
    assert len(rows) == 9


def test_unfolded_each_line_has_its_row():
    rows, _ = rows_of(folding=False, a=Lines("same\n" * 20))
    assert len(rows) == 20


def test_a_flood_is_taken_without_a_look_at_it():
    class Unread(Lines):
        def lines(self, first, count):
            assert count == 1, "only the last line, once it is known to be whole"
            return ["x"]

    spool = Lines("begin\n")
    rows, named = rows_of(a=spool)
    named["a"] = unread = Unread()
    unread.pieces, unread.size = ["x"] * 1_000_000, 2_000_000
    rows.pull()
    rows.pull()
    assert len(rows) == 1_000_000 and len(rows._start) < 10


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9), st.booleans()), max_size=30), st.booleans())
@settings(deadline=None, max_examples=60)
def test_every_line_is_in_a_row_and_rows_of_a_node_do_not_go_backwards(portions, folding):
    names = ("a", "b", "c")
    spools = {name: Lines() for name in names}
    rows = Rows(names, spools.get, folding=folding)
    before, log_rows.FINE = log_rows.FINE, 12
    try:
        for n, (node, count, alike) in enumerate(portions):
            spools[names[node]].append("".join(f"{'same' if alike else f'{n}.{i}'}\n" for i in range(count)))
            if n % 2:
                rows.pull()
        rows.pull()
        rows.pull()
    finally:
        log_rows.FINE = before
    for node, name in enumerate(names):
        found = [rows.row_of(node, line) for line in range(len(spools[name]))]
        assert None not in found
        if not folding:
            assert found == sorted(set(found))
            for line, row in enumerate(found):
                assert (rows.place(row).node, rows.place(row).line) == (node, line)
    if not folding:
        assert len(rows) == sum(len(spool) for spool in spools.values())


@pytest.fixture
def spools(tmp_path):
    made = {name: Spool(tmp_path / f"{name}.log") for name in ("a", "b")}
    yield made
    for spool in made.values():
        spool.close()


async def test_finding_goes_over_everything_in_both_directions(spools):
    for name in ("a", "b"):
        lines = (f"{name} {n}{' needle' * (n % 5_000 == 7)}\n" for n in range(20_000))
        spools[name].append("".join(lines).encode())
    rows = Rows(("a", "b"), spools.get)
    rows.pull()
    every = sorted(rows.row_of(node, line) for node in (0, 1) for line in (7, 5_007, 10_007, 15_007))
    found, at = [], -1
    while (at := await seek(rows, "needle", 1, at, lambda row: True)) is not None:
        found.append(at)
    assert found == every
    back, at = [], len(rows)
    while (at := await seek(rows, "needle", -1, at, lambda row: True)) is not None:
        back.append(at)
    assert back == every[::-1]
    hits = Hits("needle")
    while not hits.step(rows):
        pass
    assert hits.words(every[1]) == "2 of 8" and hits.words(None) == "8"


def test_errors_are_the_lines_that_carry_the_letter_E(spools):
    bad = [said(1, "x", "ERROR").strip(), "ValueError: no", "[FATAL] a"]
    lines = ["plain", *bad, "an ERROR in a word", "  ValueError: in"]
    spools["a"].append("\n".join(lines).encode() + b"\n")
    assert spools["a"].hits(ERRORS, 0)[0] == [1, 2, 3]
    assert spools["a"].hits(re.compile(b"^plain"), 0) == ([0], None)


class Shown(App):
    """A log alone."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def __init__(self, spools):
        super().__init__()
        self.spools = spools

    def get_theme_variable_defaults(self):
        return themes.variables(themes.complete({}))

    def compose(self):
        yield LogView(self.spools.get)

    def on_mount(self):
        self.log_view.show_nodes(tuple(self.spools))
        self.log_view.focus()

    @property
    def log_view(self):
        return self.query_one(LogView)


async def test_a_level_sifts_old_and_new_lines():
    spool = Lines("".join(said(n % 60, f"{n}", "ERROR" if n % 1000 == 0 else "INFO") for n in range(5_000)))
    app = Shown({"a": spool})
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(3):
            app.log_view.next_level()
        await until(pilot, lambda: app.log_view.line_count == 5)
        spool.append(said(1, "a new one", "ERROR") + said(1, "not this one"))
        await until(pilot, lambda: "a new one" in shown(app))
        assert app.log_view.line_count == 6 and "not this one" not in shown(app)


async def test_what_is_sought_after_a_level_was_chosen_is_stood_on_and_the_level_keeps_the_place():
    words = (f"line {n}" + " needle" * (n == 500) for n in range(30_000))
    lines = [said(n % 60, text, "ERROR" if n in (500, 20_000) else "INFO") for n, text in enumerate(words)]
    app = Shown({"a": Lines("".join(lines))})
    async with app.run_test(size=(120, 30)) as pilot:
        log = app.log_view
        await until(pilot, lambda: len(log.rows) == 30_000)
        while log.level != "E":
            log.next_level()
        assert log.following
        log.seek("needle")  # far from the end, where the level was not looked for yet
        log.go_hit(-1)
        await until(pilot, lambda: log.marked == 500)
        assert not log.following and log.seen.line_of(500) is not None
        while log.level:
            log.next_level()
        assert (log.marked, log.following) == (500, False)
        log._stand(20_003)
        while log.level != "E":
            log.next_level()
        assert (log.marked, log.following) == (20_000, False)
        log.seek("line 77")
        log.go_hit(-1)
        await until(pilot, lambda: log.all_hidden)
        log.action_follow()
        assert log.following and log.seen.sieve.on >= len(log.rows) - 1_000


async def test_a_long_line_is_wrapped_on_demand_and_the_end_stays_in_sight():
    app = Shown({"a": Lines("short\n" * 3 + "word " * 60 + "END\n")})
    async with app.run_test(size=(80, 10)) as pilot:
        await until(pilot, lambda: "short" in shown(app))
        assert "END" not in shown(app)
        app.log_view.wrapping = True
        await until(pilot, lambda: "END" in shown(app))
        app.log_view.wrapping = False
        await pilot.press(*["right"] * 12)
        await until(pilot, lambda: "END" in shown(app))


async def test_unfolding_keeps_the_marked_line():
    app = Shown({"a": Lines("".join(f"Loading {n}%\n" for n in range(40)) + "the needle\n" + "same\n" * 30)})
    async with app.run_test(size=(120, 12)) as pilot:
        await until(pilot, lambda: "29 more alike" in shown(app))
        app.log_view.seek("needle")
        app.log_view.go_hit(-1)
        await until(pilot, lambda: app.log_view.marked is not None)
        app.log_view.folding = False
        await until(pilot, lambda: app.log_view.line_count == 71)
        await until(pilot, lambda: "the needle" in shown(app))
        assert app.log_view.entry(app.log_view.marked).raw == "the needle"


async def test_foreign_text_is_harmless_and_cut_by_cells(spools):
    spools["a"].append("\x1b]0;evil\x07[bold]权重[/] \u202e".encode() + "加载".encode() * 80 + b"\n")
    app = Shown({"a": spools["a"]})
    async with app.run_test(size=(80, 10)) as pilot:
        await until(pilot, lambda: "[bold]权重[/]" in shown(app))
        assert "evil" not in shown(app) and "\u202e" not in shown(app)
        assert ".." in shown(app)
