"""Which graphs a command captures."""

import pytest

from mindie_tui.model.vllm_ascend.rules.graphs import captured_sizes, captures_graphs, compile_mode, graph_mode
from tests.kit.serve_commands import view


@pytest.mark.parametrize(
    ("words", "config", "mode"),
    [
        ("", None, "FULL_AND_PIECEWISE"),
        ("--enforce-eager", {"cudagraph_mode": "FULL"}, "NONE"),
        ("", {"cudagraph_mode": "full_decode_only"}, "FULL_DECODE_ONLY"),
        ("", {"mode": 0}, "NONE"),
        ("", {"mode": 0, "cudagraph_mode": "FULL"}, "FULL"),
        ("", {"mode": 2}, "NONE"),
        ("-O0", None, "NONE"),
        ("-O 1", None, "PIECEWISE"),
    ],
)
def test_the_mode_that_counts(words, config, mode):
    v = view(words, compilation_config=config)
    assert graph_mode(v) == mode
    assert captures_graphs(v) == (mode != "NONE")


def test_variables_switch_the_compilation_off():
    assert compile_mode(view()) == 3
    assert compile_mode(view(env={"TORCH_COMPILE_DISABLE": "1"})) == 0


def test_the_sizes_are_those_that_vllm_lists():
    sizes = captured_sizes(view())
    assert sizes[:5] == (1, 2, 4, 8, 16) and sizes[-2:] == (248, 256) and len(sizes) == 35
    assert captured_sizes(view("--max-num-seqs 3")) == (1, 2)
    assert captured_sizes(view(compilation_config={"cudagraph_capture_sizes": [8, 4, 4096]})) == (4, 8)
    assert captured_sizes(view("--max-num-seqs 10 --performance-mode interactivity")) == tuple(range(1, 11))
