"""`plan`: the table, the JSON, and what is not known."""

import json

import pytest

from mindie_tui.__main__ import main
from mindie_tui.headless.arguments.documents import NPUS
from mindie_tui.model.memory.fit import npu_names
from mindie_tui.model.mindie.artefacts.service_values import MODEL_FILE
from tests.kit.models import CONFIGS, model_config


def run(capsys, *words):
    status = main(["plan", *map(str, words)])
    out, err = capsys.readouterr()
    return status, out, err


def config(name):
    return CONFIGS / f"{name}.json"


@pytest.mark.parametrize("engine", ["mindie", "vllm-ascend"])
def test_the_table_names_least_nodes_and_layouts_best_first(capsys, engine):
    words = ("--quant", "W8A8", "--npu", "A2", "--engine", engine, "--concurrency", "64")
    status, out, _ = run(capsys, config("qwen3-235b-a22b"), *words)
    assert status == 0 and "least nodes of A2: 1 (fits)" in out
    assert "first by the score" in out and "tp8" in out
    assert ("estimate from MindIE's source" in out) == (engine == "mindie")


def test_json_has_every_number_with_its_terms(capsys):
    status, out, _ = run(capsys, config("deepseek-r1"), "--quant", "W8A8", "--nodes", "2", "--json", "--most", "3")
    made = json.loads(out)
    assert status == 0 and made["v"] == 1 and len(made["layouts"]) == 3
    first = made["layouts"][0]
    weights = [
        t["bytes"] for t in first["terms"] if t["name"] not in ("KV of one request",) and "thumb" not in t["name"]
    ]
    assert abs(sum(weights) - first["weights_bytes"]) < len(weights)
    assert first["sizes"]["dp"] * first["sizes"]["tp"] * first["sizes"]["cp"] == 32


def test_nodes_that_are_too_few_end_with_1(capsys):
    status, out, _ = run(capsys, config("deepseek-r1"), "--npu", "A2", "--nodes", "1")
    assert status == 1 and "does not fit" in out and "least nodes of A2: 4" in out
    assert "--quant W8A8" in out


def test_a_model_without_rules_gets_a_lower_bound_from_its_files(capsys, tmp_path):
    (tmp_path / MODEL_FILE).write_text(json.dumps(model_config("deepseek-v4-flash")))
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.truncate(600 << 30)  # a hole: it takes no disk
    status, out, _ = run(capsys, tmp_path, "--npu", "A2")
    assert status == 1 and "not known" in out and "at least 2 x A2 nodes" in out
    status, out, _ = run(capsys, tmp_path, "--npu", "A2", "--json")
    assert json.loads(out)["nodes_at_least"] == 2
    status, out, _ = run(capsys, config("deepseek-v4-flash"))
    assert status == 1 and "name the folder of the weights" in out


def test_a_hybrid_has_weights_and_no_cache(capsys):
    status, out, _ = run(capsys, config("qwen3-next-80b-a3b"))
    assert status == 0 and "the KV cache is not known" in out


def test_a_description_decides_and_what_it_does_not_name_is_said(capsys, tmp_path):
    (tmp_path / MODEL_FILE).write_text(json.dumps(model_config("qwen3-8b") | {"quantization_config": {"x": 1}}))
    description = {f"model.layers.{at}.mlp.up_proj.weight": "W8A8" for at in range(36)}
    path = tmp_path / "quant_model_description.json"
    path.write_text(json.dumps(description | {"model_quant_type": "W8A8", "a.weight": "W2A2"}))
    status, out, _ = run(capsys, tmp_path)
    assert status == 0 and "W2A2" in out and "may load the weights as BF16" in out
    path.write_text("{}")
    assert "names no tensor of this model" in run(capsys, tmp_path)[1]


@pytest.mark.parametrize(
    "words, part",
    [
        (("--npu", "H100"), "A2-32G"),
        (("--quant", "AWQ"), "--quant"),
        (("--nodes", "0"), "1 to 250"),
        (("--mtp", "x"), "0 to 8"),
        (("--input", "-1"), "--input"),
    ],
)
def test_a_wrong_line_is_64_and_says_what_to_write(capsys, words, part):
    try:
        status = main(["plan", str(config("qwen3-8b")), *words])
    except SystemExit as end:
        status = end.code
    assert status == 64 and part in capsys.readouterr().err


@pytest.mark.parametrize("key", ["num_hidden_layers", "num_attention_heads", "vocab_size", "intermediate_size"])
@pytest.mark.parametrize("value", [None, 0, -1, "\x1b[31m", 10**30, [], 1.5, True])
def test_a_configuration_with_any_value_is_answered(capsys, tmp_path, key, value):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(model_config("qwen3-8b") | {key: value}))
    status, out, err = run(capsys, path)
    assert status in (0, 1) and "\x1b" not in out + err and "Traceback" not in err


def test_chinese(capsys):
    assert "最少节点数" in run(capsys, config("qwen3-8b"), "--lang", "zh")[1]


def test_every_sort_of_npu_with_numbers_can_be_named():
    assert NPUS == npu_names()
