"""What we did ourselves, between the lines of the log."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.events import codec as ev
from mindie_tui.tui.launch.log.lines import parse
from mindie_tui.tui.launch.log.our_lines import OWN, OwnLines, sentence
from tests.kit import whole_plays as b
from tests.kit.log_view import RunWalk, pane
from tests.kit.plays import row_of, shown, until


@pytest.fixture
def kept(tmp_path):
    state = b.fold(*b.started(), *b.launched(until="weights"))
    walk = RunWalk(tmp_path / "runs", state=state)
    yield walk
    walk.run.close()


async def test_what_we_did_ourselves_stands_between_the_lines(kept):
    kept.run.spool("a3-01").append(b"a line without a time\n")
    for event in (ev.LockTaken("a3-01"), ev.FileWritten("a3-01", "/x/config.json", "c0de41" * 10), ev.NodeAsked("x")):
        kept.run.record("launch", event)
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "config.json written on a3-01, sha256 c0de41" in shown(app))
        assert " tui " in row_of(app, "config.json written")
        kept.run.record("launch", ev.NodeBack("a3-01", 12.0))
        await until(pilot, lambda: "a3-01 is back after 12 s" in shown(app))
        await pilot.press("slash", *"c0de41", "enter")
        await until(pilot, lambda: pane(app).marked is not None)
        assert pane(app).entry(pane(app).marked).node == OWN
        await pilot.press("j", "enter")
        await until(pilot, lambda: "config.json written" not in shown(app))


def test_our_own_lines_are_a_spool_that_grows(kept):
    own = OwnLines(kept.run)
    assert len(own) == 0 and own.hits("x", 0) == ([], None)
    kept.run.record("launch", ev.ServiceStarted("a3-01", 4242, 1))
    kept.run.record("launch", ev.ServiceReady(("a3-01",), 251.0))
    assert len(own) == 2 and own.size > 0
    assert own.search("READY", 0) == (None, None) and own.search("ready", 0) == (1, None)
    assert own.search("pid", 9, backwards=True) == (0, None)
    assert parse(own.lines(0, 1)[0]).message == "started on a3-01, pid 4242"


def test_our_own_lines_speak_chinese():
    language.use("zh")
    for event in (
        ev.LockTaken("n"), ev.FileWritten("n", "/a/config.json", "c0de41"), ev.FileKept("n", "/a/b", "c"),
        ev.FileRestored("n", "/a/b", "c"), ev.ServiceStarted("n", 1, 2), ev.ServiceAttached(("n",), "r"),
        ev.ServiceAnswered("n", "u", "m", 1.0, 2.0), ev.ServiceReady(("n",), 1.0), ev.ServiceDied("n", 1, "x"),
        ev.ServiceStopped("n", "TERM"), ev.NodeLost("n", "x"), ev.NodeBack("n", 1.0),
        ev.LogTurned("n", "logs/n/service.log", "rotated", 1, True), ev.LogTurned("n", "f", "truncated", 1),
    ):  # fmt: skip
        assert any("\u4e00" <= c <= "\u9fff" for c in sentence(event)), event
