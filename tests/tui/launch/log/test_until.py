"""A log at a moment of a past run holds the lines that had come, whatever the zone of the node's clock."""

from datetime import datetime, timedelta

from hypothesis import given, strategies as st

from mindie_tui.store.runs.spool import Spool
from mindie_tui.tui.launch.log.until import LinesUntil, as_it_was, is_before

BEGAN = datetime.fromisoformat("2026-11-24T23:59:58.000+08:00")


def spool_of(tmp_path, lines):
    spool = Spool(tmp_path / "service.log")
    spool.append("".join(f"{line}\n" for line in lines).encode())
    return spool


def stamped(seconds, hours=0):
    return f"[{(BEGAN + timedelta(seconds=seconds, hours=hours)):%Y-%m-%d %H:%M:%S.%f}] [1] [2] [llm] [INFO] line"


def test_lines_up_to_the_moment_are_there_and_those_without_a_time_go_with_the_one_before(tmp_path):
    lines = ["begin", stamped(1), "a bar", stamped(3), stamped(3.5), "more", stamped(9)]
    spool = spool_of(tmp_path, lines)
    for seconds, count in ((0.5, 1), (1, 3), (3.2, 4), (4, 6), (60, 7)):
        cut = LinesUntil(spool, BEGAN + timedelta(seconds=seconds), BEGAN)
        assert (len(cut), cut.size) == (count, count) and cut.lines(0, 99) == spool.lines(0, count), seconds
    cut = LinesUntil(spool, BEGAN + timedelta(seconds=3.2), BEGAN)
    assert cut.hits("line", 0) == ([1, 3], None) and cut.search("line", 2)[0] == 3
    assert cut.search("more", 0) == (None, None) and cut.search("line", 99, backwards=True)[0] == 3
    assert cut.lines(5, 3) == [] and cut.hits("line", 9) == ([], None)


@given(hours=st.sampled_from([-8, -5.5, 0, 1, 5.75]), late=st.floats(0, 300), at=st.integers(0, 40))
def test_the_zone_of_the_nodes_clock_is_seen_by_its_first_line(tmp_path_factory, hours, late, at):
    spool = spool_of(tmp_path_factory.mktemp("log"), [stamped(late + n, hours) for n in range(40)])
    found = len(LinesUntil(spool, BEGAN + timedelta(seconds=late + at - 0.5), BEGAN))
    assert found == min(at, 40)


def test_a_log_without_times_and_a_wizard_without_a_moment_show_all(tmp_path):
    spool = spool_of(tmp_path, ["one", "two"])
    assert len(LinesUntil(spool, BEGAN)) == 2
    assert as_it_was(spool, None, "") is spool and as_it_was(None, BEGAN, "") is None
    assert len(as_it_was(spool, BEGAN, "odd")) == 2
    assert is_before(BEGAN, None) and not is_before(None, BEGAN) and not is_before(BEGAN, BEGAN)
