"""What AISBench is asked with: its config file, its command, and what it would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.aisbench.config import Installed
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts.service_values import service_values
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
