"""The KV connector."""

import pytest

from tests.kit.serve_commands import DENSE, LATENT, TRANSFER, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("", LATENT, kv_transfer_config={"kv_role": "kv_both"}),
            "configuration.kv_connector",
            "/kv-transfer-config/kv_connector",
        ),
        (
            command("", LATENT, kv_transfer_config={"kv_role": "kv_both", "kv_connector": "NoSuch"}),
            "configuration.kv_connector",
            "/kv-transfer-config/kv_connector",
        ),
        (
            command(
                "-tp 8",
                LATENT,
                kv_transfer_config={
                    **TRANSFER,
                    "kv_role": "kv_producer",
                    "kv_connector_extra_config": {"prefill": {"tp_size": 4}},
                },
            ),
            "configuration.kv_sizes",
            "/kv-transfer-config/kv_connector_extra_config/prefill/tp_size",
        ),
        (
            command(
                "-tp 8",
                DENSE,
                kv_transfer_config={
                    **TRANSFER,
                    "kv_role": "kv_consumer",
                    "kv_connector_extra_config": {"prefill": {"tp_size": 4}, "decode": {"tp_size": 8}},
                },
            ),
            "configuration.kv_ratio",
            "/kv-transfer-config/kv_connector_extra_config/decode/tp_size",
        ),
        (
            command(
                "",
                LATENT,
                kv_transfer_config={**TRANSFER, "kv_role": "kv_both"},
                env={"PYTORCH_CUDA_ALLOC_CONF": "expandable_segments:True"},
            ),
            "configuration.kv_memory",
            "/PYTORCH_CUDA_ALLOC_CONF",
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
        command(
            "-tp 8",
            LATENT,
            kv_transfer_config={
                **TRANSFER,
                "kv_role": "kv_producer",
                "kv_connector_extra_config": {"prefill": {"tp_size": 8}, "decode": {"tp_size": 1}},
            },
        ),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
