"""How the checks of the weights judge: links, modes, the model's own config.json, the same on all nodes."""

import json
from dataclasses import replace

import pytest

from mindie_tui.model.bench import datasets
from mindie_tui.model.deployment import Deployment
from tests.kit.seen import GOOD, INSIDE, NOTHING, PEER, beside, expect_verdict, inside, judged

SIZES, HASHES = INSIDE["weights"]["sizes"], INSIDE["weights"]["hashes"]


def weights(seen=GOOD, **changes):
    return replace(seen, inside={**seen.inside, "weights": {**INSIDE["weights"], **changes}})


def odd(**changes):
    """The second node with other weights, beside a first that is well."""
    peer = weights(PEER, **changes)
    return replace(peer, peers={"a3-01": GOOD, "a3-02": peer})


SHARD = "m-00001-of-00163.safetensors"
LACKS = {name: size for name, size in SIZES.items() if name != "generation_config.json"}


def data(**changes):
    """The data set of the bench with other answers."""
    (one,) = GOOD.inside["bench"]["data"]
    return inside(bench={"data": [{**one, **changes}]})


FAILS = [
    ("weights_links", weights(links=["model.safetensors"]), "model.safetensors is a link"),
    ("weights_equal", odd(sizes={**SIZES, SHARD: 7}), f"{SHARD} differs from a3-01's: 7 and {4 << 30} bytes"),
    (
        "weights_equal",
        odd(hashes={**HASHES, "generation_config.json": "cc"}),
        "generation_config.json differs from a3-01's",
    ),
    ("weights_equal", odd(sizes=LACKS), "generation_config.json is on a3-01, not here"),
    ("weights_equal", odd(sizes={**SIZES, "x.json": 1, "y.json": 1}), "x.json is not on a3-01; 1 more"),
    ("weights_mode", weights(uid=0), "owner uid 0, the daemon will be 1000"),
    ("weights_mode", weights(mode="755"), "mode 755, MindIE allows 750 at most"),
    (
        "model_config",
        weights(model={"error": "is not JSON: Expecting value: line 1 column 1 (char 0)"}),
        "its config.json: is not JSON: Expecting value: line 1 column 1 (char 0)",
    ),
    ("model_config", weights(model={"num_hidden_layers": 61}), "its config.json names no model_type"),
    ("tokenizer", inside(bench={"files": []}), "no tokenizer in /data/weights/ds"),
    ("tokenizer", inside(bench={"there": False}), "/data/weights/ds does not exist"),
    ("tokenizer", inside(bench={"path": "", "there": False}), "no path to a tokenizer is set"),
    ("dataset", data(there=False), "gsm8k: /data/gsm8k does not exist"),
    ("dataset", data(entries=0), "gsm8k: /data/gsm8k is empty"),
    ("dataset", data(missing=["train.jsonl"]), "gsm8k: train.jsonl not in /data/gsm8k"),
    ("dataset", data(rows=150), "gsm8k has 150 prompts, but 200 are requested"),
    (
        "dataset",
        data(there=False, **{"from": ["~/gsm8k", False]}),
        "gsm8k: ~/gsm8k on this machine is empty or missing",
    ),
]
WARNS = [
    ("dataset", data(rows=195), "gsm8k has 195 prompts, but 200 are requested"),
    (
        "dataset",
        data(name=None),
        "the folder of gsm8k_gen_0_shot_cot_str_perf is not known here: AISBench looks in its own package",
    ),
    (
        "model_config",
        weights(model={"model_type": "qwen2", "num_hidden_layers": None}),
        "qwen2; its config.json names no num_hidden_layers",
    ),
    (
        "model_config",
        weights(model={"model_type": "qwen2", "num_hidden_layers": 64, "mode": "777"}),
        "qwen2; its config.json has mode 777",
    ),
]
UNKNOWN = [
    ("weights_links", weights(there=False, links=None)),
    ("weights_equal", beside(None)),
    ("weights_equal", beside(NOTHING)),
    ("weights_equal", weights(sizes=None)),
    ("weights_present", weights(shards=None)),
    ("weights_equal", weights(there=False)),
    ("weights_mode", weights(mode=None)),
    ("model_config", weights(model=None)),
    ("model_config", replace(NOTHING, weights=None)),
    ("tokenizer", replace(GOOD, inside={})),
    ("dataset", replace(GOOD, inside={})),
    ("dataset", inside(bench={"data": None})),
]


@pytest.mark.parametrize("name, seen, found", FAILS, ids=lambda v: v if isinstance(v, str) else "")
def test_what_would_not_start_fails_with_a_remedy(name, seen, found):
    expect_verdict(name, seen, "fail", found)


@pytest.mark.parametrize("name, seen, found", WARNS, ids=lambda v: v if isinstance(v, str) else "")
def test_what_would_start_all_the_same_only_warns(name, seen, found):
    expect_verdict(name, seen, "warn", found)


@pytest.mark.parametrize("name, seen", UNKNOWN, ids=lambda v: v if isinstance(v, str) else "")
def test_what_nobody_saw_is_unknown(name, seen):
    expect_verdict(name, seen, "unknown")


def test_the_mode_of_the_weights_is_nothing_to_root():
    assert judged("weights_mode", weights(mode="777", uid=1000, own_uid=0)).verdict == "pass"


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (GOOD, "gsm8k: 1319 prompts"), (data(rows=None), "gsm8k"), (inside(bench={"data": []}), "no data set"),
        (data(there=False, **{"from": ["~/gsm8k", True]}), "gsm8k is sent from ~/gsm8k before the bench"),
    ],
)  # fmt: skip
def test_a_data_set_that_is_there_or_will_be_passes(seen, found):
    told = judged("dataset", seen)
    assert told.verdict == "pass" and found in told.found


def test_each_config_reads_the_data_set_of_its_name():
    bench = {"performance": {"datasets": "gsm8k_gen_0_shot_cot_str_perf", "num_prompts": 40},
             "accuracy": {"runs": [{"datasets": "gsm8k_gen_0_shot_cot_str_perf"}, {"datasets": "ceval_gen_5_shot"}]},
             "datasets": {"gsm8k": {"path": "/d/gsm8k", "from": "~/gsm8k"}}}  # fmt: skip
    asked = datasets.question(Deployment.model_validate_json(json.dumps({"bench": bench})), lambda folder: True)
    assert [(c["config"], c["asked"]) for c in asked["configs"]] == [
        ("gsm8k_gen_0_shot_cot_str_perf", 40), ("ceval_gen_5_shot", None),
    ]  # fmt: skip
    assert asked["paths"] == {"gsm8k": "/d/gsm8k"} and asked["from"] == {"gsm8k": ["~/gsm8k", True]}
    synthetic = {"bench": {"performance": {"datasets": "synthetic_gen_string"}}}
    assert datasets.wanted(Deployment.model_validate_json(json.dumps(synthetic))) == ()
    assert datasets.is_of("gsm8k_gen", "gsm8k") and not datasets.is_of("gsm8k_gen", "gsm")


def test_the_weights_of_sixty_nodes_are_compared_without_a_look_at_each_file_of_each():
    names = tuple(f"a3-{n:02}" for n in range(60))
    sizes = {f"m-{n:05}-of-00163.safetensors": 4 << 30 for n in range(163)}
    peers = {name: replace(weights(sizes=sizes), node=name, serving=names, peers={}) for name in names}
    peers["a3-07"] = replace(weights(sizes={**sizes, "m-00001-of-00163.safetensors": 7}), node="a3-07", serving=names)
    told = {name: judged("weights_equal", replace(seen, peers=peers)).verdict for name, seen in peers.items()}
    assert [name for name, verdict in told.items() if verdict != "pass"] == ["a3-07"]
