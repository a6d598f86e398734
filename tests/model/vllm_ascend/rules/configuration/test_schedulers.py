"""Schedulers of vLLM-Ascend."""

import pytest

from tests.kit.serve_commands import LATENT, TRANSFER, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("-pp 2", additional={"profiling_chunk_config": {"smooth_factor": "x"}}),
            "configuration.profiling_chunk_range",
            "/profiling_chunk_config/smooth_factor",
        ),
        (
            command(additional={"profiling_chunk_config": {"min_chunk": 0}}),
            "configuration.profiling_chunk_range",
            "/profiling_chunk_config/min_chunk",
        ),
        (
            command(additional={"profiling_chunk_config": {"enabled": True}}),
            "configuration.profiling_chunk",
            "/pipeline-parallel-size",
        ),
        (
            command(
                "-pp 2", additional={"profiling_chunk_config": {"enabled": True}, "enable_balance_scheduling": True}
            ),
            "configuration.profiling_chunk",
            "/enable_balance_scheduling",
        ),
        (
            command(
                "-tp 8",
                LATENT,
                {"enable_balance_scheduling": True},
                kv_transfer_config={**TRANSFER, "kv_role": "kv_producer"},
            ),
            "configuration.balance_scheduling",
            "/enable_balance_scheduling",
        ),
        (
            command(additional={"recompute_scheduler_enable": True}),
            "configuration.recompute_scheduler",
            "/recompute_scheduler_enable",
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
        command("-pp 2", additional={"profiling_chunk_config": {"enabled": True, "min_chunk": "4096"}}),
        command(
            "-tp 8",
            LATENT,
            {"recompute_scheduler_enable": True},
            kv_transfer_config={**TRANSFER, "kv_role": "kv_consumer"},
        ),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
