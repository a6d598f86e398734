"""Speculative decoding."""

import pytest

from tests.kit.serve_commands import DENSE, LATENT, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("-tp 8", LATENT, speculative_config={"method": "mtp", "num_speculative_tokens": 1, "bogus": 1}),
            "configuration.speculative_keys",
            "/speculative-config/bogus",
        ),
        (
            command("--spec-method mtp", LATENT, speculative_config={"method": "mtp", "num_speculative_tokens": 1}),
            "configuration.speculative_keys",
            "/spec-method",
        ),
        (
            command("", LATENT, speculative_config={"method": "foo", "num_speculative_tokens": 1}),
            "configuration.speculative_range",
            "/speculative-config/method",
        ),
        (
            command("", LATENT, speculative_config={"method": "mtp", "num_speculative_tokens": 0}),
            "configuration.speculative_range",
            "/speculative-config/num_speculative_tokens",
        ),
        (
            command(
                "",
                DENSE,
                speculative_config={
                    "method": "ngram",
                    "num_speculative_tokens": 3,
                    "prompt_lookup_min": 3,
                    "prompt_lookup_max": 2,
                },
            ),
            "configuration.speculative_range",
            "/speculative-config/prompt_lookup_min",
        ),
        (
            command("", DENSE, speculative_config={"method": "mtp", "num_speculative_tokens": 1}),
            "configuration.speculative_draft",
            "/speculative-config/method",
        ),
        (
            command("", LATENT, speculative_config={"method": "mtp"}),
            "configuration.speculative_draft",
            "/speculative-config/num_speculative_tokens",
        ),
        (
            command("", LATENT, speculative_config={"method": "eagle3", "num_speculative_tokens": 2}),
            "configuration.speculative_draft",
            "/speculative-config/model",
        ),
        (
            command(
                "-tp 8",
                LATENT,
                speculative_config={"method": "mtp", "num_speculative_tokens": 1, "draft_tensor_parallel_size": 3},
            ),
            "configuration.speculative_tokens",
            "/speculative-config/draft_tensor_parallel_size",
        ),
        (
            command("--async-scheduling", DENSE, speculative_config={"method": "ngram", "num_speculative_tokens": 3}),
            "configuration.speculative_async",
            "/async-scheduling",
        ),
        (
            command(
                "--max-num-seqs 64 --max-num-batched-tokens 64",
                DENSE,
                speculative_config={"model": "/d", "num_speculative_tokens": 3},
            ),
            "configuration.speculative_slots",
            "/max-num-batched-tokens",
        ),
        (
            command("-pp 2", LATENT, speculative_config={"method": "mtp", "num_speculative_tokens": 1}),
            "configuration.mtp_pipeline",
            "/pipeline-parallel-size",
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
        command("-tp 8", LATENT, speculative_config={"method": "deepseek_mtp", "num_speculative_tokens": "2"}),
        command("", DENSE, speculative_config={"method": "ngram", "num_speculative_tokens": 3}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
