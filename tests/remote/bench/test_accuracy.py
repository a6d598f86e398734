"""Accuracy runs on a node whose ais_bench prints and writes what a recorded real run printed and wrote."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from mindie_tui.model.events import codec as ev
from mindie_tui.model.runs.fold import after
from mindie_tui.model.runs.state import RunState
from mindie_tui.on_node import accuracy_reader
from mindie_tui.remote.bench.accuracy import accuracy
from mindie_tui.remote.bench.performance import stop_bench
from tests.kit.bench_site import BenchSite, of

GSM8K = {"datasets": "gsm8k_gen_0_shot_cot_chat_prompt"}
MMLU = {"datasets": "mmlu_gen_0_shot_cot_chat_prompt", "merge_ds": True}
SETTINGS = {"batch_size": 30, "max_out_len": 90, "max_seq_len": 24576, "retry": 2}


@pytest.fixture
def site(site: BenchSite) -> BenchSite:
    """The site, asked for an accuracy run."""
    site.bench = {"accuracy": {"settings": SETTINGS, "runs": [GSM8K]}}
    return site


async def walked(events) -> list[ev.Event]:
    async with asyncio.timeout(60):
        return [event async for event in events]


def fold(events) -> RunState:
    state = RunState()
    for number, event in enumerate(events, 1):
        state = after(state, ev.Recorded(number, "2026-11-24T12:00:00+08:00", "run", "bench", event))
    return state


def folder(site: BenchSite, name: str = "accuracy-01-gsm8k") -> Path:
    return site.folder / "run" / "bench" / name


def there(site: BenchSite, name: str = "accuracy-01-gsm8k") -> Path:
    return site.there.parent / name


async def test_a_whole_run_is_aisbench_score_with_its_interval_and_its_wrong_answers(site: BenchSite) -> None:
    site.replays("acc_gsm8k_details", 0.4)
    events = await walked(accuracy(await site.context()))
    assert events[0] == ev.BenchStarted("accuracy-01-gsm8k", {"datasets": GSM8K["datasets"]}, "a3-01")
    assert [e.phase for e in of(events, ev.BenchPhase)] == ["warmup", "infer", "eval", "eval", "tables"]
    finished = events[-1]
    assert isinstance(finished, ev.AccuracyFinished), finished
    entry, result = finished.summary, json.loads((folder(site) / "result.json").read_text())
    assert f"gsm8k,50861a,accuracy,gen,{entry['score']:.2f}" in (folder(site) / "summary.csv").read_text()
    assert entry["score"] == 100 * entry["correct"] / 40
    assert entry["interval"][0] < entry["score"] < entry["interval"][1] and "Wilson" in entry["interval_method"]
    assert entry["requests"] == {
        "asked": 40, "success": 40, "failed": 0, "cancelled": 0, "unsent": 0, "missing": 0,
    }  # fmt: skip
    assert entry["wrong"] == len(result["answers"]) == 40 - entry["correct"]
    first = result["answers"][0]
    assert first["extracted"] != first["expected"] and first["question"] and first["answer"]
    listed = (folder(site) / "wrong.md").read_text()
    assert f"- expected: {first['expected']}" in listed and f"- extracted: {first['extracted']}" in listed
    assert entry["empty_percent"] == 0 and entry["cut_percent"] is None  # the site has no tokenizer that can count
    assert "details']" not in (folder(site) / "output.log").read_text()
    state = fold(events).accuracy["accuracy-01-gsm8k"]
    assert (state.state, state.evaluated, state.subjects) == ("finished", 1, 1)
    assert state.progress and state.progress.finished == state.progress.total == 40


async def test_the_seeds_command_is_asked_with_its_settings_and_max_seq_len_only_where_it_is_known(
    site: BenchSite,
) -> None:
    site.replays("acc_gsm8k_details", 0.2)
    await walked(accuracy(await site.context()))
    script, config = ((folder(site) / name).read_text() for name in ("command.sh", "config.py"))
    assert "--models vllm_api_general_chat --datasets gsm8k_gen_0_shot_cot_chat_prompt --debug" in script
    assert "type=VLLMCustomAPIChat," in config and "max_out_len=90" in config and "host_ip='10.20.3.11'" in config


async def test_each_subject_is_a_phase_of_its_own_and_the_group_is_the_score(site: BenchSite) -> None:
    site.bench["accuracy"]["runs"] = [MMLU]
    site.replays("acc_mmlu_details", 0.6)
    events = await walked(accuracy(await site.context()))
    evaluated = [e for e in of(events, ev.BenchPhase) if e.subject]
    assert len(evaluated) == 57 and [e.done for e in evaluated] == list(range(1, 58))
    assert evaluated[0].subject == "lukaemon_mmlu_college_biology" and evaluated[0].total == 57
    finished = events[-1]
    assert isinstance(finished, ev.AccuracyFinished), finished
    assert (finished.dataset, finished.score) == ("mmlu", 81.58)
    assert "--merge-ds" in (folder(site, "accuracy-01-mmlu") / "command.sh").read_text()
    subjects = finished.summary["subjects"]
    assert len(subjects) == 57 and sum(s["total"] for s in subjects) == finished.summary["requests"]["asked"] == 114
    assert finished.summary["correct"] == sum(s["correct"] for s in subjects) == 114 - finished.summary["wrong"]
    assert round(sum(s["score"] for s in subjects) / 57, 2) == 81.58
    low, high = finished.summary["interval"]
    assert low < 81.58 < high and "mean of subjects" in finished.summary["interval_method"]


async def test_a_run_that_was_cut_off_is_no_score_whatever_aisbench_prints(site: BenchSite) -> None:
    site.replays("acc_interrupted", 0.6, RECORDING_AGAIN="acc_interrupted")
    failed = (await walked(accuracy(await site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed), failed
    assert "35 of 60 answers are missing and count as wrong" in failed.reason
    assert "Request cancelled by user" in failed.reason
    assert failed.summary["requests"] == {
        "asked": 60, "success": 25, "failed": 0, "cancelled": 8, "unsent": 27, "missing": 35,
    }  # fmt: skip


@pytest.mark.long
async def test_a_run_that_broke_off_goes_on_where_it_stopped_and_has_the_whole_score(site: BenchSite) -> None:
    site.replays("acc_interrupted", 0.6, RECORDING_AGAIN="acc_reuse_resumed")
    ctx = await site.context()
    first = await walked(accuracy(ctx))
    assert isinstance(first[-1], ev.BenchFailed)
    second = await walked(accuracy(ctx, fold(first).accuracy))
    finished = second[-1]
    assert isinstance(finished, ev.AccuracyFinished), finished
    assert (finished.point, finished.score) == ("accuracy-01-gsm8k", 71.67)
    assert finished.summary["requests"]["success"] == finished.summary["requests"]["asked"] == 60
    progress = of(second, ev.BenchProgress)
    assert progress[0].finished >= 25 and progress[-1].finished == 60
    state = fold([*first, *second])
    third = await walked(accuracy(ctx, state.accuracy))
    assert third[0].point == "accuracy-01-gsm8k"  # all is measured: asked again, it is measured anew


@pytest.mark.long
async def test_stop_ends_the_run_keeps_what_is_answered_and_leaves_no_process(site: BenchSite) -> None:
    site.replays("acc_interrupted", 2.0, RECORDING_STAY="1")
    ctx, seen = await site.context(), []
    async with asyncio.timeout(60):
        async for event in accuracy(ctx):
            seen.append(event)
            if isinstance(event, ev.BenchProgress) and event.finished and len(of(seen, ev.BenchStopped)) == 0:
                assert await walked(stop_bench(ctx)) == []
    stopped = seen[-1]
    assert isinstance(stopped, ev.BenchStopped), stopped
    assert 0 <= stopped.summary["requests"]["success"] < 60 and "of 60 answers" in stopped.reason
    assert stopped.summary["score"] is None
    told = json.loads((there(site) / "bench.json").read_text())
    assert not Path(f"/proc/{told['pid']}").exists()


async def test_a_server_that_is_down_is_named_before_anything_is_evaluated(site: BenchSite) -> None:
    site.replays("err_server_down", 0.5)
    failed = (await walked(accuracy(await site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert "Cannot connect to host 127.0.0.1:9" in failed.reason and failed.remedy.startswith("start the service")
    assert "bench.accuracy.settings.host_ip" in failed.remedy


async def test_what_aisbench_would_refuse_is_said_with_its_place_in_the_profile(site: BenchSite) -> None:
    site.bench["accuracy"] = {"settings": {**SETTINGS, "batch_size": 0}, "runs": [{"datasets": "a b"}]}
    failed = (await walked(accuracy(await site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert "bench.accuracy.settings.batch_size: must be a whole number from 1 to 100000; found 0" in failed.reason
    assert "bench.accuracy.runs[0].datasets: 'a b' is not the name" in failed.reason


async def test_a_folder_without_a_tokenizer_is_told_before_the_run(site: BenchSite) -> None:
    (site.weights / "tokenizer.json").unlink()
    failed = (await walked(accuracy(await site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert failed.reason == f"a3-01: a tokenizer is not in {site.weights}" and "bench.accuracy" in failed.remedy


async def test_a_variable_without_a_key_is_refused_before_anything_starts(site: BenchSite) -> None:
    site.bench["api_key_env"] = "NO_SUCH_VARIABLE"
    failed = (await walked(accuracy(await site.context())))[-1]
    assert isinstance(failed, ev.BenchFailed)
    assert failed.reason == "the variable NO_SUCH_VARIABLE holds no key on this machine"
    assert site.fleet and site.fleet.commands == []


def test_a_text_whose_beginning_is_left_out_says_so() -> None:
    long = "x" * accuracy_reader.SHORT
    assert accuracy_reader.last_of(long) == long
    assert accuracy_reader.last_of("Tom buys " + long) == "... " + long
