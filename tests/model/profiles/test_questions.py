import pytest

from mindie_tui.model.profiles.questions import default_of, nodes_of, problem_of, profile_of, questions

ANSWERS = {"engine": "mindie", "machine": "A3", "weights": "/data/DS", "model": "deepseek", "nodes": ""}


def question(key: str):
    return next(one for one in questions() if one.key == key)


def test_there_are_five():
    assert [one.key for one in questions()] == list(ANSWERS)
    assert default_of(question("model"), {"weights": "/data/Qwen3-32B/"}) == "Qwen3-32B"
    assert default_of(question("engine"), {}) == "mindie"


def test_what_is_no_answer_is_told_what_to_write():
    wrong = [("engine", "vllm"), ("machine", "a3"), ("weights", "rel"), ("weights", "/a b"), ("weights", "")]
    wrong += [("model", "a b"), ("nodes", "a, a"), ("nodes", "a-[3-1]"), ("nodes", "-x"), ("nodes", "n" * 65)]
    assert [one for one in wrong if problem_of(question(one[0]), one[1]) is None] == []
    right = [*ANSWERS.items(), ("nodes", "a3-[01-02], root@10.0.0.9:22")]
    assert [one for one in right if problem_of(question(one[0]), one[1]) is not None] == []


def test_nodes():
    assert nodes_of("a3-[01-02] root@10.0.0.9:22; me@host") == [
        {"name": "a3-01"},
        {"name": "a3-02"},
        {"name": "10.0.0.9", "host": "root@10.0.0.9:22", "ip": "10.0.0.9"},
        {"name": "host", "host": "me@host"},
    ]
    with pytest.raises(ValueError):
        nodes_of("a-[3-1]")


def test_the_engine_makes_the_sections():
    assert profile_of(ANSWERS) == {
        "extends": "a3-single",
        "parameters": {"ModelConfig": {"modelName": "deepseek", "modelWeightPath": "/data/DS"}},
    }
    made = profile_of({**ANSWERS, "engine": "vllm-ascend", "nodes": "a,b"})
    assert list(made)[:2] == ["engine", "nodes"] and made["serve"]["data-parallel-size"] == 4
