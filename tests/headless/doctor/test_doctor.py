"""`doctor` as a command: sentences, JSON lines, an exit status, and nothing changed."""

import json

import pytest

from mindie_tui.__main__ import main


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A machine of a user who has nothing yet."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TERM", "xterm")
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "SSH_AUTH_SOCK", "COLORTERM", "NO_COLOR", "TMUX", "STY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_each_item_is_a_line_with_its_meaning_and_nothing_is_made(home, capsys):
    assert main(["doctor"]) == 0
    out = capsys.readouterr().out
    assert "note     colours       16: TERM=xterm" in out
    assert "-> if this terminal shows 24-bit colours: export COLORTERM=truecolor" in out
    assert out.splitlines()[-1].endswith("0 problems, 2 unknown")
    assert not list(home.iterdir())


def test_the_same_as_json_lines(home, capsys):
    assert main(["doctor", "--json", "--lang", "zh"]) == 0
    *items, summary = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [item["name"] for item in items] == [
        *("python", "state_folder", "bash", "tar", "terminal", "colours", "characters", "clipboard", "tmux"),
        *("ssh", "ssh_config", "ssh_keys", "ssh_agent", "known_hosts"),
    ]
    assert all(item["means"].isascii() and item["state"] in ("ok", "note", "unknown") for item in items)
    assert sum(summary[state] for state in ("ok", "note", "problem", "unknown")) == len(items)


def test_a_problem_is_status_1_and_says_what_to_do(home, capsys):
    (home / "broken").write_text("Host a\n  NoSuchWord yes\n")
    assert main(["doctor", "--ssh-config", str(home / "broken")]) == 1
    assert "problem  ssh_config" in capsys.readouterr().out


def test_in_chinese_the_columns_stay_in_place(home, capsys):
    assert main(["doctor", "--lang", "zh"]) == 0
    assert "\n提示     colours       16 色" in capsys.readouterr().out


def test_a_file_in_the_place_of_the_state_folder_is_a_problem(home, monkeypatch, capsys):
    (home / "state").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    assert main(["doctor", "--json"]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert next(line for line in lines if line.get("name") == "state_folder")["state"] == "problem"
