"""What cannot work on this node."""

from dataclasses import replace

import pytest

from tests.kit.serve_commands import EXPERTS, LATENT, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("-tp 4 -dp 8", EXPERTS), "site.devices", "/data-parallel-size"),
        (command("-tp 32", LATENT), "site.devices", "/tensor-parallel-size"),
        (command("-tp 2", env={"ASCEND_RT_VISIBLE_DEVICES": "0"}), "site.devices", "/tensor-parallel-size"),
        (
            command(
                "-dp 4 --headless --data-parallel-size-local 2 --data-parallel-start-rank 3 -dpa 10.0.0.1",
                EXPERTS,
            ),
            "site.rank_overflow",
            "/data-parallel-start-rank",
        ),
        (
            command(
                "-dp 4 --data-parallel-size-local 2 --data-parallel-start-rank 2 -dpa 10.0.0.1",
                EXPERTS,
            ),
            "site.head_start_rank",
            "/headless",
        ),
        (command("-dp 4 --data-parallel-size-local 2", EXPERTS), "site.address", "/data-parallel-address"),
        (command("--port 70000"), "site.port", "/port"),
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
        command("-tp 8 -dp 2", EXPERTS),
        command("-tp 32 --nnodes 2 --master-addr 10.0.0.1", LATENT),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


@pytest.mark.parametrize(
    ("words", "fixes"),
    [
        ("-dp 5 -dpl 2 -dpa 10.0.0.1", ["--data-parallel-size 4", "--data-parallel-size 6"]),
        (
            "-dp 8 -dpl 2 -dpa 10.0.0.1",
            ["--data-parallel-size-local 4", "--data-parallel-size 10, without --data-parallel-size-local"],
        ),
    ],
)
def test_the_ranks_of_all_nodes_are_all_ranks(words, fixes):
    together = replace(command(words, EXPERTS), nodes=2)
    hits = found(together, "site.ranks_of_nodes")
    assert [fix.label for fix in hits[0].fixes] == fixes
    assert not found(replace(together, nodes=1), "site.ranks_of_nodes")
