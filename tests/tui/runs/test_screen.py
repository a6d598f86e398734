"""The screen of all runs: filter, sort, mark and compare, delete after its letters."""

from mindie_tui.store import paths
from mindie_tui.tui.dialogs.ask import Ask
from mindie_tui.tui.dialogs.pages import Pages
from tests.kit import whole_plays as b
from tests.kit.many_runs import plant_run
from tests.kit.plays import deployment, shown, until


def opened(tmp_path, count=6):
    root = tmp_path / "runs"
    for at in range(count):
        plant_run(root, at)
    play = b.Walk(deployment(2))
    play.options.runs = root
    return b.opened(play, "runs"), root


async def test_all_runs_are_listed_sorted_and_filtered(tmp_path):
    app, _ = opened(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "6 runs" in shown(app))
        assert "sorted by newest" in shown(app) and "launch failed" in shown(app)
        await pilot.press("s")
        await until(pilot, lambda: "sorted by profile" in shown(app))
        await pilot.press("slash", *"double", "enter")
        await until(pilot, lambda: "only 4 of 6 rows shown" in shown(app))
        assert "a3-single" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "a3-single" in shown(app))


async def test_two_marked_runs_are_compared(tmp_path):
    app, _ = opened(tmp_path)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "6 runs" in shown(app))
        await pilot.press("c")
        await until(pilot, lambda: "mark two runs with space" in shown(app))
        await pilot.press("space", "space")
        await until(pilot, lambda: "2 marked to compare" in shown(app))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Pages))
        assert "What differs between 2 runs" in shown(app)


async def test_a_run_is_deleted_only_after_its_letters(tmp_path):
    app, root = opened(tmp_path)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "6 runs" in shown(app))
        first = sorted(path.name for path in root.iterdir())[-1]
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press(*"wrong", "enter")
        assert isinstance(app.screen, Ask) and (root / first).exists()
        await pilot.press("ctrl+u", *first.rpartition("-")[2], "enter")
        await until(pilot, lambda: "5 runs" in shown(app))
        assert not (root / first).exists()


async def test_a_run_opens_in_a_terminal_of_its_own_where_this_one_cannot_be_lent(tmp_path):
    app, _ = opened(tmp_path, 1)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await until(pilot, lambda: "1 run" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "mindie-tui open" in shown(app))


async def test_without_runs_it_says_so(tmp_path):
    paths.runs().mkdir(parents=True, exist_ok=True)
    app = b.opened(b.Walk(deployment(2)), "runs")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "no run on this machine yet" in shown(app))


async def test_a_run_is_pinned_with_a_note_and_let_go_again(tmp_path):
    app, root = opened(tmp_path, 1)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "1 run" in shown(app))
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press(*"keep", "enter")
        await until(pilot, lambda: "pinned    keep" in shown(app))
        await pilot.press("p")
        await until(pilot, lambda: "pinned    keep" not in shown(app))
        assert not list(root.glob("*/pinned"))
