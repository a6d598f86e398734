from mindie_tui.model.vllm_ascend.arguments.settings import settings_of_words


def test_values_are_what_yaml_has():
    found = settings_of_words(
        ["M", "-tp", "8", "--seed=1", "--dtype", "8", "--gpu-memory-utilization", "1e-1", "--x", "--y=2", "z"]
    )
    assert found.values == {
        "model": "M",
        "tensor-parallel-size": 8,
        "seed": 1,
        "dtype": "8",
        "gpu-memory-utilization": "1e-1",
        "x": True,
        "y": "2",
    }
    assert (found.strays, found.unknown) == (["z"], ["--x", "--y"])


def test_a_broken_command_line_is_read_as_far_as_it_goes():
    assert settings_of_words(["--model"]).values == {"model": True}
    assert settings_of_words(["M", "--config", "f.yaml", "--a.b"]).values == {
        "model": "M",
        "config": "f.yaml",
        "a.b": True,
    }
    assert settings_of_words(["--data-parallel", "2"]).unknown == ["--data-parallel"]
    assert settings_of_words(["M", "--seed", "1", "--seed", "2"]).twice == ("--seed",)
