"""`init`: five questions, a profile, and what is wrong with an answer."""

import io
import sys

from mindie_tui.__main__ import main
from mindie_tui.store.profiles.load import load


def answer(monkeypatch, tmp_path, *lines: str, more: tuple[str, ...] = ()) -> int:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return main(["init", *more])


def test_defaults_make_a_profile_of_mindie(tmp_path, monkeypatch, capsys):
    assert answer(monkeypatch, tmp_path, "", "", "/data/DeepSeek-R1", "", "") == 0
    said = capsys.readouterr().out
    assert "1/5 Which engine serves? (mindie, vllm-ascend) [mindie]" in said and "[DeepSeek-R1]" in said
    made = load("DeepSeek-R1").deployment
    assert (made.extends, made.parameters["ModelConfig"]["modelWeightPath"]) == ("a3-single", "/data/DeepSeek-R1")
    assert made.parameters["ModelConfig"]["tp"] == 8, "of a3-single"


def test_every_profile_of_the_questions_is_right(tmp_path, monkeypatch, capsys):
    for engine in ("mindie", "vllm-ascend"):
        for machine, devices in (("A2", "8"), ("A3", "16")):
            for count in (1, 2, 4):
                name, nodes = f"{engine}-{machine}-{count}", f"n-[1-{count}]"
                assert answer(monkeypatch, tmp_path, engine, machine, "/data/M", "m", nodes, more=(name,)) == 0
                assert main(["validate", name, "--devices-per-node", devices]) == 0, capsys.readouterr().out


def test_a_wrong_answer_is_asked_again(tmp_path, monkeypatch, capsys):
    assert answer(monkeypatch, tmp_path, "vllm", "vllm-ascend", "A2", "rel", "/w", "m", "a,a", "a,b") == 0
    said = capsys.readouterr().out
    assert "write one of mindie, vllm-ascend" in said and "a is there twice" in said
    assert [node.name for node in load("m").deployment.nodes] == ["a", "b"]


def test_an_input_that_ends_writes_nothing(tmp_path, monkeypatch, capsys):
    assert answer(monkeypatch, tmp_path, "", "") == 64
    assert "the input ended before the last question" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.yaml"))
