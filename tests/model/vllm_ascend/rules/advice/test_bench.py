"""What AISBench asks of a service of vLLM-Ascend that it does not give."""

import json

from mindie_tui.model.deployment import Bench
from mindie_tui.model.vllm_ascend.engine import VLLM_ASCEND
from tests.kit.serve_profiles import FACTS, HEAD, serve_profile


def said(performance, serve=None, accuracy=None):
    bench = Bench.model_validate_json(json.dumps({"performance": performance, "accuracy": accuracy}))
    profile = serve_profile(HEAD, serve={"data-parallel-size": 2, **(serve or {})}, bench=bench)
    found = VLLM_ASCEND.judge(VLLM_ASCEND.documents(profile, FACTS))
    return {f.code: f for f in found if f.code.startswith("advice.bench")}


def test_prompt_and_answer_must_fit_into_the_model_length():
    found = said({"settings": {"max_out_len": 8192}}, {"max-model-len": "8k"})["advice.bench_output"]
    assert found.severity == "warning" and found.places[0].pointer == "/bench/performance/settings/max_out_len"
    assert found.fixes[0].file == "profile" and found.fixes[0].edits[0].value == 4000
    assert said({"settings": {"max_out_len": 128}}, {"max-model-len": 8192}) == {}


def test_requests_beyond_the_batch_of_all_ranks_wait():
    performance = {"settings": {"batch_size": 100}, "num_prompts": 200}
    found = said(performance, {"max-num-seqs": 16})["advice.bench_batch"]
    assert found.values["most"] == 32 and [fix.label for fix in found.fixes] == ["batch_size = 32", "--max-num-seqs 50"]


def test_a_concurrency_above_the_prompts_is_never_reached():
    assert "advice.bench_prompts" in said({"settings": {"batch_size": 30}, "num_prompts": 20})


def test_a_sweep_meets_the_prefix_cache():
    sweep = {"sweep": {"batch_size": [8, 16]}, "num_prompts": 200}
    assert said(sweep)["advice.bench_cache"].fixes[0].label == "--no-enable-prefix-caching"
    assert said(sweep, {"enable-prefix-caching": False}) == {} and said({"num_prompts": 200}) == {}


def test_accuracy_counts_where_it_is_run():
    accuracy = {"settings": {"max_out_len": 9000}, "runs": [{"datasets": "x"}]}
    found = said({}, {"max-model-len": 8192}, accuracy)["advice.bench_output"]
    assert found.places[0].pointer == "/bench/accuracy/settings/max_out_len"
