"""A watcher changes nothing: no key of any step, no step of the session, no file of the run."""

import inspect
from collections.abc import AsyncIterator

import pytest

from mindie_tui.model.errors import Refused
from mindie_tui.model.events import codec as ev
from mindie_tui.model.events.codec import STEPS
from mindie_tui.remote.session.session import Session
from mindie_tui.remote.session.watch import READ_ONLY, WatchSession
from mindie_tui.tui.app import MindieApp
from tests.kit.bench_plays import recorded_run
from tests.kit.plays import Play, answers, deployment, facts, shown, until

READS = {"probe", "status"}
"""Steps that change nothing: probe of a profile asks the nodes, status records nothing."""


class Watching(Play):
    readonly = True

    def edit(self, deployment):
        raise AssertionError("a watcher edits")

    def accept_host_key(self, fingerprint):
        raise AssertionError("a watcher trusts a key")


def watching():
    value = deployment(2)
    return Watching(value, {"probe": answers(*(facts(node.name) for node in value.nodes))})


@pytest.mark.long
@pytest.mark.parametrize("step", STEPS)
async def test_no_action_that_changes_something_is_done_and_each_says_why(step):
    session = watching()
    app = MindieApp(session)
    before = app.deployment
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: len(app.run_state.facts) == 2)
        app.action_step(step)
        await until(pilot, lambda: getattr(app.screen, "STEP", "") == step)
        assert "read only" in shown(app).split("\n")[0]
        screen = app.screen
        keys = {
            key: binding.action.split("(")[0]
            for key, found in screen._bindings.key_to_bindings.items()
            for binding in found
        }
        changing = {key: action for key, action in keys.items() if action in screen.CHANGES}
        assert changing and set(screen.CHANGES) - {"accept_key", "edit"} <= set(keys.values())
        for key, action in changing.items():
            app.clear_notifications()
            await pilot.press(key)
            await pilot.pause()
            assert app.screen is screen, action
            assert [notice.message for notice in app._notifications] == [READ_ONLY], action
        app.clear_notifications()
        for key in ("ctrl+s", "u", "U"):
            await pilot.press(key)
            await pilot.pause()
        assert app.screen is screen and app.deployment == before
        assert {asked[0] for asked in session.asked} <= READS


async def test_an_edit_by_whatever_way_is_refused():
    app = MindieApp(watching())
    async with app.run_test(size=(120, 36)):
        before = app.deployment
        app.edit(before.model_copy(update={"notes": "x"}))
        app.take(before.model_copy(update={"notes": "x"}), None, None)
        assert app.deployment == before and not app.edited


def steps_of(session_class):
    """Every public method that yields the steps of something."""
    return {
        name
        for name, made in inspect.getmembers(session_class, inspect.isfunction)
        if not name.startswith("_")
        and (inspect.isasyncgenfunction(made) or "Steps" in str(inspect.signature(made).return_annotation))
    }


async def test_every_step_of_the_session_that_changes_something_is_refused():
    session = WatchSession(deployment(1))
    changing = steps_of(Session) - READS - {"open"}
    assert {"launch", "stop", "rollback", "bench", "preflight", "remedy", "create_containers", "attach"} <= changing
    for name in changing:
        happening = getattr(session, name)()
        assert isinstance(happening, AsyncIterator), name
        with pytest.raises(Refused, match="read only"):
            await anext(happening)
    for name, given in (("edit", deployment(1)), ("accept_host_key", "SHA256:x"), ("skip", "point")):
        with pytest.raises(Refused):
            getattr(session, name)(given)


async def test_the_folder_of_a_run_is_the_same_after_a_watcher(tmp_path):
    run = recorded_run(deployment(2), tmp_path / "runs", exit_status=0)
    run.record("nodes", ev.NodeAsked("a3-01"))

    def files():
        return {path: path.read_bytes() for path in run.folder.rglob("*") if path.is_file()}

    before = files()
    session = WatchSession(deployment(2))
    session.book.reopen(run, session.deployment)
    assert session.refresh() is not None and session.refresh() is None, "read again only when it has grown"
    assert [step async for step in session.probe()] == []
    session.end(0, "the wizard was closed")
    await session.close()
    assert files() == before
