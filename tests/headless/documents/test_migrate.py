"""`migrate FILE` and `--mindie RELEASE` on the command line."""

import json
from pathlib import Path

import pytest

from mindie_tui.__main__ import main

SAMPLES = Path(__file__).parents[2] / "model" / "samples" / "releases"
OLD = str(SAMPLES / "C08-lazyllm.json")


def test_the_new_file_goes_to_standard_output_and_what_changed_and_why_beside_it(tmp_path, capsys):
    assert main(["migrate", OLD]) == 0
    out, err = capsys.readouterr()
    new = tmp_path / "config.json"
    new.write_text(out)
    assert json.loads(out)["ServerConfig"]["tlsCrlFiles"] == ["server_crl.pem"]
    assert "MindIE 1.0.RC3's form; written for MindIE 3.0.0" in err
    assert "/ServerConfig/tokenTimeout = 600: MindIE 3.0.0 demands it; shipped so" in err
    assert "/ServerConfig/tlsCrl is gone: 1.0.0 and newer read tlsCrlPath and tlsCrlFiles" in err
    assert main(["validate", str(new), "--mindie", "3.0.0"]) == 0


def test_another_release_may_be_asked_for(capsys):
    assert main(["migrate", OLD, "--to", "2.0rc1"]) == 0
    assert "written for MindIE 2.0.RC1" in capsys.readouterr().err
    assert main(["migrate", OLD, "--to", "1.0.RC3"]) == 64
    assert "1.0.0 and newer" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[1]", ""])
def test_what_is_no_config_is_refused_with_its_place(tmp_path, capsys, text):
    file = tmp_path / "config.json"
    file.write_text(text)
    assert main(["migrate", str(file)]) != 0
    out, err = capsys.readouterr()
    assert out == "" and f"{file}:1:" in err and "Traceback" not in err


@pytest.mark.parametrize("command", [["validate", OLD], ["explain", "tokenTimeout"], ["migrate", OLD]])
def test_what_is_no_release_is_a_wrong_line(capsys, command):
    option = "--to" if command[0] == "migrate" else "--mindie"
    with pytest.raises(SystemExit) as ended:
        main([*command, option, "newest"])
    assert ended.value.code == 64
    assert "newest is not a release of MindIE; write one such as 2.1.RC1" in capsys.readouterr().err


def test_the_release_decides_what_is_demanded(tmp_path, capsys):
    assert main(["validate", OLD]) == 0
    assert "has the form of MindIE 1.0.RC3" in capsys.readouterr().out
    assert main(["validate", OLD, "--mindie", "3.0.0"]) == 1
    profile = tmp_path / "p.yaml"
    profile.write_text("mindie-tui: 1\nparameters: {ServerConfig: {maxJsonDepth: 20}}\n")
    assert main(["validate", str(profile), "--mindie", "2.1.RC1"]) == 0
    assert "does not know maxJsonDepth: it came with 3.0.0" in capsys.readouterr().out
    profile.write_text(profile.read_text() + "mindie: 2.1.RC1\n")
    assert main(["validate", str(profile)]) == 0
    assert "does not know maxJsonDepth" in capsys.readouterr().out
