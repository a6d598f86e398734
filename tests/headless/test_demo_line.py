"""What a line `demo` asks for: a profile brings its engine and its nodes, a fault goes with its engine alone."""

import pytest

from mindie_tui.demo.disk.fleet_profiles import node_count
from mindie_tui.headless import demo_line
from mindie_tui.headless.command_line import parser
from mindie_tui.model.errors import CommandLineError, ProfileError
from mindie_tui.model.faults.planted import PLANTED
from mindie_tui.store.profiles.of_demo import kept_folder


def read(*words):
    return demo_line.read(parser().parse_args(["demo", *words]), node_count)


def test_a_profile_says_engine_and_nodes_and_the_line_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert (read().nodes, read().engine, read().extends) == (2, "mindie", "")
    one = read("--profile", "qwen3-32b-a2")
    assert (one.nodes, one.engine, one.kept) == (1, "vllm-ascend", None) and one.extends.endswith("qwen3-32b-a2.yaml")
    assert read("--profile", "a3-double", "--nodes", "4").nodes == 4
    kept_folder().mkdir(parents=True)
    (kept_folder() / "mine.yaml").write_text("mindie-tui: 1\nnodes: [{name: a3-01}]\n")
    mine = read("--profile", "mine")
    assert (mine.nodes, mine.extends, mine.kept) == (1, "", kept_folder() / "mine.yaml")


def test_what_does_not_go_together_is_refused_with_what_does(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert [read("--fault", name).nodes for name in PLANTED] == [2] * len(PLANTED)
    for words, says in (
        (("--fault", "firewall", "--nodes", "1"), "cannot have this fault"),
        (("--fault", "kv-cache", "--engine", "vllm-ascend"), "npu-memory, other-model"),
        (("--profile", "a3-double", "--engine", "vllm-ascend"), "is one for mindie"),
        (("--profile", "a3-double", "--fleet-only"), "opens no profile"),
    ):
        with pytest.raises(CommandLineError, match=says):
            read(*words)
    with pytest.raises(ProfileError):
        read("--profile", "nobody")
