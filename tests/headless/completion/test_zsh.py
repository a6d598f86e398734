"""The completion of zsh is a script that zsh accepts, and it names every command and option."""

import os
import pty
import select
import shutil
import subprocess
import sys

import pytest

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion import zsh
from mindie_tui.headless.completion.grammar import read_commands
from tests.kit.waiting import until


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


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
async def test_a_tab_in_a_terminal_completes_each_place(tmp_path):
    (tmp_path / "script").write_text(zsh.script(read_commands(parser())))
    (tmp_path / "mindie-tui").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mindie_tui "$@"\n')
    (tmp_path / "mindie-tui").chmod(0o755)
    master, slave = pty.openpty()
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "xterm", "PS1": "> "}
    process = subprocess.Popen(
        ["zsh", "-f", "-i"], env=env, cwd=tmp_path, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    seen = b""

    def shows(text: bytes) -> bool:
        nonlocal seen
        while select.select([master], [], [], 0)[0]:
            seen += os.read(master, 4096)
        return text in seen

    try:
        await until(lambda: shows(b"> "), "a prompt")
        os.write(master, b'autoload -Uz compinit; compinit -D -u; eval "$(<script)"; echo "ready"2\n')
        await until(lambda: shows(b"ready2"), "the script is read")
        for line, completed in (
            (b"explain workers.att", b"workers.attention"),
            (b"baseline set good la", b"good last"),
            (b"diff last last la", b"last last last"),
            (b"runs --sort thr", b"throughput"),
        ):
            os.write(master, b"mindie-tui " + line + b"\t")
            await until(lambda wanted=completed: shows(wanted), f"{line.decode()} is completed")
            os.write(master, b"\x15")  # the line is taken back
            seen = b""
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)
