"""Data parallel ranks over nodes."""

import pytest

from tests.kit.serve_commands import EXPERTS, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("-dp 4 --data-parallel-size-local 8"), "configuration.dp_local", "/data-parallel-size-local"),
        (
            command("--headless -dp 4 --data-parallel-size-local 2 --data-parallel-start-rank 4", EXPERTS),
            "configuration.dp_rank",
            "/data-parallel-start-rank",
        ),
        (command("-dp 4 --data-parallel-rank 1"), "configuration.external_lb", "/data-parallel-rank"),
        (command("--data-parallel-external-lb", EXPERTS), "configuration.external_lb", "/data-parallel-external-lb"),
        (
            command("-dp 4 --data-parallel-rank 1 --data-parallel-size-local 2", EXPERTS),
            "configuration.external_lb",
            "/data-parallel-size-local",
        ),
        (
            command("-dp 4 --data-parallel-hybrid-lb --headless --data-parallel-size-local 2", EXPERTS),
            "configuration.hybrid_lb",
            "/headless",
        ),
        (command("-tp 16 --nnodes 3"), "configuration.nnodes", "/nnodes"),
        (command("-tp 16 --nnodes 2 --node-rank 2"), "configuration.nnodes", "/node-rank"),
        (
            command("-tp 8 --nnodes 2 --distributed-executor-backend ray"),
            "configuration.nnodes",
            "/distributed-executor-backend",
        ),
        (command("--distributed-executor-backend foo"), "configuration.executor", "/distributed-executor-backend"),
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
        command("--headless -dp 1 --data-parallel-size-local 1 --data-parallel-start-rank 1"),
        command("-dp 16 --data-parallel-size-local 16"),
        command("-dp 4 --data-parallel-rank 3 --data-parallel-address 10.20.0.11", EXPERTS),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
