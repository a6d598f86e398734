"""eplb_config refuses what it does not know, and needs a variable."""

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command(additional={"eplb_config": {"gate_eplb": True}}), "configuration.eplb_key", "/eplb_config/gate_eplb"),
        (
            command(additional={"eplb_config": {"expert_map_path": "/m.txt"}}),
            "configuration.eplb_map",
            "/eplb_config/expert_map_path",
        ),
        (
            command(additional={"eplb_config": {"expert_map_record_path": "r.json"}}),
            "configuration.eplb_map",
            "/eplb_config/expert_map_record_path",
        ),
        (
            command(additional={"eplb_config": {"num_redundant_experts": "2"}}),
            "configuration.eplb_count",
            "/eplb_config/num_redundant_experts",
        ),
        (
            command(additional={"eplb_config": {"eplb_policy_type": 4}}),
            "configuration.eplb_policy",
            "/eplb_config/eplb_policy_type",
        ),
        (command(additional={"eplb_config": {"dynamic_eplb": True}}), "configuration.eplb_variable", "/DYNAMIC_EPLB"),
    ],
)
def test_what_is_refused_where_and_how_it_is_fixed(one, code, place):
    hits = found(one, code)
    assert place in [where.pointer for hit in hits for where in hit.places]
    assert all("{" not in hit.text for hit in hits)
    for fix in hits[0].fixes:
        assert len(found(fixed(one, fix), code)) < len(hits), fix.label


@pytest.mark.parametrize(
    "one",
    [
        command(additional={"eplb_config": {"dynamic_eplb": True}}, env={"DYNAMIC_EPLB": "True"}),
        command(additional={"eplb_config": {"expert_map_path": "/nobody/looked.json", "num_redundant_experts": 0}}),
        command(additional={"eplb_config": [1]}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
