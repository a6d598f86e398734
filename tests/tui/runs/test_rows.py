"""The list of runs: the columns that fit, how a run ended, what a filter finds."""

from mindie_tui.store.runs.index import listed
from mindie_tui.tui.runs.rows import columns, fields, finds, glyph, rows
from tests.kit.many_runs import plant_run


def found(tmp_path, count=6):
    for at in range(count):
        plant_run(tmp_path / "runs", at)
    return listed(tmp_path / "runs")


def test_a_wider_terminal_has_more_columns_and_none_runs_over():
    widths = {room: [field.head for field in fields(room)] for room in (80, 120, 180, 250)}
    assert widths[80] == ["started", "profile", "outcome", "tok/s", "TTFT p99"]
    assert widths[250][-2:] == ["layout", "nodes"] and len(widths[80]) < len(widths[120]) < len(widths[180])
    for room in widths:
        assert sum(column.width + column.gap for column in columns(room, "newest")) <= room


def test_the_sorted_column_has_an_arrow_and_marked_runs_a_dot(tmp_path):
    known = found(tmp_path)
    assert [column.head for column in columns(80, "ttft")][-1] == "TTFT p99 ↓"
    made = rows(known, 120, marked=[known[1].id], base=known[2].id)
    assert made[1].glyph[0] == "●" and "base" in str(made[2].cells[1])


def test_how_a_run_ended_is_seen_without_colour(tmp_path):
    signs = {row.exit: glyph(row)[0] for row in found(tmp_path)}
    assert signs == {0: "✓", 3: "!", 2: "✗", None: "-"}


def test_a_filter_finds_words_of_the_profile_the_nodes_and_the_outcome(tmp_path):
    known = found(tmp_path)
    assert all("double" in row.profile for row in known if finds(row, "DOUBLE"))
    assert {row.exit for row in known if finds(row, "launch failed")} == {2}
    assert not any(finds(row, "double nowhere") for row in known)
