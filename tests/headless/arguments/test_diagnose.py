"""What `diagnose` takes."""

import argparse
from pathlib import Path

import pytest

from mindie_tui.headless.arguments.diagnose import diagnose


def parsed(*words):
    parser = argparse.ArgumentParser(exit_on_error=False)
    diagnose(parser)
    return parser.parse_args(words)


def test_paths_and_named_nodes_are_told_apart():
    args = parsed("a", "b", "--node", "a3-01=c=d")
    assert args.paths == [Path("a"), Path("b")]
    assert args.node == [("a3-01", Path("c=d"))]


@pytest.mark.parametrize("word", ["a3-01", "=x", "a3-01="])
def test_a_node_without_a_path_is_refused(word):
    with pytest.raises(argparse.ArgumentError, match="NAME=PATH"):
        parsed("--node", word)
