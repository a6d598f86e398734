"""A line of the log, or how far through it."""

import pytest

from mindie_tui.tui.launch.log.goto import line_of
from tests.kit import whole_plays as b
from tests.kit.log_view import RunWalk, pane
from tests.kit.plays import shown, until


@pytest.fixture
def kept(tmp_path):
    state = b.fold(*b.started(), *b.launched(until="weights"))
    walk = RunWalk(tmp_path / "runs", state=state)
    yield walk
    walk.run.close()


@pytest.mark.long
async def test_where_to_go_is_a_line_or_a_percentage(kept):
    kept.run.spool("a3-01").append("".join(f"line {n}.\n" for n in range(1, 5_001)).encode())
    app = b.opened(kept, "launch")
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "line 5000." in shown(app))
        for text, there in (("1200", "line 1200."), ("50%", "line 2500."), ("99999", "line 5000.")):
            await pilot.press("colon", *["percent_sign" if key == "%" else key for key in text], "enter")
            await until(pilot, lambda there=there: pane(app).marked is not None and there in shown(app))
            assert pane(app).entry(pane(app).marked).raw == there
        assert "paused" in shown(app) and "line 5 000 of 5 000" in shown(app)
        await pilot.press("colon", *"half", "enter")
        await until(pilot, lambda: "write a line as 1200" in shown(app))
        assert app.screen.query_one("#goto").value == "half", "what was typed stays"
        assert not pane(app).sought


def test_a_place_that_is_none_is_none():
    assert [line_of(text, 100) for text in ("1", " 1 00 ", "0", "1000", "100%", "0%", "50 %")] == [
        0, 99, 0, 99, 99, 0, 49
    ]  # fmt: skip
    assert [line_of(text, 100) for text in ("", "%", "x", "-1", "1.5", "１２", "9" * 500 + "x")] == [None] * 7
    assert line_of("9" * 500, 100) == 99 and line_of("1", 0) == 0
