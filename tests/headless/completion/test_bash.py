"""bash completes mindie-tui: its own function with a line, and a person's Tab in a terminal."""

import os
import subprocess
from pathlib import Path

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion import bash
from mindie_tui.headless.completion.grammar import read_commands
from tests.kit.shells import install, terminal

ASK = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mindie_tui; printf "%s\\n" "${COMPREPLY[@]}"'


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with the script, a mindie-tui in PATH whose path has a space, and a home of its own."""
    folder = tmp_path_factory.mktemp("a shell")
    (folder / "script").write_text(bash.script(read_commands(parser())))
    install(folder)
    baselines = folder / "state/mindie-tui/baselines"
    baselines.mkdir(parents=True)
    (baselines / "good.json").write_text("{}")
    for name in ("mine.yaml", "a file.json"):
        (folder / name).write_text("")
    return folder


def environment(place: Path) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("LANG", "LC_ALL") if key in os.environ}
    path = f"{place}:{os.environ['PATH']}"
    return kept | {
        "PATH": path,
        "HOME": str(place),
        "TERM": "xterm",
        "PS1": "> ",
        "XDG_STATE_HOME": str(place / "state"),
    }


def completed(place: Path, *line: str) -> list[str]:
    """What bash offers for the last word of a line."""
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK, "bash", str(place / "script"), "mindie-tui", *line],
        env=environment(place),
        cwd=place,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout.split("\n")[:-1] if done.stdout.strip() else []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        (["val"], ["validate"]),
        (["re"], ["replay", "report", "resume"]),
        (["--ver"], ["--version"]),
        (["replay", "--dry"], ["--dry-run"]),
        (["replay", "--until", "be"], ["bench"]),
        (["replay", "--until", "=", "be"], ["bench"]),
        (["replay", "a3-d"], ["a3-double"]),
        (["replay", "mine"], ["mine.yaml"]),
        (["--theme", "dark", "repl"], ["replay"]),
        (["--theme", "=", "dark", "repl"], ["replay"]),
        (["--theme", "high"], ["high-contrast"]),
        (["show", "la"], ["last"]),
        (["explain", "workers.att"], ["workers.attention"]),
        (["replay", "x", "--remedy", "ssh_l"], ["ssh_login"]),
        (["migrate", "x", "--to", "2.1.RC1"], ["2.1.RC1"]),
        (["migrate", "a f"], ["a file.json"]),
        (["completion", "z"], ["zsh"]),
        (["demo", "--nodes", ""], []),
        (["replay", "--waive", "x", "=", "re"], []),
        (["baseline", "sh"], ["show"]),
        (["baseline", "show", "go"], ["good"]),
        (["baseline", "set", "good", "la"], ["last"]),
        (["baseline", "--reason", "x", "set", "good", "la"], ["last"]),
        (["baseline", "set", "good", "last", "la"], []),
        (["diff", "last", "la"], ["last"]),
        (["diff", "last", "last", "last", "la"], ["last"]),
        (["replay", "a3-double", "a3-d"], []),
        (["replay", "--waive", "x", "=", "why", "a3-d"], ["a3-double"]),
        (["runs", "--sort", "thr"], ["throughput"]),
        (["runs", "--outcome", "ref"], ["refused"]),
        (["status", "--ssh-config", "f", "la"], ["last"]),
        (["doctor", "--js"], ["--json"]),
    ],
)
def test_a_line_is_completed(place, line, offered):
    assert completed(place, *line) == offered


def test_all_commands_are_offered_where_nothing_was_typed(place):
    offered = completed(place, "")
    assert offered == [one.name for one in read_commands(parser())][1:]


def test_a_file_with_a_hostile_name_is_offered_as_text_and_never_run(place):
    (place / "$(touch ran).json").write_text("")
    assert "$(touch ran).json" in completed(place, "migrate", "")
    assert not (place / "ran").exists()


async def test_a_tab_in_a_terminal_completes_a_code(place):
    with terminal(["bash", "--norc", "--noprofile", "-i"], place, environment(place)) as shell:
        await shell.shows(b"> ", "a prompt")
        shell.type(b'. ./script; echo "ready"2\n')
        await shell.shows(b"ready2", "the script is read")
        shell.type(b"mindie-tui explain workers.att\t")
        await shell.shows(b"workers.attention ", "the word is completed")
        shell.type(b"\n")
        await shell.shows(b"dp x cp x tp = W", "the explanation")
    assert b"workers.attention " in shell.seen
