"""The accuracy sheet over step 5: what is asked, how far it is, scores with intervals, and what was no score."""

import pytest

from mindie_tui.model import language
from mindie_tui.model.deployment import Accuracy, AccuracyRun, Bench, Performance
from mindie_tui.model.events import codec as ev
from tests.kit import whole_plays as b
from tests.kit.plays import deployment, shown, until
from tests.kit.sizes import SIZES

GSM8K, MMLU = "gsm8k_gen_0_shot_cot_chat_prompt", "mmlu_gen_0_shot_cot_chat_prompt"
ENTRY = {
    "point": "accuracy-01-gsm8k", "dataset": "gsm8k", "metric": "accuracy", "score": 71.67, "interval": [59.23, 81.49],
    "correct": 43, "requests": {"asked": 60, "success": 58, "missing": 2}, "cut_percent": None, "empty_percent": 5.0,
}  # fmt: skip


def begun(point, datasets):
    return ev.BenchStarted(point, {"datasets": datasets}, "a3-01"), ev.BenchPhase(point, "warmup")


def asking(point, finished, total):
    return ev.BenchPhase(point, "infer"), ev.BenchProgress(
        point, total, finished + 8, finished, finished, 0, 0.0, eta_s=95.0, elapsed_s=30.0, source="counts"
    )


DONE = ev.AccuracyFinished("accuracy-01-gsm8k", "gsm8k", "accuracy", 71.67, "bench/accuracy-01-gsm8k/r.json", ENTRY)
EVALUATED = ev.BenchPhase("accuracy-02-mmlu", "eval", "lukaemon_mmlu_astronomy", 50.0, 12, 57)


def walk(*events, script=None):
    runs = (AccuracyRun(datasets=GSM8K), AccuracyRun(datasets=MMLU, merge_ds=True))
    bench = Bench(performance=Performance(), accuracy=Accuracy(runs=runs))
    state = b.fold(*b.started(), *b.checked(), *b.launched(until="ready"))
    value = deployment(2, bench=bench)
    return b.Walk(value, script, state=b.fold(*events, state=state, step="bench"))


async def opened(pilot, app):
    await until(pilot, lambda: "?" in shown(app).split("\n")[-1])
    await pilot.press("a")
    await until(pilot, lambda: "gsm8k" in shown(app) and "bench.accuracy" not in shown(app))


@pytest.mark.parametrize("size", SIZES)
async def test_questions_and_evaluations_are_seen_as_they_go(size):
    app = b.opened(walk(*begun("accuracy-01-gsm8k", GSM8K), *asking("accuracy-01-gsm8k", 240, 1319)), "bench")
    async with app.run_test(size=size) as pilot:
        await opened(pilot, app)
        assert "240 of 1 319" in shown(app) and "about 1 m 35 s left" in shown(app)
        assert "mmlu     not measured yet" in shown(app)
        events = DONE, *begun("accuracy-02-mmlu", MMLU), *asking("accuracy-02-mmlu", 9, 9), EVALUATED
        app.run_state = b.fold(*events, state=app.run_state, step="bench")
        await until(pilot, lambda: "12 of 57 evaluating" in shown(app))
        assert "71.67 %   59.23 to 81.49   43 of 60 answers right" in shown(app)
        assert "2 answers are missing and count as wrong" in shown(app) and "cut at max_out_len not known" in shown(app)


async def test_a_run_that_is_no_score_says_why_and_what_to_do():
    failed = ev.BenchFailed("accuracy-01-gsm8k", "35 of 60 answers are missing", "start the service", {})
    app = b.opened(walk(*begun("accuracy-01-gsm8k", GSM8K), failed), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        assert "35 of 60 answers are missing" in shown(app) and "start the service" in shown(app)


async def test_it_speaks_chinese(monkeypatch):
    language.use("zh")
    app = b.opened(walk(*begun("accuracy-01-gsm8k", GSM8K), DONE), "bench")
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "?" in shown(app).split("\n")[-1])
        await pilot.press("a")
        await until(pilot, lambda: "43 / 60 题答对" in shown(app))
        assert "未测量" in shown(app)
