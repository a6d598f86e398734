"""Switches that need or exclude something."""

import pytest

from tests.kit.serve_commands import EXPERTS, LATENT, TRANSFER, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command(additional={"enable_flashcomm1": True}), "configuration.flashcomm1", "/tensor-parallel-size"),
        (command("-tp 2", EXPERTS, {"enable_flashcomm1": True}), "configuration.flashcomm1", "/enable-expert-parallel"),
        (
            command(additional={"enable_mc2_hierarchy_comm": True}, env={"VLLM_ASCEND_ENABLE_FUSED_MC2": "1"}),
            "configuration.mc2_hierarchy",
            "/VLLM_ASCEND_ENABLE_FUSED_MC2",
        ),
        (
            command(
                additional={"ascend_compilation_config": {"enable_static_kernel": True, "enable_npugraph_ex": False}}
            ),
            "configuration.static_kernel",
            "/ascend_compilation_config/enable_npugraph_ex",
        ),
        (
            command("-pp 2", additional={"xlite_graph_config": {"enabled": True}}),
            "configuration.xlite",
            "/pipeline-parallel-size",
        ),
        (
            command(additional={"mix_placement": True, "multistream_overlap_shared_expert": True}),
            "configuration.mix_placement",
            "/multistream_overlap_shared_expert",
        ),
        (command(additional={"enable_kv_nz": True}), "configuration.kv_nz", "/enable_kv_nz"),
        (
            command(
                "-tp 2",
                LATENT,
                {"enable_reduce_sample": True},
                kv_transfer_config={**TRANSFER, "kv_role": "kv_producer"},
            ),
            "configuration.reduce_sample",
            "/enable_reduce_sample",
        ),
        (command(additional={"layer_sharding": ["o_proj"]}), "configuration.layer_sharding", "/layer_sharding"),
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
        command("-tp 2", additional={"enable_flashcomm1": True}),
        command(additional={"mix_placement": True, "multistream_overlap_shared_expert": True, "enable_fused_mc2": 1}),
        command("-tp 8", LATENT, {"enable_kv_nz": True}, kv_transfer_config={**TRANSFER, "kv_role": "kv_consumer"}),
        command(
            "-tp 8", LATENT, {"layer_sharding": ["o_proj"]}, kv_transfer_config={**TRANSFER, "kv_role": "kv_producer"}
        ),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
