"""What MindIE tells of itself under load becomes rates and counts, also where it begins anew or says nothing."""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path

from mindie_tui.demo.programs.mindie import mindie_engine, mindie_metrics
from mindie_tui.model.bench.service_metrics import Serving, sentence
from mindie_tui.on_node import metrics_reader

SAMPLE = (Path(__file__).parents[1] / "samples" / "metrics" / "metrics.txt").read_text()


def look(at: float, **values: float) -> dict:
    return {"at": at, "values": values}


def test_what_is_sent_to_a_node_is_python_3_8() -> None:
    assert ast.parse(Path(metrics_reader.__file__).read_text(), feature_version=(3, 8)).body


def test_a_recorded_answer_is_read_whole() -> None:
    values = metrics_reader.values(SAMPLE)
    assert values["generation_tokens_total"] == 80000 and values["num_preemptions_total"] == 1274
    assert values["time_to_first_token_seconds_sum"] == 5008.75 and values["e2e_request_latency_seconds_count"] == 400
    assert not [name for name in values if name.endswith("_bucket")]
    serving = Serving()
    serving.read({"at": 1.0, "values": values})
    assert serving.now == {
        "running": 0, "waiting": 0, "cache_percent": 10.0, "received": 0, "success": 0, "failed": 0
    }  # fmt: skip


def test_vllm_tells_the_hits_of_its_prefix_cache_and_the_drafts_that_it_accepted() -> None:
    text = (Path(__file__).parents[1] / "samples" / "metrics" / "vllm_dp2.txt").read_text()
    before = metrics_reader.values(text)
    assert before["vllm:prefix_cache_queries_total"] == 72
    drafts = {f"vllm:spec_decode_num_{name}_total": 10.0 for name in ("drafts", "draft_tokens", "accepted_tokens")}
    grown = {"prefix_cache_queries_total": 1072.0, "prefix_cache_hits_total": 412.0,
             "spec_decode_num_drafts_total": 110.0,
             "spec_decode_num_draft_tokens_total": 310.0, "spec_decode_num_accepted_tokens_total": 199.0}  # fmt: skip
    serving = Serving()
    serving.read({"at": 1.0, "values": before | drafts})
    assert serving.over_the_load == {}, "nothing was asked yet"
    serving.read({"at": 9.0, "values": before | drafts | {f"vllm:{name}": value for name, value in grown.items()}})
    told = serving.over_the_load
    assert told == {"prefix_hit_percent": 41.2, "acceptance_percent": 63.0, "accepted_per_draft": 1.89}
    assert sentence({"service": told}) == (
        "Service: prefix cache hits 41.2 %, drafted tokens accepted 63.0 %, 1.89 of each draft"
    )
    assert sentence({}) is None and sentence({"service": {"prefix_hit_percent": "x"}}) is None
    assert serving.now is not None and "received" not in serving.now and "running" in serving.now


def test_mindie_tells_a_rate_which_is_left_out_where_it_has_no_prefix_cache() -> None:
    serving = Serving()
    assert serving.over_the_load == {}
    for rate, said in ((0.0, {}), (0.25, {"prefix_hit_percent": 25.0}), (3.0, {})):
        serving.read(look(1.0, npu_prefix_cache_hit_rate=rate))
        assert serving.over_the_load == said


def test_lines_that_are_no_metrics_are_left_out() -> None:
    text = 'a{x="1"} 2\na{x="2"} 3 1700000000\nb NaN\nc 1e3\n<html>\n\x1b[31mred{} x\nd{y="q{}"} 4\ne +Inf\n'
    assert metrics_reader.values(text) == {"a": 5.0, "c": 1000.0, "d": 4.0}


def test_the_rate_is_over_the_last_seconds_and_what_stood_before_does_not_count() -> None:
    serving = Serving()
    for second in range(31):
        tokens = 70_000 + (100 * second if second <= 15 else 1500)
        serving.read(look(second, generation_tokens_total=tokens, request_received_total=500 + second))
    assert serving.now == {"generated_tok_s": 0.0, "received": 30.0}
    serving.read(look(31, generation_tokens_total=71_500 + 500, request_received_total=531))
    assert serving.now == {"generated_tok_s": 50.0, "received": 31.0}


def test_a_service_that_began_anew_is_no_negative_rate() -> None:
    serving = Serving()
    serving.read(look(1, generation_tokens_total=9000, request_received_total=9))
    serving.read(look(2, generation_tokens_total=10, request_received_total=1))
    assert serving.now == {"received": 0.0}
    serving.read(look(3, generation_tokens_total=30, request_received_total=2))
    assert serving.now == {"generated_tok_s": 20.0, "received": 1.0}


def test_while_it_does_not_answer_nothing_is_known_and_why_is_said() -> None:
    serving = Serving()
    assert serving.now is None
    serving.read(look(1, generation_tokens_total=1))
    serving.read({"at": 2, "error": "HTTP 500: Environment variable MIES_SERVICE_MONITOR_MODE is not set."})
    assert serving.now is None and "MIES_SERVICE_MONITOR_MODE" in serving.error
    serving.read({"what": "else"})
    serving.read(look(3, generation_tokens_total=1))
    assert serving.now == {} and serving.error == ""


def test_the_demo_answers_with_mindies_metrics_in_mindies_order() -> None:
    def shape(text: str) -> list[str]:
        return [re.sub(r'model_name="[^"]*"', "", line.rpartition(" ")[0]) for line in text.splitlines()]

    engine = mindie_engine.SimulatedEngine(
        speed=1e6, max_batch=4, max_prefill_batch=4, max_prefill_tokens=8192, mtp=False
    )
    done = []

    async def served() -> None:
        running = asyncio.create_task(engine.run())
        idle = asyncio.Event()
        engine.on_idle = idle.set
        for number in range(7):
            tell = lambda text, count, reason: done.append(reason) if reason else None  # noqa: E731
            engine.submit(mindie_engine.request(f"question {number}", max_tokens=20, ignore_eos=True, tokens=tell))
        idle.clear()
        await idle.wait()
        running.cancel()

    asyncio.run(asyncio.wait_for(served(), 20))
    text = mindie_metrics.text("deepseek", engine, failed=1, seconds=2.0)
    assert shape(text) == shape(SAMPLE)
    values = metrics_reader.values(text)
    assert len(done) == 7 and values["request_success_total"] == 7 and values["generation_tokens_total"] == 140
    assert values["request_generation_tokens_sum"] == 140 and values["time_to_first_token_seconds_count"] == 7
    assert values["e2e_request_latency_seconds_count"] == 7 and values["request_prompt_tokens_count"] == 7
