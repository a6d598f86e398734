"""Checks x nodes as rows: what was found where, and how many passed."""

from rich.cells import cell_len

from mindie_tui.model.events import codec as ev
from mindie_tui.tui.preflight.rows import CheckView, check_rows
from tests.kit import whole_plays as b


def plain(row):
    return " ".join("".join(words for words, _ in cell) for cell in row.cells)


def test_seven_nodes_become_counts_and_the_names_stand_in_what_was_found():
    nodes = tuple(f"a3-{n:02d}" for n in range(1, 61))
    state = b.fold(
        *b.started(nodes), *b.checked(nodes), ev.CheckDone("a3-44", "disk", "fail", "full"), step="preflight"
    )
    columns, rows = check_rows(b.CHECKS, nodes, state, CheckView())
    assert [column.head.strip() for column in columns] == ["check", "60 nodes", "ms", "found"]
    disk = next(row for row in rows if row.key == "disk")
    assert "59 ✓  1 ✗" in plain(disk) and "a3-44: full" in plain(disk)
    one, _ = check_rows(b.CHECKS, nodes[:6], state, CheckView())
    assert [column.head.strip() for column in one][1:7] == list(nodes[:6])


def test_a_row_is_cut_by_cells_so_that_chinese_keeps_its_columns():
    state = b.fold(ev.CheckDone("a3-02", "disk", "fail", "磁盘空间不足" * 20), state=b.preflight())
    _, rows = check_rows(b.CHECKS, ("a3-01", "a3-02"), state, CheckView())
    assert cell_len(plain(next(row for row in rows if row.key == "disk"))) > 100, "the table cuts it, not the row"


def test_without_a_node_there_is_a_table_without_rows_to_read():
    columns, rows = check_rows(b.CHECKS, (), b.preflight(), CheckView())
    assert [column.head.strip() for column in columns] == ["check", "ms", "found"]
    assert all(row.glyph[0] == "-" for row in rows if row.key)


def test_only_what_is_bad_or_what_is_sought_is_shown():
    state, nodes = b.preflight(well=False), ("a3-01", "a3-02")
    bad = check_rows(b.CHECKS, nodes, state, CheckView(only_bad=True))[1]
    assert {"weights_complete", "hbm_free", "disk"} <= {row.key for row in bad} and len(bad) < 8
    found = check_rows(b.CHECKS, nodes, state, CheckView(find="SAFETENSORS"))[1]
    assert {row.key for row in found if row.key} == {"weights_complete"}
