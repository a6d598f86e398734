"""Quantization against the weights."""

import pytest

from tests.kit.serve_commands import LATENT, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--quantization ascend"), "configuration.quantized_weights", "/quantization"),
        (command("--quantization fp8"), "configuration.quantized_weights", "/quantization"),
        (command("--quantization gptq"), "configuration.quantization", "/quantization"),
        (command("--quantization modelslim", LATENT), "configuration.quantization", "/quantization"),
        (command("--dtype float32", LATENT), "configuration.quantized_dtype", "/dtype"),
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
        command("--quantization ascend --dtype float16", LATENT),
        command("--dtype float32"),
        command("--quantization ASCEND", LATENT),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
