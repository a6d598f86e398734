"""Where a host key waits for a yes."""

from dataclasses import replace

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.state import NodeState
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.common.matrix import Matrix
from mindie_tui.tui.nodes.host_key import HostKey, is_offered
from tests.kit import whole_plays as b
from tests.kit.logins import AskingPlay
from tests.kit.plays import facts, row_of, shown, until
from tests.kit.sizes import SIZES

UNKNOWN = NodeState("a3-02", "refused", refusal="host_key_unknown", fingerprint="SHA256:x")


def test_a_key_is_offered_while_its_node_is_refused_and_not_while_it_is_asked_again():
    assert is_offered(UNKNOWN)
    assert not is_offered(replace(UNKNOWN, state="asking")) and not is_offered(replace(UNKNOWN, state="found"))
    assert not is_offered(replace(UNKNOWN, fingerprint=None)) and not is_offered(None)


def test_a_node_that_is_asked_again_forgets_no_key_that_it_shows_once_more():
    state = b.fold(ev.NodeRefused("a3-02", "host_key_unknown", "new", "", "SHA256:x"), ev.NodeAsked("a3-02"))
    assert not is_offered(state.nodes["a3-02"])
    state = b.fold(ev.NodeRefused("a3-02", "host_key_unknown", "new", "", "SHA256:x"), state=state)
    assert is_offered(state.nodes["a3-02"])


PRINT = "SHA256:7pVQk3cJ0ZrYx3m6oTg1uWb2nD4sHf8LqR5vE9aXykM"


def unknown(node, fingerprint=PRINT):
    said = f"its host key {fingerprint} is in no known_hosts (~/.ssh/known_hosts)"
    return ev.NodeRefused(node, "host_key_unknown", said, f"give --accept-host-key {fingerprint}", fingerprint)


CHANGED = ev.NodeRefused(
    "a3-02",
    "host_key_changed",
    f"/root/.ssh/known_hosts, line 12: its host key {PRINT} is not the one that is known: someone may be in between",
    "ssh-keygen -R a3-02 -f /root/.ssh/known_hosts",
)


@pytest.mark.parametrize("size", SIZES)
async def test_an_unknown_key_is_shown_whole_and_added_only_on_a_yes(size):
    app = MindieApp(AskingPlay(unknown("a3-01"), facts("a3-02")))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "ready" in row_of(app, "a3-02 ") and not app.screen.busy)
        assert "enter accept key" in shown(app).split("\n")[-1]
        for key in ("enter", "escape", "n"):
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, HostKey))
            assert PRINT in shown(app) and "ssh-keygen -lf" in shown(app)
            await pilot.press(key)
            await until(pilot, lambda: not app.screen.is_modal)
        assert app.session.accepted == [] and len(app.session.asked) == 1
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, HostKey))
        await pilot.press("y")
        await until(pilot, lambda: len(app.session.asked) == 2)
        assert app.session.accepted == [PRINT] and app.session.asked[-1] == ("probe", ("a3-01",))


async def test_one_key_of_several_nodes_is_accepted_once_and_all_of_them_are_asked_again():
    app = MindieApp(AskingPlay(unknown("a3-01"), unknown("a3-02"), unknown("a3-03", "SHA256:other")))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "unknown" in row_of(app, "a3-03") and not app.screen.busy)
        await pilot.press("enter")
        await until(pilot, lambda: "1 more nodes show this very key" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: ("probe", ("a3-01", "a3-02")) in app.session.asked)
        assert app.session.accepted == [PRINT]


@pytest.mark.parametrize("size", SIZES)
async def test_a_changed_key_is_never_offered_and_its_line_is_named(size):
    app = MindieApp(AskingPlay(facts("a3-01"), CHANGED))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "changed" in row_of(app, "a3-02") and not app.screen.busy)
        app.screen.query_one(Matrix).go_to("a3-02")
        await until(pilot, lambda: "known_hosts, line 12" in shown(app) and "ssh-keygen -R" in shown(app))
        assert "accept key" not in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(app.screen, HostKey) and app.session.accepted == []
