"""Requests of a fixed length: what a point of them asks of AISBench."""

import ast

from mindie_tui.model.bench import sweep
from mindie_tui.model.bench.aisbench import config as aisbench, lengths
from mindie_tui.model.bench.datasets import wanted
from mindie_tui.model.bench.sweep import Load, loads
from mindie_tui.model.deployment import Bench, Deployment, Performance, Sweep

PAIRS = ((1024, 128), (4096, 512))
PERFORMANCE = Performance(num_prompts=40, sweep=Sweep(batch_size=(8, 16), lengths=PAIRS),
                          generation_kwargs={"temperature": 0.5})  # fmt: skip
DEPLOYMENT = Deployment(bench=Bench(performance=PERFORMANCE))


def test_each_load_is_measured_at_each_pair_and_no_data_set_is_read():
    found = loads(PERFORMANCE)
    assert [(load.batch_size, load.lengths) for load in found] == [
        (8, PAIRS[0]), (16, PAIRS[0]), (8, PAIRS[1]), (16, PAIRS[1]),
    ]  # fmt: skip
    assert wanted(DEPLOYMENT) == ()


def test_a_point_has_its_lengths_in_its_key_and_a_data_set_of_its_own():
    load = Load(batch_size=8, lengths=PAIRS[0])
    one = sweep.at(DEPLOYMENT, load)
    asked = one.bench.performance
    assert asked.settings["max_out_len"] == 128 and asked.generation_kwargs == {"ignore_eos": True, "temperature": 0.5}
    settings = aisbench.settings_of(one, {}, None)
    plan = aisbench.plan(one, settings)
    assert plan.key == sweep.key_of(PERFORMANCE, settings, load)
    assert lengths.of_key(plan.key) == PAIRS[0] and plan.key["datasets"] == lengths.NAME
    ((path, text),) = plan.files.items()
    assert path == "conf/datasets/synthetic_lengths.py" and f"--datasets {lengths.NAME}" in plan.command.text
    written = next(node for node in ast.parse(text).body if isinstance(node, ast.Assign))
    words = {k.arg: k.value for k in written.value.elts[0].keywords}
    asked = ast.literal_eval(words["config"])
    assert asked["RequestCount"] == 40
    assert asked["StringConfig"]["Input"]["Params"] == {"MinValue": 1024, "MaxValue": 1024}
    assert asked["StringConfig"]["Output"]["Params"] == {"MinValue": 128, "MaxValue": 128}


def test_a_data_set_has_no_lengths_and_a_profile_keeps_its_own_ignore_eos():
    plain = Deployment(bench=Bench(performance=Performance()))
    assert aisbench.plan(plain, {}).files == {} and lengths.of(Performance()) is None
    own = PERFORMANCE.model_copy(update={"generation_kwargs": {"ignore_eos": False}})
    one = sweep.at(Deployment(bench=Bench(performance=own)), Load(lengths=PAIRS[1]))
    assert one.bench.performance.generation_kwargs == {"ignore_eos": False}


def test_points_of_several_lengths_have_no_knee():
    points = [
        {"point": f"p{n}", "key": {"batch_size": size, "request_rate": 0, "input_len": pair[0], "output_len": pair[1]},
         "throughput": {"output_tok_s": 100.0 * size}, "latency": {"e2el_ms": {"avg": 10.0 * size}}}
        for pair in PAIRS for n, size in enumerate((1, 2, 4))
    ]  # fmt: skip
    assert sweep.knees(points) == () and len(sweep.knees(points[:3])) == 1
