"""Small things of the hand: what a key did is said, what is hidden is said, heads sort."""

from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix
from tests.kit.parameters_step import opened
from tests.kit.plays import play


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
            assert any(name in word and "press u to undo" in word for word in said(app))
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


async def test_a_copy_says_where_it_is_with_one_blank_between_words():
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("y")
        await pilot.pause()
        (message,) = said(app)
        assert "; also saved in " in message and "  " not in message


# -- heads
