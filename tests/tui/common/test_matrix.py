"""A matrix is sorted by its heads."""

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix, MatrixRow, in_order, text
from tests.kit.plays import play, row_of, shown, until


def rows(*values):
    return tuple(MatrixRow(f"r{n}", (text(value),)) for n, value in enumerate(values))


def order(made):
    return ["".join(words for words, _ in row.cells[0]) for row in made]


def test_rows_are_sorted_by_size_names_by_their_numbers_and_what_is_missing_stands_last():
    assert order(in_order(rows("1 057", "9", "-", "12.5"), 0, False)) == ["9", "12.5", "1 057", "-"]
    assert order(in_order(rows("1 057", "9", "-", "12.5"), 0, True)) == ["1 057", "12.5", "9", "-"]
    assert order(in_order(rows("a3-10", "a3-9", "", "a3-1"), 0, False)) == ["a3-1", "a3-9", "a3-10", ""]
    parts = (*rows("b", "a"), MatrixRow.section("next"), *rows("d", "c"))
    assert order(in_order(parts, 0, False)) == ["a", "b", "next", "c", "d"], "each section for itself"


async def test_a_click_on_a_head_sorts_a_second_turns_it_and_a_third_gives_the_old_order():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) >= 5)
        table = app.screen.query_one(Matrix)
        given = [row.key for row in table.rows]
        at = shown(app).split("\n")[table.region.y].index("node")
        seen = []
        for _ in range(3):
            await pilot.click(Matrix, offset=(at, 0))
            await pilot.pause()
            seen.append([row.key for row in table.rows])
        assert seen[0] == sorted(given) and seen[1] == sorted(given, reverse=True) and seen[2] == given
        assert app.screen.nodes[0].name == given[0] and not app.edited, "the ranks stay as they are"
        assert row_of(app, "node")
