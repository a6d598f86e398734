"""`import`: a run that another machine exported, or a profile made of a start script."""

import io
import sys
from types import SimpleNamespace

import pytest

from mindie_tui.__main__ import main
from mindie_tui.store import paths
from mindie_tui.store.profiles.load import load

SCRIPT = """#!/bin/bash
source /usr/local/Ascend/ascend-toolkit/set_env.sh
export HCCL_BUFFSIZE=1024 HF_TOKEN=hf_abcdefghijklmnop
nohup vllm serve /data/M -tp 8 --port $PORT > serve.log &
"""


def test_a_run_comes_to_another_machine(cut_off_run, tmp_path, monkeypatch, capsys):
    to = str(tmp_path / "x.tar.gz")
    assert main(["export", cut_off_run.id, "--output", to]) == 0
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    assert main(["import", to]) == 0 and f"{cut_off_run.id}: imported" in capsys.readouterr().out
    assert main(["import", to]) == 0 and "already here, and identical" in capsys.readouterr().out
    assert main(["show", "last"]) == 0
    assert main(["import", str(tmp_path / "gone")]) == 1
    (tmp_path / "odd").write_text("#!/bin/bash")
    assert main(["import", str(tmp_path / "odd")]) == 1
    assert "no archive of a run, and no script that starts MindIE / vLLM-Ascend" in capsys.readouterr().err
    (tmp_path / "odd").write_bytes(b"\x1f\x8bodd")
    assert main(["import", str(tmp_path / "odd")]) == 1
    assert "no archive of a run, or cut off" in capsys.readouterr().err


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def test_a_script_becomes_a_profile_and_each_line_that_is_not_in_it_is_named(home, capsys):
    (home / "my start.sh").write_text(SCRIPT + "curl -H 'token: hf_abcdefghijklmnop' http://a\n")
    assert main(["import", str(home / "my start.sh")]) == 0
    said = capsys.readouterr().out
    profile = load("my-start").deployment
    assert profile.serve == {"model": "/data/M", "tensor-parallel-size": 8, "port": "$PORT"}
    assert (profile.environment, profile.environment_from) == ({"HCCL_BUFFSIZE": "1024"}, ("HF_TOKEN",))
    for line in ("2: source /usr/local/Ascend/", "3: HF_TOKEN\n", "4: $PORT\n", "4: nohup\n", "4: > serve.log\n"):
        assert f"  {line}" in said
    assert "hf_abcdefghijklmnop" not in said + paths.user_config().joinpath("profiles/my-start.yaml").read_text()
    assert main(["import", str(home / "my start.sh")]) == 1
    assert "a profile is there already" in capsys.readouterr().err


def test_a_script_from_standard_input(home, monkeypatch, capsys):
    for given, name in (
        ([], "M"),
        (["--name", "other"], "other"),
        (["--name", str(home / "x.yaml")], str(home / "x.yaml")),
    ):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(SCRIPT.encode())))
        assert main(["import", "-", *given]) == 0, capsys.readouterr().err
        assert load(name).deployment.notes == "Imported from standard input."


def test_what_is_no_script_is_refused(home, capsys):
    for data, says in (
        (b"\xff\xfe", "no text in UTF-8"),
        (b"a" * 1_000_001, "too large for a script"),
        (b"", "no script"),
    ):
        (home / "odd").write_bytes(data)
        assert main(["import", str(home / "odd")]) == 1
        assert says in capsys.readouterr().err
