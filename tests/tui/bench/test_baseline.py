"""The run as the baseline of the profile."""

from mindie_tui.model.deployment import Baseline, Bench, Performance
from mindie_tui.tui.dialogs.ask import Ask
from tests.kit import bench_plays, whole_plays as b
from tests.kit.plays import deployment, shown, until
from tests.kit.scenes import BASE


def walk(*events, script=None, base=True):
    bench = Bench(performance=Performance(num_prompts=1000, settings={"batch_size": 80, "request_rate": 0}))
    value = deployment(2, bench=bench, baseline=Baseline(report=str(BASE)) if base else None)
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


async def test_m_keeps_the_run_as_the_baseline(tmp_path):
    play = walk(*bench_plays.benched(30, end="finished"), *bench_plays.compared(), base=False)
    play.run = bench_plays.recorded_run(play.deployment, tmp_path)
    app = b.opened(play, "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "succeeded" in shown(app))
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("enter")
        await until(pilot, lambda: app.deployment.baseline is not None)
        assert app.deployment.baseline.report == "a3-double" and app.screen.baseline()["run"] == play.run.id
