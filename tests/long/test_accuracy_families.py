"""mmlu and ceval on a demo node: one merged load, then an evaluation for each of 109 subjects."""

import asyncio

import pytest

from mindie_tui.model import events as ev
from mindie_tui.model.deployment import AccuracyRun
from mindie_tui.remote.accuracy import accuracy
from mindie_tui.remote.logs import Logs
from mindie_tui.remote.service import launch
from tests.remote.demo_site import demo_site

pytestmark = pytest.mark.long


async def test_each_subject_of_two_families_is_evaluated_and_the_groups_are_the_scores(tmp_path):
    async with demo_site(tmp_path, nodes=1, speed=30) as site, asyncio.timeout(400):
        ctx = site.context()
        logs = Logs(ctx)
        assert [event async for event in launch(ctx, logs)][-1].name == "service.ready"
        asked = site.deployment.bench
        names = ("mmlu", "ceval")
        runs = tuple(AccuracyRun(datasets=f"{name}_gen_0_shot_cot_chat_prompt", merge_ds=True) for name in names)
        part = asked.accuracy.model_copy(update={"runs": runs})
        site.deployment = site.deployment.model_copy(update={"bench": asked.model_copy(update={"accuracy": part})})
        events = [event async for event in accuracy(site.context(new_run=False))]
        await logs.close()
    scores = [event for event in events if isinstance(event, ev.AccuracyFinished)]
    assert [one.point for one in scores] == ["accuracy-01-mmlu", "accuracy-02-ceval"]
    for one, count in zip(scores, (57, 52), strict=True):
        evaluated = [e for e in events if isinstance(e, ev.BenchPhase) and e.point == one.point and e.subject]
        assert len(evaluated) == len(one.summary["subjects"]) == count
        assert one.summary["requests"]["success"] == 2 * count
        assert abs(one.score - sum(e.score for e in evaluated) / count) < 0.01
