"""What counts for nothing."""

import pytest

from tests.kit.serve_commands import EXPERTS, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--enable-dbo"), "advice.ignored", "/enable-dbo"),
        (command("--attention-backend FLASHINFER"), "advice.ignored", "/attention-backend"),
        (command(compilation_config={"custom_ops": ["none"]}), "advice.ignored", "/compilation-config/custom_ops"),
        (command("--block-size 64"), "advice.replaced", "/block-size"),
        (
            command(env={"VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS": "60"}),
            "advice.replaced",
            "/VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS",
        ),
        (
            command("--enforce-eager", compilation_config={"cudagraph_mode": "FULL"}),
            "advice.replaced",
            "/compilation-config/cudagraph_mode",
        ),
        (command(additional={"enable_shared_expert_dp": True}), "advice.ignored_key", "/enable_shared_expert_dp"),
        (
            command(additional={"ascend_compilation_config": {"enable_static_kernel": True}}),
            "advice.ignored_key",
            "/ascend_compilation_config/enable_static_kernel",
        ),
        (
            command("-tp 2", additional={"enable_flashcomm1": False}, env={"VLLM_ASCEND_ENABLE_FLASHCOMM1": "1"}),
            "advice.key_wins",
            "/VLLM_ASCEND_ENABLE_FLASHCOMM1",
        ),
        (
            command("-dp 4 --headless --data-parallel-start-rank 2", EXPERTS),
            "advice.start_rank",
            "/data-parallel-start-rank",
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
        command("--block-size 64 --no-enable-prefix-caching --no-enable-chunked-prefill"),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


def test_nothing_is_said_of_what_counts():
    one = command(
        "--block-size 128 --attention-backend FLASH_ATTN", compilation_config={"cudagraph_mode": "FULL_DECODE_ONLY"}
    )
    assert [
        hit for code in ("advice.ignored", "advice.replaced", "advice.ignored_key") for hit in found(one, code)
    ] == []
