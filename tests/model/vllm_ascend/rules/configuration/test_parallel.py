"""Parallel sizes against the model."""

import pytest

from tests.kit.serve_commands import EXPERTS, LATENT, SPARSE, TRANSFER, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("-tp 3"), "configuration.tp_heads", "/tensor-parallel-size"),
        (command("--enable-expert-parallel"), "configuration.expert_parallel", "/enable-expert-parallel"),
        (command("--enable-eplb", EXPERTS), "configuration.eplb", "/enable-eplb"),
        (
            command("-tp 8 --decode-context-parallel-size 3", EXPERTS),
            "configuration.dcp_tp",
            "/decode-context-parallel-size",
        ),
        (command("-tp 8 --decode-context-parallel-size 2"), "configuration.dcp_heads", "/tensor-parallel-size"),
        (
            command("-tp 16 --decode-context-parallel-size 4"),
            "configuration.dcp_heads",
            "/decode-context-parallel-size",
        ),
        (
            command("-tp 8 --decode-context-parallel-size 2", SPARSE),
            "configuration.dcp_sparse",
            "/decode-context-parallel-size",
        ),
        (
            command("-tp 4 --prefill-context-parallel-size 2 -dp 2", EXPERTS),
            "configuration.pcp_dp",
            "/data-parallel-size",
        ),
        (
            command(
                "-tp 8 --decode-context-parallel-size 8",
                LATENT,
                kv_transfer_config={**TRANSFER, "kv_role": "kv_producer"},
            ),
            "configuration.cp_interleave",
            "/cp-kv-cache-interleave-size",
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
        command("-tp 8 --decode-context-parallel-size 2", LATENT),
        command("-tp 16", EXPERTS),
        command("-tp 3", None),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
