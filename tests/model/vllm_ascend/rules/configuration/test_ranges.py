"""Ranges of single arguments."""

import pytest

from tests.kit.serve_commands import DENSE, EXPERTS, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--max-num-seqs 0"), "configuration.range", "/max-num-seqs"),
        (command("--gpu-memory-utilization 1.01"), "configuration.range", "/gpu-memory-utilization"),
        (command("--optimization-level 4"), "configuration.range", "/optimization-level"),
        (command("-dp 4 --data-parallel-rank -1", EXPERTS), "configuration.rank_range", "/data-parallel-rank"),
        (command("--max-num-partial-prefills 2"), "configuration.unsupported", "/max-num-partial-prefills"),
        (command("--max-model-len 0"), "configuration.range", "/max-model-len"),
        (command("--enable-lora --max-loras 4 --max-cpu-loras 2"), "configuration.needs", "/max-cpu-loras"),
        (command("--collect-detailed-traces all"), "configuration.needs", "/otlp-traces-endpoint"),
        (command("--attention-backend foo"), "configuration.attention_backend", "/attention-backend"),
        (command("--numa-bind-nodes 0"), "configuration.needs", "/numa-bind"),
        (command("--offload-backend prefetch"), "configuration.needs", "/offload-group-size"),
        (command("--hf-overrides text"), "configuration.hf_overrides", "/hf-overrides"),
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
        command("--gpu-memory-utilization 1 --kv-cache-memory-bytes 0 --max-loras 0"),
        command("--attention-backend auto"),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


def test_an_empty_name_is_refused():
    one = command()
    assert errors(type(one)((*one.argv, "--served-model-name", ""), weights=DENSE)) == [
        "configuration.served_model_name"
    ]
