"""Further log files, picked and shown beside each other."""

import pytest

from mindie_tui.tui.launch.log_files import LogFiles
from tests.kit import whole_plays as b
from tests.kit.log_view import RunWalk, log_line
from tests.kit.plays import row_of, shown, until


@pytest.fixture
def kept(tmp_path):
    state = b.fold(*b.started(), *b.launched(until="weights"))
    walk = RunWalk(tmp_path / "runs", state=state)
    yield walk
    walk.run.close()


async def test_further_files_are_picked_and_shown_beside_each_other(kept):
    kept.run.spool("a3-01").append(log_line(1, "of the service").encode())
    kept.run.spool("a3-01", "mindie-llm_240").append(log_line(2, "of a further file").encode())
    kept.run.spool("a3-02", "plog-77_2025").append(log_line(3, "of the other node").encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "of the service" in shown(app))
        assert "of a further file" not in shown(app)
        await pilot.press("F")
        await until(pilot, lambda: isinstance(app.screen, LogFiles))
        assert row_of(app, "mindie-llm_240") and row_of(app, "plog-77_2025")
        await pilot.press("j", "enter")
        await until(pilot, lambda: "of a further file" in shown(app) and "of the other node" in shown(app))
        assert "of the service" not in shown(app) and "all further files" in row_of(app, "following")
        assert "a3-01 llm" in row_of(app, "of a further file")
        await pilot.press("F", "j", "j", "enter")
        await until(pilot, lambda: "of the service" in shown(app) and "of the other node" not in shown(app))
        assert "service" in row_of(app, "of the service")[:40] and "all files of a3-01" in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: "both nodes" in shown(app))
