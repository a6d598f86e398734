"""The order of layouts, held against tables of msModeling."""

import json

import pytest

from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import FITS, npu_kind, other_needs
from mindie_tui.model.memory.kv import CacheOptions, cache_shape, token_bytes, tokens
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.rank import LayoutPace, LayoutScore, ServedLoad, score
from mindie_tui.model.memory.shares import Placement
from mindie_tui.model.memory.vllm_ascend import VllmOptions, heaviest, version_of
from tests.kit.models import CONFIGS, model_config

NAMES = {
    "qwen3_dense_14b": "qwen3-14b",
    "qwen3_dense_4b": "qwen3-4b",
    "qwen3_moe_30b_a3b": "qwen3-30b-a3b",
    "qwen3_moe_235b_a22b": "qwen3-235b-a22b",
    "deepseek_v31": "deepseek-v3.1",
    "glm5": "glm-5",
    "llama31_70b": "llama-3.1-70b",
}
ROWS = [json.loads(line) for line in (CONFIGS.parent / "ranking.jsonl").read_text().splitlines()]


def scored(name, quant, at, load, npu="A3") -> LayoutScore:
    config = model_config(name)
    dims = dimensions(config)
    held, _ = heaviest(dims, named(quant, dims), at, VllmOptions(version_of("v0.18")))
    per_token = token_bytes(cache_shape(config), at, CacheOptions()).bytes
    kind = npu_kind(npu)
    free = FITS * kind.visible - held.bytes - other_needs(dims, at, 8192).bytes
    return score(LayoutPace(dims, kind, at, held, per_token), load, tokens(free, per_token) // load.length)


def test_the_best_layout_of_msmodeling_is_among_our_first_two_nearly_always():
    good = pairs = every = 0
    for row in ROWS:
        load = ServedLoad(row["input"], row["output"], 0, row["tpot_limit_ms"])
        theirs = [case["tp"] for case in row["msmodeling"]]
        values = {
            case["tp"]: scored(
                NAMES[row["model"]], row["quant"], Placement(case["dp"], case["tp"], ep=row["expert_parallel"]),
                load, row["device"][:2],
            ).value
            for case in row["msmodeling"]
        }  # fmt: skip
        ours = sorted(values, key=lambda tp: -values[tp])
        good += theirs[0] in ours[:2] or values[ours[0]] - values[theirs[0]] < 0.05 * values[ours[0]]
        for at, first in enumerate(theirs):
            for second in theirs[at + 1 :]:
                every, pairs = every + 1, pairs + (values[first] > values[second])
    assert good >= len(ROWS) - 1
    assert pairs >= 0.8 * every


def test_for_latency_more_tensor_parallel_is_first_at_one_request():
    load = ServedLoad(2048, 256, 1, goal="latency")
    single = scored("llama-3.1-70b", "FLOAT", Placement(4, 4), load)
    assert scored("llama-3.1-70b", "FLOAT", Placement(2, 8), load).value > single.value
    assert single.batch == 1


def test_the_batch_is_held_by_the_cache_the_concurrency_and_the_time_of_a_token():
    at = Placement(1, 4)
    free = scored("qwen3-14b", "FLOAT", at, ServedLoad(4096, 1024, 0, 50))
    assert free.parts.sum <= 0.05
    assert scored("qwen3-14b", "FLOAT", at, ServedLoad(4096, 1024, 3, 50)).batch == 3
    assert scored("qwen3-14b", "FLOAT", at, ServedLoad(4096, 1024, 0, 1e9)).batch > free.batch


@pytest.mark.parametrize("part", ["weights", "kv", "arithmetic", "calls", "prefill"])
def test_each_part_of_a_step_is_there(part):
    made = scored("qwen3-30b-a3b", "FLOAT", Placement(2, 4, ep=8), ServedLoad(2048, 1024, 64))
    assert getattr(made.parts, part) > 0 and made.parts.communication > 0


def test_one_npu_needs_no_communication():
    assert scored("qwen3-8b", "FLOAT", Placement(), ServedLoad()).parts.communication == 0
