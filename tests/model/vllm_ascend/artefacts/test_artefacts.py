"""What the nodes will run, and what the rules say of it."""

from dataclasses import replace

from mindie_tui.model.engines import engine_of
from mindie_tui.model.vllm_ascend.artefacts.artefacts import generation, of
from tests.kit.serve_profiles import FACTS, HEAD, WORKER, serve_profile


def test_each_node_has_a_command_of_its_own():
    made = of(serve_profile(HEAD, WORKER), FACTS)
    head, worker = made.commands
    assert "--headless" not in head.argv and "--headless" in worker.argv
    assert (head.devices, head.device, head.nodes) == (16, "A3", 2) and made.node_count == 2
    assert made.environments[1]["HCCL_IF_IP"] == "10.0.0.2"


def test_without_a_picked_node_there_is_one_command():
    made = of(serve_profile(environment={"OMP_NUM_THREADS": "1"}))
    assert len(made.commands) == 1 and made.environments == ({"OMP_NUM_THREADS": "1"},)


def test_the_weights_are_those_of_the_first_node_that_shows_them():
    seen = {name: replace(fact, model_text='{"num_attention_heads": 12}') for name, fact in FACTS.items()}
    assert of(serve_profile(HEAD), seen).commands[0].weights.heads == 12
    for text in ("[", "[1]"):
        assert of(serve_profile(HEAD), {"a3-01": replace(seen["a3-01"], model_text=text)}).commands[0].weights is None


def test_a_wrong_data_parallel_size_is_refused_with_the_reason_and_the_fix():
    profile = serve_profile(HEAD, WORKER, serve={"data-parallel-size": 5})
    engine = engine_of(profile)
    found = engine.judge(engine.documents(profile, FACTS))
    assert [f.code for f in found if f.severity == "error"] == ["site.ranks_of_nodes"]
    assert [fix.label for fix in found[0].fixes] == ["--data-parallel-size 4"]


def test_too_many_ranks_for_the_devices_have_a_fix_for_all_nodes():
    profile = serve_profile(HEAD, WORKER, serve={"data-parallel-size": 8})
    engine = engine_of(profile)
    found = [f for f in engine.judge(engine.documents(profile, FACTS)) if f.severity == "error"]
    assert [f.code for f in found] == ["site.devices"]
    assert "data-parallel-size 4" in found[0].fixes[0].label


def test_the_generation_is_read_from_the_name():
    names = {"910B3": "A2", "Ascend910": "A3", "910_9391": "A3", "Ascend950PR": "A5", "310P3": "310P", "?": ""}
    assert {name: generation(name) for name in names} == names


def test_the_rules_judge_for_the_release_that_stands_on_the_node():
    profile = serve_profile(HEAD, WORKER, environment={"VLLM_ASCEND_ENABLE_FLASHCOMM1": "1"})

    def seen(head, worker):
        versions = {"a3-01": head, "a3-02": worker}
        return {
            name: replace(fact, packages=(f"vllm-ascend {versions[name]}",) if versions[name] else ())
            for name, fact in FACTS.items()
        }

    def releases(given, head, worker):
        return [one.release for one in of(given, seen(head, worker)).commands]

    assert releases(profile, "0.18.0.post1", "0.20.2rc1+abc") == ["0.18.0", "0.20.2rc1"]
    assert releases(profile, "", "0.18.0") == ["0.18.0", "0.18.0"]
    assert releases(profile, "0.23.1.dev4", "") == ["0.23.0", "0.23.0"]
    assert releases(profile.model_copy(update={"vllm_ascend": "v0.26.0"}), "0.18.0", "0.18.0") == ["0.26.0", "0.26.0"]
    engine = engine_of(profile)
    of_variable = {
        release: [f.code for f in engine.judge(engine.documents(profile, seen(release, release)))
                  if any(place.file == "environment" for place in f.places)]
        for release in ("0.23.0", "0.9.1")
    }  # fmt: skip
    assert of_variable["0.9.1"] != of_variable["0.23.0"], of_variable
