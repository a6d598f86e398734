"""A demo run, recorded: at ten moments an opened run's screens are those that the live ones were, cell by cell.

Left out is what counts seconds from now, the mark of a past run at the right of the first row, and the hints: a past
run is read only.
"""

import re

import pytest

from mindie_tui.remote.session.session import Options
from mindie_tui.remote.session.watch import WatchSession
from mindie_tui.tui.opened_run import OpenedRun
from tests.kit.plays import until
from tests.kit.walk import demo_process, walked

SHOWN = {
    "preflight": ("preflight", "nodes"),
    "launch": ("launch", "nodes", "parameters"),
    "bench": ("bench", "launch"),
    "report": ("report", "bench", "nodes"),
}
"""After a step: the screens that are looked at. Before the preflight there is no run."""
MOVES = re.compile(r"probed .*|(?:L launch|r probe)(?= *$)|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]")
"""What counts from now, spinners, and what to press next."""
STEPS = re.compile(r"\S? ?1 Nodes.*6 Report")
"""What of the first row is the same in a past run."""


def cells(app):
    """Each row as (character, style) of each cell."""
    found = []
    for strip in app.screen._compositor.render_strips():
        row = [(char, str(segment.style)) for segment in strip for char in segment.text]
        words = "".join(char for char, _ in row)
        moves = {at for hit in MOVES.finditer(words) for at in range(*hit.span())}
        kept = [cell for at, cell in enumerate(row) if at not in moves]
        while kept and kept[-1][0] == " ":
            kept.pop()
        found.append(kept)
    steps = STEPS.search(text(found[0]))
    assert steps is not None
    return [found[0][slice(*steps.span())], *found[1:-1]]


def text(row):
    return "".join(char for char, _ in row)


def without_order(frame):
    """A frame of Launch: the lines of its log in the order of their words. Lines of several nodes that come together
    stand, and fold, in the order in which they were read; each is there.
    """
    head = next(at for at, row in enumerate(frame) if text(row).startswith("   log ")) + 1
    lines = {" ".join(text(row).replace("⡇", " ").split()) for row in frame[head:]}
    kept = sorted(line for line in lines if "more alike" not in line and not line.startswith("both"))
    return [*frame[:head], [(line, "") for line in kept if len(line) > 20]]


PARTS = {"launch": without_order}
"""Screen -> how its frame is compared; all others are cell by cell."""


async def looked_at(app, pilot, step):
    """The frame of a step, once nothing moves."""
    app.action_step(step)
    await until(pilot, lambda: getattr(app.screen, "STEP", "") == step)
    last = None
    for _ in range(40):
        await pilot.pause(0.1)
        now = cells(app)
        if now == last:
            return now
        last = now
    raise AssertionError(f"{step} never stands still")


@pytest.mark.long
async def test_at_ten_moments_each_cell_is_what_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    frames = []

    async def keep(step, pilot):
        app = pilot.app
        for name in SHOWN.get(step, ()):
            frame = await looked_at(app, pilot, name)
            frames.append((name, len(tuple(app.session.run.recorded())), frame))
        app.action_step(step)

    async with demo_process(nodes=2, speed=20) as place:
        async with walked(place, "bench.performance.num_prompts=40", upto="report", on_step=keep) as pilot:
            run = pilot.app.session.run.id
    session = WatchSession.of_run(run, Options(simulated=True))
    session.refresh()
    app, wrong = OpenedRun(session), []
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.line is not None)
        assert len(frames) == 10
        for name, moment, then in frames:
            app._show(moment)
            now = await looked_at(app, pilot, name)
            for row, (a, b) in enumerate(zip(*map(PARTS.get(name, list), (then, now)), strict=True)):
                if a != b:
                    wrong.append(f"{name} at {moment} row {row}\n  then {text(a)}\n  now  {text(b)}")
    assert not wrong, "\n".join(wrong)
