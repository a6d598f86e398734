"""Groups of additional_config: their form, and the few types that are checked."""

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--additional-config 1"), "configuration.additional_config", "/additional-config"),
        (command(additional={"xlite_graph_config": None}), "configuration.group", "/xlite_graph_config"),
        (command(additional={"ascend_fusion_config": "on"}), "configuration.group", "/ascend_fusion_config"),
        (
            command(additional={"hamming_sparse": {"enabled": True}}),
            "configuration.hamming_sparse",
            "/hamming_sparse/sparse_json_location",
        ),
        (command(additional={"hamming_sparse": 3}), "configuration.hamming_sparse", "/hamming_sparse"),
        (
            command(additional={"dump_config": {}, "dump_config_path": "/a"}),
            "configuration.dump_config",
            "/dump_config",
        ),
        (command(additional={"dump_config_path": 5}), "configuration.dump_config", "/dump_config_path"),
        (command(additional={"mega_moe_max_tokens": "1"}), "configuration.mega_moe_max_tokens", "/mega_moe_max_tokens"),
        (
            command(additional={"rejection_sampler_config": {"enable_block_verify": "true"}}),
            "configuration.rejection_sampler_config",
            "/rejection_sampler_config/enable_block_verify",
        ),
        (
            command(additional={"rejection_sampler_config": {"posterior_threshold": 0}}),
            "configuration.rejection_sampler_config",
            "/rejection_sampler_config/posterior_threshold",
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
        command(additional={"rejection_sampler_config": None, "profiling_chunk_config": None}),
        command(additional={"no_such_key": 1, "enable_cpu_binding": "false"}),
        command(additional={"mega_moe_max_tokens": True}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []
