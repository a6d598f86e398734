"""Graph sizes, and what excludes graphs."""

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (
            command("--cudagraph-capture-sizes 1 2", compilation_config={"cudagraph_capture_sizes": [1]}),
            "configuration.capture_twice",
            "/cudagraph-capture-sizes",
        ),
        (
            command(compilation_config={"cudagraph_capture_sizes": []}),
            "configuration.capture_sizes",
            "/compilation-config/cudagraph_capture_sizes",
        ),
        (
            command(compilation_config={"cudagraph_capture_sizes": [1, 4], "max_cudagraph_capture_size": 8}),
            "configuration.capture_sizes",
            "/compilation-config/max_cudagraph_capture_size",
        ),
        (
            command("-tp 2 --max-num-seqs 1", additional={"enable_flashcomm1": True}),
            "configuration.capture_sizes",
            "/enable_flashcomm1",
        ),
        (command(env={"ASCEND_LAUNCH_BLOCKING": "1"}), "configuration.launch_blocking", "/ASCEND_LAUNCH_BLOCKING"),
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
        command("--enforce-eager", compilation_config={"cudagraph_capture_sizes": []}),
        command("--enforce-eager", env={"ASCEND_LAUNCH_BLOCKING": "1"}),
        command(compilation_config={"cudagraph_capture_sizes": [8, 4, 2]}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
