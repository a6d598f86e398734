"""What is typed becomes nodes, or a sentence."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.node import Node
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.nodes.edit import EditNodes, nodes_of
from tests.kit.plays import Play, answers, facts, play, row_of, shown, until


def names(app):
    return [node.name for node in app.deployment.serving]


@pytest.mark.long
async def test_nodes_are_added_as_a_set_and_asked_at_once():
    app = MindieApp(Play(Deployment(), {"probe": answers(facts("a3-01"))}))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "no nodes yet" in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, EditNodes))
        await pilot.press(*"a3-[01-03]", "tab", "tab", *"10.20.3.[11-13]")
        await until(pilot, lambda: "3 nodes: a3-01 .. a3-03" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(names(app)) == 3)
        assert [n.ip for n in app.deployment.nodes] == ["10.20.3.11", "10.20.3.12", "10.20.3.13"]
        await until(pilot, lambda: ("probe", ("a3-01", "a3-02", "a3-03")) in app.session.asked)


async def test_a_name_that_is_taken_stays_in_the_field_with_its_sentence():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, EditNodes))
        await pilot.press(*"a3-01", "enter")
        await until(pilot, lambda: "a3-01 exists already" in shown(app))
        assert isinstance(app.screen, EditNodes)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.is_modal)
        assert names(app) == ["a3-01", "a3-02"]


@pytest.mark.long
async def test_a_node_is_edited_and_keeps_its_rank():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 "))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, EditNodes))
        await pilot.press("tab", "ctrl+u", *"root@10.0.0.1:2222", "enter")
        await until(pilot, lambda: not app.screen.is_modal)
        assert app.deployment.nodes[0] == Node(name="a3-01", host="root@10.0.0.1:2222", ip="10.20.3.11")


def test_what_is_typed_becomes_nodes_or_a_sentence():
    assert nodes_of("a3-01", "local", "")[0].connection == "local"
    assert [n.host for n in nodes_of("n[1-2]", "root@n[1-2]", "")] == ["root@n1", "root@n2"]
    for typed, says in (
        (("", "", ""), "needs a name"),
        (("a b", "", ""), "not a valid node name"),
        (("n[3-1]", "", ""), "the range"),
        (("n[1-3]", "", "10.0.0.1"), "one ip for several"),
        (("n[1-3]", "h[1-2]", ""), "3 names but 2"),
    ):
        with pytest.raises(ValueError, match=says):
            nodes_of(*typed)
