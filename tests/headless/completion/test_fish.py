"""The completion of fish is a script that fish accepts, and it names every command and option."""

import os
import subprocess

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion import fish
from mindie_tui.headless.completion.grammar import read_commands
from tests.kit.needs import program
from tests.kit.shells import install


def test_every_command_and_option_is_named():
    script = fish.script(read_commands(parser()))
    for command in read_commands(parser()):
        assert f" -a {command.name} -d " in script or not command.name
        assert all(f" -l {one.names[-1][2:]}" in script for one in command.options)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("val", "validate"),
        ("replay --until be", "bench"),
        ("explain workers.att", "workers.attention"),
        ("baseline sh", "show"),
        ("baseline set good la", "last"),
        ("baseline --reason x set good la", "last"),
        ("diff last last la", "last"),
        ("runs --sort thr", "throughput"),
        ("--theme high", "high-contrast"),
    ],
)
def test_fish_completes_a_line(tmp_path, line, offered):
    (tmp_path / "script.fish").write_text(fish.script(read_commands(parser())))
    install(tmp_path)
    done = subprocess.run(
        [program("fish"), "--no-config", "-c", f"source script.fish; complete -C 'mindie-tui {line}'"],
        env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert [row.split("\t")[0] for row in done.stdout.splitlines()] == [offered], done.stderr
