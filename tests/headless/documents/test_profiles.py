"""`profiles`: which ones there are, and what is wrong with a broken one."""

import json

from mindie_tui.__main__ import main


def test_profiles_lists_the_shipped_ones_and_ones_own(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own = tmp_path / "config" / "mindie-tui" / "profiles"
    own.mkdir(parents=True)
    (own / "lab.yaml").write_text("notes: 实验室\n")
    (own / "broken.yaml").write_text("nodez: []\n")
    assert main(["profiles"]) == 0
    lines = capsys.readouterr().out.splitlines()
    listed = {line.split()[0]: line for line in lines}
    assert {name for name, line in listed.items() if line.split()[1] == "yours"} == {"broken", "lab"}
    assert listed["a3-double"].split()[1] == listed["qwen3-32b-a2"].split()[1] == "shipped"
    assert listed["lab"].endswith("实验室") and "did you mean `nodes`?" in listed["broken"]


def test_show_resolves_what_a_profile_extends(capsys):
    assert main(["profiles", "show", "a3-double", "--set", "dp=2"]) == 0
    shown = capsys.readouterr().out
    assert "extends" not in shown and "multiNodesInferEnabled: true" in shown and "dp: 2" in shown
    assert "HCCL_CONNECT_TIMEOUT: 7200" in shown, "of a3-single"


def test_the_schema_is_json(capsys):
    assert main(["profiles", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["mindie-tui"]["const"] == 1


def test_a_wrong_line_is_refused(capsys):
    assert main(["profiles", "show"]) == 64 and main(["profiles", "schema", "x"]) == 64
    assert main(["profiles", "show", "nobody"]) == 1
    assert "no profile has this name" in capsys.readouterr().err
