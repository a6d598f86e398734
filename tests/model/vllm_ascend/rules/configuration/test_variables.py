"""Environment variables that are read as numbers."""

import pytest

from tests.kit.serve_commands import EXPERTS, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("-tp 2", env={"VLLM_ASCEND_ENABLE_FLASHCOMM1": "true"}),
            "configuration.variable",
            "/VLLM_ASCEND_ENABLE_FLASHCOMM1",
        ),
        (command(env={"VLLM_DP_SIZE": "x"}), "configuration.variable", "/VLLM_DP_SIZE"),
        (command("-dp 2", EXPERTS, env={"VLLM_PORT": "tcp://10.0.0.1:8000"}), "configuration.vllm_port", "/VLLM_PORT"),
        (command(env={"VLLM_DP_SIZE": "2"}), "configuration.offline_dp", "/VLLM_DP_SIZE"),
        (
            command(env={"VLLM_USE_BREAKABLE_CUDAGRAPH": "1"}),
            "configuration.breakable_graphs",
            "/VLLM_USE_BREAKABLE_CUDAGRAPH",
        ),
        (
            command("--fail-on-environ-validation", env={"VLLM_ASCEND_ENABLE_NZ": "1"}),
            "configuration.unknown_variable",
            "/VLLM_ASCEND_ENABLE_NZ",
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
        command(env={"VLLM_PORT": "abc", "VLLM_NO_SUCH": "1", "VLLM_ASCEND_ENABLE_NZ": " 1 "}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
