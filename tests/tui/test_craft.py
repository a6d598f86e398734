"""Small things of the hand: what a key did is said, what is hidden is said, heads sort."""

import pytest

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.find import Find
from mindie_tui.tui.common.matrix import Matrix, MatrixRow, in_order, text
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import play, row_of, shown, until


def said(app):
    return [notice.message for notice in app._notifications]


async def names(app):
    return [node.name for node in app.screen.nodes]


async def test_a_node_that_is_taken_off_the_list_is_named_and_comes_back_picked_or_not():
    app = MindieApp(play("mixed"))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        every = await names(app)
        for name in ("a3-02", "a3-05"):
            app.screen.query_one(Matrix).go_to(name)
            await pilot.press("D")
            await pilot.pause()
            assert any(name in word and "u brings it back" in word for word in said(app))
            assert name not in await names(app)
            await pilot.press("u")
            await pilot.pause()
            assert sorted(await names(app)) == sorted(every)


async def test_an_order_key_at_the_edge_says_that_it_is_the_edge():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("K")
        await pilot.pause()
        assert said(app) == ["a3-01 is the first"] and not app.edited
        await pilot.press("j", "J")
        await pilot.pause()
        assert said(app)[-1] == "a3-02 is the last"


async def test_undo_and_redo_say_what_they_changed_on_every_step_where_u_is_no_other_key():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter", "u")
        await until(pilot, lambda: value_of(app, "dp") == 4)
        assert said(app)[-1] == "taken back: dp 2 -> 4"
        await pilot.press("U")
        await until(pilot, lambda: value_of(app, "dp") == 2)
        assert said(app)[-1] == "done again: dp 4 -> 2"
        app.action_step("preflight")
        await until(pilot, lambda: getattr(app.screen, "STEP", "") == "preflight")
        await pilot.press("u")
        await until(pilot, lambda: value_of(app, "dp") == 4)


async def test_an_undo_after_another_profile_was_taken_gives_back_its_file_too(tmp_path):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)):
        before = app.loaded, app.saved, app.deployment
        other = app.deployment.model_copy(update={"name": "other", "notes": "x"})
        loaded = type("Loaded", (), {"path": tmp_path / "other.yaml"})()
        app.take(other, loaded, None)
        assert not app.edited and app.undo()
        assert (app.loaded, app.saved, app.deployment) == before, "a save would not write the one into the other's file"


@pytest.mark.parametrize(("step", "key"), [("2", "exclamation_mark"), ("3", "c")])
async def test_a_filter_says_that_rows_are_hidden_and_esc_leaves_it(step, key):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter")
        await pilot.press(step)
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert "rows shown" in shown(app).split("\n")[1] and "esc all" in shown(app).split("\n")[1]
        await pilot.press("escape")
        await pilot.pause()
        assert "rows shown" not in shown(app)


async def test_the_line_of_find_begins_with_its_slash():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("slash", *"a3")
        await pilot.pause()
        field = app.screen.query_one(Find)
        row = shown(app).split("\n")[field.region.y]
        assert row[: field.region.x + 4].split() == ["/", "a3"] or row.split()[:2] == ["/", "a3"]
        assert "rows shown" in shown(app).split("\n")[1]
        await pilot.press("escape")
        await pilot.pause()
        assert "/ a3" not in shown(app)


async def test_a_copy_says_where_it_is_with_one_blank_between_words():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("y")
        await pilot.pause()
        (message,) = said(app)
        assert "; also saved in " in message and "  " not in message


# -- heads


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
