from mindie_tui.model.vllm_ascend.new_profile import new_profile


def test_ranks_fill_the_nodes():
    answers = {"model": "m", "weights": "/w"}
    assert "data-parallel-size" not in new_profile(answers, 8, 1)["serve"]
    assert new_profile(answers, 16, 2)["serve"]["data-parallel-size"] == 4
