from mindie_tui.model.mindie.profiles.new_profile import new_profile


def test_sizes_fill_the_nodes():
    answers = {"machine": "A2", "model": "m", "weights": "/w"}
    assert new_profile(answers, 8, 1)["extends"] == "a2-single" and new_profile(answers, 8, 2)["extends"] == "a2-double"
    model = new_profile(answers, 8, 4)["parameters"]["ModelConfig"]
    assert model["dp"] * model["tp"] == model["moe_tp"] * model["moe_ep"] == 32
