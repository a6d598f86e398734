"""Which data sets a bench reads."""

import pytest

from mindie_tui.model.bench.datasets import is_of, kept_names, question, wanted
from mindie_tui.model.deployment import Deployment


def made(**bench):
    return Deployment.model_validate({"bench": bench})


RUNS = ({"datasets": "gsm8k_gen_cot"}, {"datasets": "mmlu_gen"})


def test_each_config_is_read_once_and_what_makes_its_own_requests_reads_none():
    both = made(performance={"datasets": "gsm8k_gen_cot", "num_prompts": 8}, accuracy={"runs": RUNS})
    assert [(one.config, one.where, one.asked) for one in wanted(both)] == [
        ("gsm8k_gen_cot", "bench.performance", 8),
        ("mmlu_gen", "bench.accuracy", None),
    ]
    assert wanted(made(performance={"datasets": "synthetic_gen"})) == ()


@pytest.mark.parametrize(("config", "name", "is_one"), [("gsm8k_gen", "gsm8k", True), ("gsm8k2_gen", "gsm8k", False)])
def test_a_config_is_of_the_data_set_that_it_begins_with(config, name, is_one):
    assert is_of(config, name) is is_one


def test_the_bench_node_is_asked_for_folders_and_what_this_machine_could_send():
    deployment = made(accuracy={"runs": RUNS}, datasets={"mmlu": {"path": "/data/mmlu", "from": "/here/mmlu"}})
    asked = question(deployment, lambda folder: folder == "/here/mmlu")
    assert asked["paths"] == {"mmlu": "/data/mmlu"} and asked["from"] == {"mmlu": ["/here/mmlu", True]}
    assert asked["layouts"]["gsm8k"] == ["train.jsonl", "test.jsonl"]


def test_a_sentence_names_three_and_counts_the_rest():
    assert kept_names(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more" and kept_names(["a"]) == "a"
