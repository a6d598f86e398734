"""What the workers refuse."""

import pytest

from tests.kit.serve_commands import LATENT, SPARSE, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("-tp 8 --decode-context-parallel-size 8 --cp-kv-cache-interleave-size 256", LATENT),
            "workers.cp_interleave",
            "/cp-kv-cache-interleave-size",
        ),
        (command("-tp 8", SPARSE, {"enable_dsa_cp": True}), "workers.dsa_cp", "/enable_dsa_cp"),
        (
            command("-dp 2 --headless --data-parallel-size-local 0 -dpa 10.0.0.1"),
            "workers.headless_ranks",
            "/data-parallel-size-local",
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
        command("-tp 8 --decode-context-parallel-size 8 --cp-kv-cache-interleave-size 64", LATENT),
        command("-tp 8", LATENT, {"enable_dsa_cp": True}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
