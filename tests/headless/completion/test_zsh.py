"""The completion of zsh is a script that zsh accepts, and it names every command and option."""

import shutil
import subprocess

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion import zsh
from mindie_tui.headless.completion.grammar import read_commands


def test_every_command_and_option_is_named():
    script = zsh.script(read_commands(parser()))
    for command in read_commands(parser()):
        assert f"        '{command.name}:" in script or not command.name
        assert all(f"{name}=[" in script or f"{name}[" in script for one in command.options for name in one.names)


def test_what_would_end_a_specification_is_escaped():
    assert "[only watch\\: no key changes" in zsh.script(read_commands(parser()))


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_zsh_accepts_it(tmp_path):
    (tmp_path / "_mindie-tui").write_text(zsh.script(read_commands(parser())))
    done = subprocess.run(["zsh", "-n", tmp_path / "_mindie-tui"], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
