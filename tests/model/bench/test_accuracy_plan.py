"""The files and the command of an accuracy run, on each release of AISBench."""

from __future__ import annotations

import pytest

from mindie_tui.model.bench import accuracy_plan
from mindie_tui.model.bench.aisbench import config as aisbench
from mindie_tui.model.bench.aisbench.config import Installed
from mindie_tui.model.deployment import Deployment
from mindie_tui.model.mindie.artefacts.service_values import service_values
from tests.kit.aisbench import CONFIG, executed

GSM8K = "gsm8k_gen_0_shot_cot_chat_prompt"
SEED = {"max_seq_len": 24576, "request_rate": 0, "retry": 2, "max_out_len": 20480, "batch_size": 30, "host_ip": ""}


KWARGS = {"temperature": 0.6, "top_k": 10, "top_p": 0.95, "seed": None, "repetition_penalty": 1.03}


OLD = frozenset(
    "path model max_seq_len request_rate rpm_verbose retry meta_template verbose host_ip host_port enable_ssl "
    "custom_client generation_kwargs trust_remote_code".split()
)
"""What VLLMCustomAPIChat takes in the releases of 2025."""
OLD_TAKEN = frozenset("run_cfg max_out_len batch_size abbr attr summarizer_abbr pred_postprocessor min_out_len".split())
NEW = frozenset(
    "path model stream max_out_len retry api_key host_ip host_port url trust_remote_code generation_kwargs "
    "meta_template enable_ssl verbose".split()
)


def deployment(**more: object) -> Deployment:
    part = {"settings": SEED, "generation_kwargs": KWARGS, "runs": ({"datasets": GSM8K},)}
    return Deployment.model_validate({"bench": {"accuracy": part, **more}})


def planned(installed: Installed, **more: object) -> aisbench.Plan:
    d = deployment(**more)
    assert d.bench.accuracy
    settings = aisbench.settings_of(d, service_values(CONFIG), "10.20.3.11", d.bench.accuracy)
    return accuracy_plan.plan(d, d.bench.accuracy.runs[0], settings, installed=installed)


def test_the_seeds_file_goes_through_whole_on_a_release_of_2025() -> None:
    plan = planned(Installed("2.0", {"VLLMCustomAPIChat": OLD}, OLD_TAKEN))
    model = executed(plan.config_text)
    assert model == {
        "attr": "service", "type": "VLLMCustomAPIChat", "abbr": "vllm-api-general-chat", "path": "/w/d",
        "model": "deepseek", "max_seq_len": 24576, "request_rate": 0, "retry": 2, "host_ip": "10.20.3.11",
        "host_port": 1025, "max_out_len": 20480, "batch_size": 30, "generation_kwargs": KWARGS,
    }  # fmt: skip
    assert plan.notes == ()


def test_the_seeds_max_seq_len_is_a_note_on_3_1_and_is_left_out() -> None:
    plan = planned(Installed("3.1.20260630", {"VLLMCustomAPIChat": NEW}))
    assert "max_seq_len" not in plan.config_text
    assert plan.notes == ("max_seq_len was left out: AISBench 3.1.20260630 does not know it",)


@pytest.mark.parametrize("takes, parameter", [(NEW, "api_key"), (NEW - {"api_key"} | {"headers"}, "headers")])
def test_a_key_is_in_no_file_and_comes_from_the_environment(takes: frozenset[str], parameter: str) -> None:
    installed = Installed("3", {"VLLMCustomAPIChat": takes})
    plan = planned(installed, api_key_env="MY_KEY")
    assert "from mindie_tui_key import WithKey" in plan.config_text and "type=WithKey" in plan.config_text
    assert 'export PYTHONPATH="$PWD"/key' in plan.command.text and "MY_KEY" not in plan.command.text
    assert installed.key_parameter("VLLMCustomAPIChat") == parameter
    module = aisbench.key_module("VLLMCustomAPIChat", parameter)
    compile(module, "key.py", "exec")
    assert f"{parameter}=" in module and aisbench.KEY_VARIABLE in module


def test_a_release_that_sends_no_key_is_known() -> None:
    assert Installed("2.0", {"VLLMCustomAPIChat": OLD}).key_parameter("VLLMCustomAPIChat") is None
