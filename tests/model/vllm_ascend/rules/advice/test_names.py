"""Names that a release does not read."""

from dataclasses import replace

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command(additional={"enable_flash_comm1": True}), "advice.unknown_key", "/enable_flash_comm1"),
        (command(additional={"torchair_graph_config": {}}), "advice.unknown_key", "/torchair_graph_config"),
        (command(additional={"flashcomm2_parallel_size": 8}), "advice.unknown_key", "/flashcomm2_parallel_size"),
        (
            command(additional={"ascend_compilation_config": {"fuse_unknown": True}}),
            "advice.unknown_key",
            "/ascend_compilation_config/fuse_unknown",
        ),
        (command(env={"VLLM_ASCEND_ENABLE_FLASHCOMM": "1"}), "advice.unread_variable", "/VLLM_ASCEND_ENABLE_FLASHCOMM"),
        (command(env={"VLLM_ASCEND_ENABLE_FLASHCOM1": "1"}), "advice.unread_variable", "/VLLM_ASCEND_ENABLE_FLASHCOM1"),
        (command(additional={"enable_cpu_binding": "false"}), "advice.text_switch", "/enable_cpu_binding"),
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
        command(additional={"a/b": 1}),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


def test_the_release_decides():
    one = command("-tp 2", env={"VLLM_ASCEND_ENABLE_FLASHCOMM1": "1"}, additional={"enable_flashcomm1": True})
    assert found(one, "advice.unread_variable") == found(one, "advice.unknown_key") == []
    newer = replace(one, release="0.27.0")
    assert "is not read by release 0.27.0" in found(newer, "advice.unread_variable")[0].text
    assert found(newer, "advice.unknown_key")[0].places[0].pointer == "/enable_flashcomm1"


def test_a_variable_that_no_release_reads():
    text = found(command(env={"VLLM_USE_V1": "1"}), "advice.unread_variable")[0].text
    assert text == "the variable VLLM_USE_V1 is not read by release 0.23.0: it does nothing"


def test_what_is_meant_is_named():
    text = found(command(additional={"enable_flash_comm1": True}), "advice.unknown_key")[0].text
    assert "did you mean enable_flashcomm1" in text
    assert "FLASHCOMM1?" in found(command(env={"VLLM_ASCEND_ENABLE_FLASHCOM1": "1"}), "advice.unread_variable")[0].text
