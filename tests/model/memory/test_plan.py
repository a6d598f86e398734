"""The plan of a model: least nodes, layouts in their order, reasons, terms."""

import pytest

from mindie_tui.model.memory import plan, vllm_ascend
from mindie_tui.model.memory.dimensions import dimensions
from mindie_tui.model.memory.fit import npu_kind
from mindie_tui.model.memory.quantisation import named
from mindie_tui.model.memory.rank import ServedLoad
from mindie_tui.model.memory.terms import total
from mindie_tui.model.mindie import weights_split
from tests.kit.models import model_config


def planned(name, quant="FLOAT", npu="A3", engine="vllm-ascend", **load):
    config = model_config(name)
    dims = dimensions(config)
    quantisation = named(quant, dims)
    rules = (
        weights_split.engine_rules(dims, quantisation, weights_split.MindieOptions())
        if engine == "mindie"
        else vllm_ascend.engine_rules(dims, quantisation, vllm_ascend.VllmOptions())
    )
    return plan.PlannedModel(dims, config, quantisation, rules, npu_kind(npu), ServedLoad(**load))


ENGINES = pytest.mark.parametrize("engine", ["mindie", "vllm-ascend"])


@ENGINES
def test_the_least_nodes(engine):
    found = plan.least_nodes_of(planned("deepseek-r1", "W8A8", "A2", engine))
    assert found is not None and (found.nodes, found.verdict) == (2, "fits")
    assert plan.least_nodes_of(planned("kimi-k2", npu="A2-32G", engine=engine)) is None


def test_layouts_that_fit_come_before_those_that_do_not():
    layouts = plan.ranked(planned("llama-3.1-70b", npu="A2", concurrency=16), 1)
    verdicts = [one.verdict for one in layouts]
    assert verdicts[0] == "fits" and verdicts[-1] == "does not fit"
    assert verdicts == sorted(verdicts, key=lambda word: word == "does not fit")


def test_a_layout_that_does_not_hold_the_load_comes_later():
    model = planned("qwen3-14b", npu="A2", concurrency=400, input=4096, output=1024)
    layouts = plan.ranked(model, 1)
    assert [one.requests >= 400 for one in layouts] == sorted((one.requests >= 400 for one in layouts), reverse=True)


@ENGINES
def test_terms_sum_to_the_numbers_of_a_layout(engine):
    model = planned("deepseek-r1", "W8A8", engine=engine)
    best = plan.ranked(model, 1)[0]
    made = plan.layout_terms(model, best)
    assert total(made[:-2]) == pytest.approx(best.weights)
    assert (made[-2].name, made[-1].bytes) == ("KV of one request", best.other)


def test_a_hybrid_gets_weights_and_no_number_of_its_cache():
    best = plan.ranked(planned("qwen3-next-80b-a3b"), 1)[0]
    assert (best.kv_token, best.capacity, best.requests, best.answer) == (None, None, None, "not known")
    assert best.weights > 0


def test_layouts_that_split_the_sequence_come_after_the_plain_ones():
    layouts = plan.ranked(planned("deepseek-r1", "W8A8", engine="mindie"), 2)
    fitting = [one.special for one in layouts if one.verdict == "fits"]
    assert fitting == sorted(fitting) and True in fitting and False in fitting


@ENGINES
def test_each_layout_has_a_reason_and_no_promise(engine):
    model = planned("qwen3-30b-a3b", npu="A2", engine=engine, concurrency=32)
    layouts = plan.ranked(model, 2)
    reasons = [plan.reason(model, one, layouts[0]) for one in layouts]
    assert "first" in reasons[0] and all(reasons)
    assert not any("%" in text or "optimal" in text or "tokens/s" in text for text in reasons)


def test_a_layout_that_does_not_fit_says_what_it_needs():
    model = planned("llama-3.1-70b", npu="A2")
    layouts = plan.ranked(model, 1)
    assert "of 61.0 GiB" in plan.reason(model, layouts[-1], layouts[0])


def test_a_cache_that_is_not_known_and_a_load_that_is_too_large_are_said():
    hybrid = planned("qwen3-next-80b-a3b")
    layouts = plan.ranked(hybrid, 1)
    assert "not known" in plan.reason(hybrid, layouts[0], layouts[0])
    busy = planned("qwen3-14b", npu="A2", concurrency=100_000)
    layouts = plan.ranked(busy, 1)
    assert "at once" in plan.reason(busy, layouts[0], layouts[0])
