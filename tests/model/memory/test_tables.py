"""Tables are read once, and name only what is there."""

from mindie_tui.model.memory.tables import table


def test_each_model_type_names_shapes_that_are_there():
    shapes = table("shapes")
    assert table("shapes") is shapes
    named = {row[key] for row in shapes["model_types"].values() for key in ("arch", "vision") if key in row}
    assert named == set(shapes["arch"])


def test_each_scheme_has_bytes_for_both_engines_and_the_disk():
    for name, row in table("schemes").items():
        if name != "about":
            assert {"vllm-ascend", "mindie", "disk"} <= set(row), name
