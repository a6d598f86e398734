"""What the log shows, saved as text beside the logs."""

import pytest

from tests.kit import whole_plays as b
from tests.kit.log_view import RunWalk, log_line, pane
from tests.kit.plays import shown, until


@pytest.fixture
def kept(tmp_path):
    state = b.fold(*b.started(), *b.launched(until="weights"))
    walk = RunWalk(tmp_path / "runs", state=state)
    yield walk
    walk.run.close()


@pytest.mark.long
async def test_what_is_shown_is_saved_as_text(kept):
    for node in ("a3-01", "a3-02"):
        lines = (log_line(n % 60, f"{node} {n}", "ERROR" if n % 100 == 0 else "INFO") for n in range(2_000))
        kept.run.spool(node).append("".join(lines).encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: pane(app).line_count == 4_000)
        await pilot.press("s")
        path = kept.run.folder / "saved" / "log-all.txt"
        await until(pilot, path.exists)
        assert path.read_text().count("\n") == 4_000
        assert "a3-02  [2025-11-25 17:50:00.000000]" in path.read_text()
        await pilot.press("l", "l", "l", "s")
        errors = kept.run.folder / "saved" / "log-all-E.txt"
        await until(pilot, errors.exists)
        assert errors.read_text().count("\n") == 40
        await until(pilot, lambda: "40 lines saved in" in shown(app))
    assert [path.name for path in errors.parent.iterdir() if path.name.startswith(".")] == []
