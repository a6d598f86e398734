"""What vLLM's parser refuses, with its own sentence."""

import pytest

from tests.kit.serve_commands import command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--max-num-seqs 1k"), "arguments.parser", "/max-num-seqs"),
        (command("--swap-space 4"), "arguments.parser", "/swap-space"),
        (command("--tp 2"), "arguments.parser", "/tp"),
        (command(compilation_config={"bogus": 1}), "arguments.parser", "/compilation-config/bogus"),
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
        command("--tensor_parallel_size 2 -dp=2"),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


def test_the_sentence_of_the_engine_is_kept():
    assert found(command("--tp 2"), "arguments.parser")[0].mindie == "vllm: error: unrecognized arguments: --tp 2"
    assert "remove it" in found(command("--swap-space 4"), "arguments.parser")[0].text


def test_a_file_that_was_not_read_is_said():
    assert found(command("--config a.yaml"), "arguments.unread")[0].values == {"path": "a.yaml"}
    assert found(command(), "arguments.unread") == []
