"""Accuracy on a demo node, what takes long: 109 subjects of two families, and a run that goes on after an outage."""

import asyncio
from contextlib import aclosing

import pytest

from mindie_tui.model.deployment import AccuracyRun
from mindie_tui.model.events import codec as ev
from mindie_tui.remote.bench.accuracy import accuracy
from mindie_tui.remote.launch.launch import launch
from mindie_tui.remote.launch.log.logs import Logs
from tests.kit.bench_site import collected, of
from tests.kit.demo_bench import asks, fold
from tests.kit.demo_site import demo_site, serving_site

pytestmark = pytest.mark.long


@pytest.fixture
async def served(tmp_path):
    async with serving_site(tmp_path) as site:
        yield site


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


async def test_an_outage_is_named_and_the_run_goes_on_where_it_stopped(served):
    ctx, node = asks(served, 24, batch_size=4, request_rate=10), served.demo.nodes[0]
    seen = []
    async with asyncio.timeout(60), aclosing(accuracy(ctx)) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and event.finished:
                node.fault(http_status=500)
    failed = seen[-1]
    assert isinstance(failed, ev.BenchFailed), failed
    assert "answers are missing and count as wrong" in failed.reason and "Internal Server Error" in failed.reason
    assert len(of(seen, ev.AccuracyFinished)) == 0 and failed.summary["requests"]["success"] > 0
    node.fault(http_status=None)
    again = await collected(accuracy(ctx, fold(seen).accuracy))
    finished = again[-1]
    assert isinstance(finished, ev.AccuracyFinished), finished
    assert finished.point == "accuracy-01-gsm8k" and finished.summary["requests"]["success"] == 24
    assert finished.summary["correct"] + finished.summary["wrong"] == 24
    assert of(again, ev.BenchProgress)[0].finished >= failed.summary["requests"]["success"]
    assert any("max_seq_len was left out" in note for note in finished.summary["notes"])
    copied = (served.run.folder / "bench" / "accuracy-01-gsm8k" / "dataset.py").read_text()
    assert f"path='{served.demo.folder}/data/ais_bench/datasets/gsm8k'" in copied
