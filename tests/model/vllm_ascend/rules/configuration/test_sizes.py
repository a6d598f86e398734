"""Sizes below the tensor parallel one."""

import pytest

from tests.kit.serve_commands import DENSE, EXPERTS, LATENT, TRANSFER, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("-dp 2", EXPERTS, {"finegrained_tp_config": {"lmhead_tensor_parallel_size": "2"}}),
            "configuration.finegrained_type",
            "/finegrained_tp_config/lmhead_tensor_parallel_size",
        ),
        (
            command("-dp 2", DENSE, {"finegrained_tp_config": {"lmhead_tensor_parallel_size": 2}}),
            "configuration.finegrained_moe",
            "/finegrained_tp_config/lmhead_tensor_parallel_size",
        ),
        (
            command("-dp 2", EXPERTS, {"finegrained_tp_config": {"mlp_tensor_parallel_size": 4}}),
            "configuration.finegrained_dp",
            "/data-parallel-size",
        ),
        (
            command("-dp 2 -tp 2", EXPERTS, {"finegrained_tp_config": {"oproj_tensor_parallel_size": 2}}),
            "configuration.finegrained_decode",
            "/tensor-parallel-size",
        ),
        (
            command("-dp 2", EXPERTS, {"finegrained_tp_config": {"embedding_tensor_parallel_size": 2}}),
            "configuration.finegrained_recompute",
            "/recompute_scheduler_enable",
        ),
        (
            command("-tp 2", additional={"enable_flashcomm2_parallel_size": 2}),
            "configuration.flashcomm2",
            "/enable_flashcomm2_parallel_size",
        ),
        (
            command("-tp 2", env={"VLLM_ASCEND_FLASHCOMM2_PARALLEL_SIZE": "2"}),
            "configuration.flashcomm2",
            "/VLLM_ASCEND_FLASHCOMM2_PARALLEL_SIZE",
        ),
        (
            command("-tp 8", additional={"enable_flashcomm2_parallel_size": 3}),
            "configuration.flashcomm2",
            "/tensor-parallel-size",
        ),
        (
            command(additional={"enable_flashcomm2_parallel_size": None}),
            "configuration.flashcomm2",
            "/enable_flashcomm2_parallel_size",
        ),
        (
            command(
                "-tp 8",
                LATENT,
                {"enable_flashcomm2_parallel_size": 2},
                kv_transfer_config={**TRANSFER, "kv_role": "kv_consumer"},
            ),
            "configuration.flashcomm2_role",
            "/kv-transfer-config/kv_role",
        ),
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
        command("-tp 4", additional={"enable_flashcomm2_parallel_size": 2}),
        command(
            "-dp 2",
            EXPERTS,
            {"finegrained_tp_config": {"lmhead_tensor_parallel_size": 2, "oproj_tensor_parallel_size": -1}},
        ),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
