"""What `vllm serve` refuses by itself."""

import pytest

from mindie_tui.model.vllm_ascend.rules.command import KnownPaths, ServeCommand
from tests.kit.serve_commands import EXPERTS, command, errors, fixed, found


@pytest.mark.parametrize(
    ("one", "code", "place"),
    [
        (command("--enable-auto-tool-choice"), "arguments.needs", "/tool-call-parser"),
        (command("--grpc"), "arguments.grpc", "/grpc"),
        (
            command("-dp 4 --headless --data-parallel-size-local 2 --api-server-count 4", EXPERTS),
            "arguments.headless_servers",
            "/api-server-count",
        ),
        (
            command("-dp 4 --data-parallel-hybrid-lb --data-parallel-external-lb", EXPERTS),
            "arguments.load_balancing",
            "/data-parallel-hybrid-lb",
        ),
        (
            command("-dp 4 --data-parallel-multi-port-external-lb --data-parallel-size-local 3", EXPERTS),
            "arguments.multi_port",
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
        command("-dp 4 --data-parallel-multi-port-external-lb --data-parallel-size-local 2 -dpa 10.0.0.1", EXPERTS),
        command("--chat-template /nobody/looked.jinja --tokenizer /nobody/looked"),
    ],
)
def test_what_passes(one):
    assert errors(one) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "arguments.model"),
        ("/no/such", "arguments.path"),
        ("M --tokenizer /no/such", "arguments.path"),
        ("M --chat-template /no/such.jinja", "arguments.chat_template"),
    ],
)
def test_files_that_are_known_to_be_absent(words, code):
    assert errors(ServeCommand(tuple(words.split()), paths=KnownPaths(closed=True))) == [code]
