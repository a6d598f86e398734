"""`last` for the commands that act on nodes: the newest run that did something there, not one that was refused."""

import pytest

from mindie_tui.model.deployment import Deployment
from mindie_tui.model.errors import StoreError
from mindie_tui.model.events import codec as ev
from mindie_tui.store.runs import last
from mindie_tui.store.runs.run import Run

REFUSED = [ev.LockRefused("a3-1", "li@jump", "02:11", "other")]
PUSHED = [ev.LockTaken("a3-1"), ev.FileWritten("a3-1", "/c/config.json", "0"), ev.FileKept("a3-1", "start.sh", "1")]
STARTED = [*PUSHED, ev.ServiceStarted("a3-1", 7, 8)]
BUSY = [*PUSHED, ev.ServiceFailed("port 1025 is taken", "", ("a3-1: nothing was started",))]
DROPPED = [*PUSHED, ev.ServiceFailed("lost", "", ("a3-1: the line dropped as it was started; mindie-tui stop X",))]
ATTACHED = [ev.ServiceAttached(("a3-1",), "other")]


def made(root, events, before=False):
    run = Run.create(Deployment(name="two"), [], root=root)
    for event in events:
        run.record("launch", event)
    if before:
        run.write_before("a3-1", "config.json", b"{}")
    run.close()
    return run.id


@pytest.mark.parametrize(
    ("events", "started", "followed"),
    [
        (REFUSED, False, False),
        (STARTED, True, True),
        (PUSHED, True, True),  # killed between the start on a node and its record
        (DROPPED, True, True),
        (BUSY, False, False),
        (ATTACHED, False, True),
    ],
)
def test_last_is_the_newest_that_started_something(tmp_path, events, started, followed):
    older = made(tmp_path, STARTED, before=True)
    newer = made(tmp_path, events)
    assert last.find("last", "started", tmp_path).id == (newer if started else older)
    assert last.find("last", "followed", tmp_path).id == (newer if followed else older)
    assert last.find("last", "wrote", tmp_path).id == older
    assert last.find("last", "newest", tmp_path).id == newer
    assert last.find(newer[-8:], "started", tmp_path).id == newer, "a name is taken at its word"


def test_without_such_a_run_it_is_one_sentence(tmp_path):
    made(tmp_path, REFUSED)
    with pytest.raises(StoreError, match="no run on this machine has started a service") as none:
        last.find("last", "started", tmp_path)
    assert "mindie-tui runs" in none.value.do
