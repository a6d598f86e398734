"""What AISBench is asked with, and what its output and its tables say, against recordings of real runs."""

from __future__ import annotations

import random
from typing import Any

import pytest

from mindie_tui.model.bench.aisbench import config as aisbench, output as aisbench_lines, tables as aisbench_tables
from mindie_tui.model.bench.aisbench.config import Installed
from mindie_tui.model.bench.aisbench.output import Counts, Lines, remedy
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts.service_values import service_values
from tests.kit import recording
from tests.kit.aisbench import CONFIG, executed

SERVICE = service_values(CONFIG)
SEED = {"request_rate": 0.96, "retry": 2, "max_out_len": 512, "batch_size": 400}
KWARGS = {"temperature": 0.5, "top_k": 10, "top_p": 0.95, "seed": None, "repetition_penalty": 1.03}
CHAT_31 = frozenset("path model stream max_out_len retry api_key host_ip host_port url generation_kwargs".split())


def deployment(settings: dict[str, Any] | None = None, **performance: Any) -> Deployment:
    of = {"settings": SEED if settings is None else settings, "generation_kwargs": KWARGS, **performance}
    return Deployment.model_validate({"bench": {"performance": of}})


def settings(**given: Any) -> dict[str, Any]:
    return aisbench.settings_of(deployment({**SEED, **given}), SERVICE, "10.20.3.11")


def problems(**given: Any) -> list[str]:
    d = deployment({**SEED, **given})
    assert d.bench.performance
    return [str(p) for p in aisbench.problems(d.bench.performance, aisbench.settings_of(d, SERVICE, "10.20.3.11"))]


def test_the_config_holds_the_settings_of_the_manual_and_what_follows_the_service() -> None:
    given = settings()
    text = aisbench.config_text("vllm_api_stream_chat", given)
    assert executed(text) == {
        "attr": "service", "type": "VLLMCustomAPIChatStream", "abbr": "vllm-api-stream-chat", "path": "/w/d",
        "model": "deepseek", "request_rate": 0.96, "retry": 2, "host_ip": "10.20.3.11", "host_port": 1025,
        "max_out_len": 512, "batch_size": 400, "generation_kwargs": KWARGS,
    }  # fmt: skip
    assert problems() == []


def test_the_command_is_the_one_of_the_manual_with_folders_of_its_own() -> None:
    plan = aisbench.plan(deployment(), settings(), set_env=["/a b/set_env.sh"])
    assert (
        "exec ais_bench --models vllm_api_stream_chat --datasets gsm8k_gen_0_shot_cot_str_perf --mode perf "
        '--summarizer default_perf --debug --num-prompts 20 -w "$PWD"/out --config-dir "$PWD"/conf "$@"'
    ) in plan.command.text
    assert "source '/a b/set_env.sh'" in plan.command.text
    assert "AIS_BENCH_DATASETS_CACHE" not in plan.command.text
    assert plan.config_path == "conf/models/vllm_api_stream_chat.py"
    assert plan.key == {
        "datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 20, "batch_size": 400, "request_rate": 0.96,
    }  # fmt: skip


def test_a_data_set_folder_of_the_profile_is_found_by_the_cache_variable() -> None:
    plan = aisbench.plan(deployment(), settings(), own_datasets=True)
    assert 'export AIS_BENCH_DATASETS_CACHE="$PWD"' in plan.command.text


def test_the_newer_class_streams_where_it_is_installed() -> None:
    new = Installed("3.1", {"VLLMCustomAPIChat": CHAT_31})
    model = executed(aisbench.config_text("vllm_api_stream_chat", settings(), new))
    assert (model["type"], model["stream"]) == ("VLLMCustomAPIChat", True)


def test_an_old_image_knows_only_the_stream_class() -> None:
    old = Installed("2.0", {"VLLMCustomAPIChat": CHAT_31 - {"stream"}, "VLLMCustomAPIChatStream": CHAT_31})
    model = executed(aisbench.config_text("vllm_api_stream_chat", settings(), old))
    assert model["type"] == "VLLMCustomAPIChatStream" and "stream" not in model


def test_a_key_that_the_version_does_not_know_is_left_out_with_a_note() -> None:
    installed = Installed("3.1.20260630", {"VLLMCustomAPIChat": CHAT_31})
    plan = aisbench.plan(deployment(), settings(max_seq_len=24576), installed=installed)
    assert "max_seq_len" not in plan.config_text
    assert plan.notes == ("max_seq_len was left out: AISBench 3.1.20260630 does not know it",)
    assert "max_seq_len" in aisbench.plan(deployment(), settings(max_seq_len=24576)).config_text


@pytest.mark.parametrize("name", ["it's", '"); import os; ("', "\\", "line\nbreak", "中文", "{}", "#"])
def test_no_value_becomes_code(name: str) -> None:
    hostile = settings(model=name, path=name, generation_kwargs={name: [name, {name: None}]})
    model = executed(aisbench.config_text("vllm_api_stream_chat", hostile))
    assert model["model"] == model["path"] == name
    assert model["generation_kwargs"][name] == [name, {name: None}]


@pytest.mark.parametrize("key, value, sentence", [
    ("request_rate", 64001, "must be a number from 0 to 64000; found 64001"),
    ("request_rate", "fast", 'must be a number from 0 to 64000; found "fast"'),
    ("retry", 1.5, "must be a whole number from 0 to 1000; found 1.5"),
    ("max_out_len", 0, "must be a whole number from 1 to 131072; found 0"),
    ("batch_size", True, "must be a whole number from 1 to 100000; found true"),
    ("batch_size", 100001, "must be a whole number from 1 to 100000; found 100001"),
    ("host_ip", "a3-01", "'a3-01' is no IPv4 or IPv6 address; AISBench resolves no names"),
    ("stream", True, "is written by the bench itself; take it out"),
    ("api_key", "secret", "a key has no place in a profile; take it out, and write bench.api_key_env: the name of the "
     "variable that holds it"),
    ("url", 5, "must be text; found 5"),
    ("verbose", "no", 'must be true or false; found "no"'),
    ("top p", 1, "is no name that AISBench could know"),
    ("temperature", float("nan"), "holds a number that is not finite"),
])  # fmt: skip
def test_aisbench_limits_are_told_before_it_starts(key: str, value: Any, sentence: str) -> None:
    assert problems(**{key: value}) == [f"bench.performance.settings.{key}: {sentence}"]


def test_what_nothing_tells_is_asked_for() -> None:
    d = deployment()
    assert d.bench.performance
    found = aisbench.problems(d.bench.performance, aisbench.settings_of(d, {}, None))
    assert [p.key.rsplit(".", 1)[1] for p in found] == ["path", "model", "host_ip"]


def test_a_model_config_that_we_cannot_write_is_refused() -> None:
    d = deployment(models="mindie_stream_api_general", datasets="a b")
    assert d.bench.performance
    keys = [p.key for p in aisbench.problems(d.bench.performance, aisbench.settings_of(d, SERVICE, "10.0.0.1"))]
    assert keys == ["bench.performance.models", "bench.performance.datasets"]


def test_the_host_of_the_manual_left_empty_follows_the_master() -> None:
    assert settings(host_ip="")["host_ip"] == "10.20.3.11"
    assert settings(host_ip="10.9.9.9")["host_ip"] == "10.9.9.9"


def read(run: str, size: int) -> tuple[Lines, list[str]]:
    lines, phases = Lines(), []
    for chunk in recording.chunks(recording.output(run), size):
        phases += lines.feed(chunk)
    return lines, phases + list(lines.close())


@pytest.mark.parametrize("size", [1, 7, 4096, 10**6])
def test_the_phases_and_counts_come_out_however_the_output_is_cut(size: int) -> None:
    lines, phases = read("perf200_c20_debug", size)
    assert phases == ["warmup", "load", "tables"]
    assert (lines.total, lines.counts) == (200, Counts(200, 200, 0, 200))
    assert lines.folder == "RUN/out/20261124_143704"
    assert lines.why is None


def test_the_counts_never_run_backwards_while_they_come() -> None:
    lines, last = Lines(), Counts()
    dice = random.Random(7)
    data = recording.output("perf2000_c50_debug")
    while data:
        size = dice.randint(1, 400)
        lines.feed(data[:size])
        data = data[size:]
        assert lines.counts.posted >= last.posted and lines.counts.finished >= last.finished
        last = lines.counts
    assert last.finished == 2000


@pytest.mark.parametrize("run, words, do", [
    ("err_server_down", "Cannot connect to host 127.0.0.1:9", "start the service"),
    ("err_dataset_missing", "FileNotFoundError: [Errno 2] No such file or directory: '/tmp/no/such/gsm8k/train.jsonl'",
     "put the data set on the bench node"),
    ("err_tokenizer_folder_empty", "UTILS-FILE-003", "must be a folder with a tokenizer"),
    ("perf_sigint_group_debug", "10 requests: Request cancelled by user", "without stopping it"),
])  # fmt: skip
def test_the_cause_of_every_failed_run_is_named(run: str, words: str, do: str) -> None:
    lines, _ = read(run, 3)
    assert words in (lines.why or "")
    assert do in remedy(lines.why or "", lines.code)


@pytest.mark.parametrize("why, do", [
    ("8 requests: Internal Server Error", "read the service's log"),
    ("AISBenchRuntimeError: failed reasons: {'Not Found': 1}", "set bench.performance.settings.model"),
    ("AISBench ended without a score: ais_bench ended with status -9", "see dmesg on the bench node"),
    ("ais_bench and its keeper were killed", "see dmesg on the bench node"),
    ("OSError: [Errno 28] No space left on device: '/root/.mindie-tui/runs/x'", "make room"),
    ("3 requests: Too Many Requests", "lower batch_size"),
    ("FileNotFoundError: [Errno 2] No such file or directory: '/d/mmlu/dev/anatomy_dev.csv'", "put the data set"),
    ("TypeError: VLLMCustomAPIChat.__init__() got an unexpected keyword argument 'max_seq_len'", "take that key out"),
])  # fmt: skip
def test_what_to_do_follows_the_cause(why: str, do: str) -> None:
    assert do in remedy(why)


def test_noise_of_megabytes_without_an_end_is_not_kept() -> None:
    lines = Lines()
    for _ in range(50):
        lines.feed(b"x" * 100_000)
    assert len(lines._rest) <= 100_000
    assert lines.feed(b"\nStart warmup, run\n") == ("warmup",)


def test_colours_and_control_characters_do_not_hide_a_cause() -> None:
    lines = Lines()
    lines.feed(b"\x1b[31ma.b.SomeError: \x1b[1mbad\x07 thing\x1b[0m\r\n")
    assert lines.why == "SomeError: bad thing"


def test_the_tables_of_the_sample_become_the_point_of_a_report() -> None:
    texts = [(recording.FOLDER / name).read_text() for name in ("gsm8k.csv", "gsm8k.json")]
    point = aisbench_tables.point(*texts)
    assert point["duration_s"] == 5.4563017
    assert point["requests"] == {"total": 20, "success": 20, "failed": 0}
    assert point["concurrency"] == {"asked": 5, "reached": 4.2714}
    assert point["throughput"]["output_tok_s"] == 120.0447
    assert point["latency"]["ttft_ms"] == {
        "avg": 153.5, "min": 152.5, "max": 156.0, "p50": 153.4, "p75": 153.7, "p90": 154.4, "p99": 155.8, "n": 20,
    }  # fmt: skip
    assert list(point["latency"]) == ["ttft_ms", "tpot_ms", "itl_ms", "e2el_ms"]


HALF = '{"Benchmark Duration": {"total": "1 ms"}}'


@pytest.mark.parametrize("csv, json", [("", "{}"), ("a,b\r\n", HALF), ("x", "[")])
def test_a_table_that_is_cut_off_is_no_table(csv: str, json: str) -> None:
    with pytest.raises(ValueError, match="AISBench's tables cannot be read"):
        aisbench_tables.point(csv, json)


def test_a_csv_cut_in_a_row_is_no_table() -> None:
    csv, json = recording.tables("perf200_c20_debug")
    with pytest.raises(ValueError, match="cells"):
        aisbench_tables.point(csv[:200], json)


def test_an_unknown_cause_says_where_to_look() -> None:
    assert aisbench_lines.remedy("KeyError: 'x'") == "read output.log in the run folder"
