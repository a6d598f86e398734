"""Which runs are listed, and in which order."""

import pytest

from mindie_tui.model.errors import CommandLineError
from mindie_tui.model.runs.outcomes import ORDERS
from mindie_tui.store.runs.index import listed
from mindie_tui.store.runs.selection import Selection, in_order
from tests.kit.many_runs import plant_run


@pytest.fixture
def rows(tmp_path):
    for at in range(15):
        plant_run(tmp_path / "runs", at)
    return listed(tmp_path / "runs")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Selection(), 15),
        (Selection(profile="DOUBLE"), 10),
        (Selection(outcome="done"), 6),
        (Selection(outcome="3"), 3),
        (Selection(outcome="not ended"), 3),
        (Selection(node="a3-02"), 7),
        (Selection(profile="a2", outcome="0", node="a3-02"), 2),
        (Selection(node="nowhere"), 0),
    ],
)
def test_a_run_is_listed_where_all_that_is_asked_for_holds(rows, asked, count):
    assert sum(map(asked.holds, rows)) == count


def test_a_list_is_sorted_by_what_is_asked_for_and_unknown_figures_come_last(rows):
    assert in_order(rows) == rows
    fast = [row.output_tok_s for row in in_order(rows, "throughput")]
    known = [value for value in fast if value is not None]
    assert known == sorted(known, reverse=True) and fast[len(known) :] == [None] * (15 - len(known))
    slow = [row.ttft_p99_ms for row in in_order(rows, "ttft") if row.ttft_p99_ms is not None]
    assert slow == sorted(slow)
    assert [row.profile for row in in_order(rows, "profile")] == sorted(row.profile for row in rows)
    long = [row.length_s for row in in_order(rows, "length") if row.length_s is not None]
    assert long == sorted(long, reverse=True) and long[-1] == 60


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_keeps_every_run(rows, order):
    assert sorted(in_order(rows, order)) == sorted(rows)


def test_an_unknown_order_is_named(rows):
    with pytest.raises(CommandLineError, match="'size'; write one of newest, profile"):
        in_order(rows, "size")
