"""How a config.json splits the model."""

from mindie_tui.model.mindie.parameters.parallel import parallel_text


def test_the_dimensions_that_are_set_are_shown():
    model = {"tp": 8, "dp": 4, "sp": -1, "moe_ep": True, "cp": "2"}
    assert parallel_text({"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [model]}}}) == "dp=4 tp=8"
    assert parallel_text(None) == parallel_text({}) == ""
