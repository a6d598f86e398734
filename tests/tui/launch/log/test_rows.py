"""The rows of several logs: by their times, repeats as one, every line in one of them."""

from hypothesis import given, settings, strategies as st

from mindie_tui.tui.launch.log import rows as log_rows
from mindie_tui.tui.launch.log.lines import parse
from mindie_tui.tui.launch.log.rows import Rows
from tests.kit.log_view import log_line
from tests.kit.whole_plays import Lines


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
        a=Lines(log_line(1, "one") + log_line(3, "three")),
        b=Lines(log_line(2, "two") + "a trace without time\n" + log_line(4, "four")),
    )
    assert [text for _, text, _ in texts(rows, spools)] == ["one", "two", "a trace without time", "three", "four"]


def test_the_same_line_of_both_nodes_within_a_second_is_one_row():
    rows, _ = rows_of(a=Lines(log_line(1, "parsed") + log_line(2, "x")), b=Lines(log_line(1, "parsed", node_ms=80)))
    assert len(rows) == 2 and rows.place(0).mask == 0b11
    assert rows.row_of(0, 0) == rows.row_of(1, 0) == 0


def test_what_one_node_says_later_is_found_equal_too():
    a, b = Lines(log_line(1, "parsed")), Lines()
    rows, _ = rows_of(a=a, b=b)
    b.append(log_line(1, "parsed", node_ms=700))
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
    rows, _ = rows_of(a=Lines("".join(log_line(1, f"rank {n}/32 is lost", "ERROR") for n in range(9))))
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


def test_every_line_of_a_fold_is_inside_it():
    spools = {"a": Lines(log_line(1, "x") * 9 + log_line(2, "y")), "b": Lines(log_line(1, "z") + log_line(2, "y"))}
    rows = Rows(("a", "b"), spools.get)
    rows.pull()
    rows.pull()
    for row in range(len(rows)):
        place, inside = rows.place(row), rows.inside(row)
        assert len(inside) == max(place.hidden, place.mask.bit_count())
        texts = {parse(spools[rows.nodes[p.node]].lines(p.line, 1)[0]).message for p in inside}
        assert texts == {parse(spools[rows.nodes[place.node]].lines(place.line, 1)[0]).message}
    assert sorted(len(rows.inside(row)) for row in range(len(rows))) == [1, 1, 2, 8]
