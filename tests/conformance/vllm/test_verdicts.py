"""Verdicts of the real EngineArgs and AscendConfig, a sample of them: every text, and every few records."""

import json
from pathlib import Path

import pytest

from tests.conformance.vllm.verdicts import command_of, named_in, verdicts

HERE = Path(__file__).parent


@pytest.mark.parametrize("form", ["additional_config", "engine_args"])
def test_the_judge_agrees_with_the_real_code(form):
    judged = list(verdicts(HERE / f"{form}.jsonl"))
    assert len(judged) > 300
    assert [one.record["id"] for one in judged if not one.agrees] == []


@pytest.mark.parametrize("form", ["additional_config", "engine_args"])
def test_each_rejection_is_said_in_the_words_of_the_engine(form):
    """The demo prints this sentence; texts that hold an address or a list are compared by their beginning."""
    rejected = [one for one in verdicts(HERE / f"{form}.jsonl") if one.record["verdict"] == "reject"]
    unsaid = [one.record["error"] for one in rejected if not any(f.mindie for f in one.errors)]
    assert len(unsaid) <= 1, unsaid


def test_a_disagreement_is_seen(tmp_path):
    rows = [
        {"argv": ["/models/Qwen3-8B", "-tp", size], "verdict": said}
        for size, said in (("2", "reject"), ("4", "accept"))
    ]
    path = tmp_path / "engine_args.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [one.agrees for one in verdicts(path)] == [False, True]


def test_names_in_a_text():
    assert named_in("Value error, max_num_seqs must be", set()) == {"max_num_seqs"}
    assert named_in("block_size: Input should be greater than 0", set()) == {"block_size"}
    assert named_in("divisible by tensor parallel size (3).", set()) == {"tensor_parallel_size"}
    assert named_in("Config has no attribute 'gate_eplb'", set()) == {"gate_eplb"}
    assert named_in("'int' object is not subscriptable", set()) == set()


def test_a_context_gives_the_command():
    contexts = {"c": {"argv": ["/models/M"], "env": {"A": "1"}, "device": "_310P"}}
    record = {"context": "c", "additional_config": {"k": 1}}
    command = command_of(record, contexts, {"M": {"num_attention_heads": 8, "quant_model_description.json": True}})
    assert command.argv == ("/models/M", "--additional-config", '{"k": 1}')
    assert (command.device, command.environment) == ("310P", {"A": "1"})
    assert command.weights is not None and command.weights.heads == 8 and command.weights.quant_description
