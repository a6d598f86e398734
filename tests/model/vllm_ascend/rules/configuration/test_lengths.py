"""Lengths and batches."""

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--max-model-len 131072"), "configuration.max_model_len", "/max-model-len"),
        (
            command("--max-num-batched-tokens 2048 --max-model-len 4096 --no-enable-chunked-prefill"),
            "configuration.batch_length",
            "/max-num-batched-tokens",
        ),
        (command("--max-num-seqs 4096"), "configuration.batch_sequences", "/max-num-seqs"),
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
        command("--max-model-len 131072", env={"VLLM_ALLOW_LONG_MAX_MODEL_LEN": "1"}),
        command(
            "--max-model-len 131072",
            hf_overrides={
                "rope_parameters": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}
            },
        ),
        command("--max-model-len 40960 --no-enable-chunked-prefill"),
        command("--max-num-batched-tokens 128"),
        command("--max-model-len auto"),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
