"""Nothing that was typed is lost: long values are read and edited, quitting names what is not saved, a draft waits."""

import os
import signal
import subprocess
import sys

import pytest
from textual.widgets import Input

from mindie_tui.model.mindie.artefacts.changes import changes, with_changes
from mindie_tui.store.profiles import drafts
from mindie_tui.tui.app import MindieApp
from mindie_tui.tui.dialogs.confirm import Confirm
from tests.kit.parameters_step import opened, value_of
from tests.kit.plays import deployment, play, shown, until


def with_environment(value, **variables):
    return value.model_copy(update={"environment": {**value.environment, **variables}})


# -- a value that is longer than its field


# -- quitting


async def test_q_names_the_edits_that_are_not_saved_and_stays_by_default():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "2", "enter", "q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "1 edit" in shown(app) and "dp  4 -> 2" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Confirm))
        assert app.is_running and app.return_value is None


async def test_a_service_and_unsaved_edits_are_one_question():
    app = MindieApp(play())
    async with app.run_test(size=(80, 24)) as pilot:
        app.run_state = app.run_state.__class__(profile="a3-double", service="ready")
        app.edit(with_environment(app.deployment, NPU_MEMORY_FRACTION="0.8"))
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "A service is running" in shown(app) and "NPU_MEMORY_FRACTION" in shown(app)


async def left(edit, keys=("q", "y")):
    """A wizard in which something was edited, left by these keys."""
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await edit(pilot)
        await pilot.press(keys[0])
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press(*keys[1:])
        await until(pilot, lambda: app.return_value == 0)
    app.unsaved.close()


async def dp_is_two(pilot):
    await opened(pilot, "dp")
    await pilot.press("enter", "2", "enter")


async def test_the_next_start_offers_the_draft_takes_it_by_one_edit_and_saving_ends_it(home):
    await left(dp_is_two)
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "dp  4 -> 2" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: value_of(app, "dp") == 2)
        assert len(drafts.find_drafts("demo")) == 0, "it is this wizard's own now"
        app.undo()
        assert value_of(app, "dp") == 4
        app.redo()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.screen.query(Input)))
        await pilot.press("ctrl+u", *"mine", "enter")
        await until(pilot, lambda: not app.edited)
    app.unsaved.close()
    assert list((home / "state" / "mindie-tui" / "drafts").iterdir()) == []


@pytest.mark.long
async def test_a_draft_that_is_put_off_waits_and_one_that_is_discarded_is_gone():
    await left(dp_is_two)
    for key, kept in (("n", 1), ("x", 0)):
        app = MindieApp(play())
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda app=app: isinstance(app.screen, Confirm))
            await pilot.press(key)
            await until(pilot, lambda app=app: not isinstance(app.screen, Confirm))
        app.unsaved.close()
        assert len(drafts.find_drafts("demo")) == kept


async def test_what_a_field_holds_is_in_the_draft_at_every_key_however_the_process_ends(home):
    app = MindieApp(play())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, "dp")
        await pilot.press("enter", "1", "6")
        await pilot.pause()
        (path,) = (home / "state" / "mindie-tui" / "drafts").glob("*.json")
        assert path.stat().st_mode & 0o777 == 0o600 and '"after": 16' in path.read_text()
        assert drafts.find_drafts("demo") == [], "this wizard lives"
    app.unsaved.close()
    (draft,) = drafts.find_drafts("demo")
    assert [(change.name, change.after) for change in draft.changes] == [("dp", 16)]


# -- the draft itself


def test_a_draft_holds_no_secret_and_names_what_it_left_out(home):
    before = deployment(2)
    after = with_environment(before, HF_TOKEN="hf_abcdef", OMP_NUM_THREADS="32", MY_PASSWORD="hunter2")
    keeper = drafts.Keeper("demo")
    keeper.keep("a3-double", changes(before, after))
    keeper.close()
    (draft,) = drafts.find_drafts("demo")
    text = draft.path.read_text()
    assert "hf_abcdef" not in text and "hunter2" not in text and "32" in text
    assert set(draft.left_out) == {"HF_TOKEN", "MY_PASSWORD"}


def test_what_is_secret_in_a_draft_is_what_is_secret_in_a_run(home):
    before = deployment(2).model_copy(update={"secrets": ("MY_PIN",)})
    after = with_environment(
        before, MY_PIN="731904", http_proxy="http://li:s3same@proxy:3128", HEAD="Bearer abcdef", EOS_TOKEN="</s>",
        TLS_KEY="/etc/pki/tls/private/a.key")  # fmt: skip
    first = after.nodes[0].model_copy(update={"host": "root:hunter2@10.0.0.1"})
    after = after.model_copy(update={"nodes": (first, *after.nodes[1:])})
    keeper = drafts.Keeper("demo")
    keeper.keep("a3-double", changes(before, after), [first, *after.nodes[1:]])
    keeper.close()
    (draft,) = drafts.find_drafts("demo")
    text = draft.path.read_text()
    assert not [word for word in ("731904", "s3same", "abcdef", "hunter2") if word in text]
    assert "</s>" in text and "a.key" in text, "neither a piece of text nor a file's name is a secret"
    assert set(draft.left_out) == {"MY_PIN", "http_proxy", "HEAD", "nodes"} and len(draft.candidates) == 1


def test_changes_are_done_to_a_profile_that_has_moved_on():
    before = deployment(2)
    after = with_environment(before, OMP_NUM_THREADS="32").model_copy(update={"notes": "tried"})
    made = changes(before, after)
    moved = with_environment(before, HCCL_BUFFSIZE="200")
    done = with_changes(moved, made)
    assert done.environment["OMP_NUM_THREADS"] == "32" and done.environment["HCCL_BUFFSIZE"] == "200"
    assert done.notes == "tried" and changes(before, before) == ()
    assert with_changes(before, made) == after, "a deployment and its changes give the other one"


def test_broken_and_foreign_files_in_the_folder_of_drafts_are_passed_over(home):
    keeper = drafts.Keeper("demo")
    keeper.keep("a3-double", changes(deployment(2), deployment(2).model_copy(update={"notes": "x"})))
    keeper.close()
    stem = keeper.path.name.split("-2")[0]
    for n, text in enumerate(("", "{", "[]", '{"draft": 9}', '{"draft": 1, "key": "demo", "changes": 3}', "\x00")):
        (keeper.path.parent / f"{stem}-{n}.json").write_text(text)
    (keeper.path.parent / f"{stem}-d.json").mkdir()
    assert [draft.path for draft in drafts.find_drafts("demo")] == [keeper.path]


def test_a_killed_process_leaves_its_draft_to_the_next(home):
    code = (
        "import os, signal\n"
        "from mindie_tui.model.mindie.artefacts.changes import Change\n"
        "from mindie_tui.store.profiles import drafts\n"
        "drafts.Keeper('demo').keep('a3', [Change(('notes',), '', 'typed')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert [change.after for draft in drafts.find_drafts("demo") for change in draft.changes] == ["typed"]
