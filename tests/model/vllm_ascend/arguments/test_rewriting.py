import pytest

from mindie_tui.model.vllm_ascend.arguments.rewriting import RewritingError, rewrite


def rewritten(*argv: str, files: dict[str, object] | None = None) -> tuple[str, ...]:
    return rewrite(argv, files).args


def test_a_model_given_by_its_flag_moves_to_the_front():
    assert rewritten("-tp", "2", "--model", "m", "--seed", "1") == ("m", "-tp", "2", "--seed", "1")
    assert rewritten("-tp", "2", "--model=m") == ("m", "-tp", "2")


def test_underscores_are_dashes_up_to_the_first_dot_and_not_in_values():
    assert rewritten("m", "--max_model_len=a_b", "x_y") == ("m", "--max-model-len=a_b", "x_y")
    assert rewritten("m", "--hf_overrides.a_b", "1") == ("m", "--hf-overrides", '{"a_b": 1}')


def test_dotted_keys_become_one_object_at_the_end():
    found = rewrite(["m", "-cc.mode", "3", "--seed", "1", "-cc.custom_ops+", "none,all", "-cc.custom_ops+=x"], None)
    assert found.args == ("m", "--seed", "1", "-cc", '{"mode": 3, "custom_ops": ["none", "all", "x"]}')
    assert rewritten("m", "-sc.a.b=2k", "-sc.a.c", "x") == ("m", "-sc", '{"a": {"b": 2000, "c": "x"}}')


def test_what_is_given_twice_is_listed():
    found = rewrite(["m", "--seed", "1", "--seed=2", "-cc.mode", "1", "-cc.mode", "2"], None)
    assert found.duplicates == ("--seed", "-cc.mode")
    assert found.args[-1] == '{"mode": 2}'


def test_an_optimization_level_may_be_glued():
    assert rewritten("m", "-O3") == rewritten("m", "-O=3") == rewritten("m", "-O", "3")


def test_a_configuration_file_stands_behind_the_model_and_the_command_line_wins():
    document = {"port": 8001, "trust-remote-code": True, "enable-lora": False, "middleware": []}
    document |= {"hf-overrides": {"a": 1}, "api-key": ["x", "y"]}
    found = rewritten("m", "--port", "1", "--config", "c.yaml", files={"c.yaml": document})
    expected = ["m", "--port", "8001", "--trust-remote-code", "--hf-overrides", '{"a": 1}', "--api-key", "x", "y"]
    assert found == (*expected, "--port", "1")
    assert rewritten("--config", "c.yaml", files={"c.yaml": {"model": "m"}}) == ("--model", "m")


def test_a_configuration_file_that_nobody_looked_for_is_listed():
    assert rewrite(["m", "--config", "c.yaml"], None).unread == ("c.yaml",)


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["m", "--config", "c.yaml"], "No such file or directory: 'c.yaml'"),
        (["m", "--config", "c.json"], "must be of a yaml/yml type. json supplied"),
        (["m", "--config"], "No config file specified"),
        (["m", "--config", "a", "--config", "b"], "More than one config file"),
        (["--config", "here.yaml"], "No model specified"),
        (["m", "--config", "list.yaml"], "has no attribute 'items'"),
        (["--served_model_name", "x"], "should be provided as the first positional"),
        (["m", "--seed", "-0.5"], "list index out of range"),
        (["m", "--model"], "list index out of range"),
    ],
)
def test_what_ends_before_the_parser(argv, says):
    files = {"here.yaml": {"port": 1}, "list.yaml": [1]}
    with pytest.raises(RewritingError, match=says.replace("(", r"\(")):
        rewrite(argv, files)
