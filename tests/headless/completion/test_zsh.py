"""The completion of zsh is a script that zsh accepts, and it names every command and option."""

import os
import subprocess

from mindie_tui.headless.command_line import parser
from mindie_tui.headless.completion import zsh
from mindie_tui.headless.completion.grammar import read_commands
from tests.kit.needs import program
from tests.kit.shells import install, terminal


def test_every_command_and_option_is_named():
    script = zsh.script(read_commands(parser()))
    for command in read_commands(parser()):
        assert f"        '{command.name}:" in script or not command.name
        assert all(f"{name}=[" in script or f"{name}[" in script for one in command.options for name in one.names)


def test_what_would_end_a_specification_is_escaped():
    assert "[only watch\\: no key changes" in zsh.script(read_commands(parser()))


def test_zsh_accepts_it(tmp_path):
    shell = program("zsh")
    (tmp_path / "_mindie-tui").write_text(zsh.script(read_commands(parser())))
    done = subprocess.run([shell, "-n", tmp_path / "_mindie-tui"], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


async def test_a_tab_in_a_terminal_completes_each_place(tmp_path):
    words = [program("zsh"), "-f", "-i"]
    (tmp_path / "script").write_text(zsh.script(read_commands(parser())))
    install(tmp_path)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "xterm", "PS1": "> "}
    with terminal(words, tmp_path, env) as shell:
        await shell.shows(b"> ", "a prompt")
        shell.type(b'autoload -Uz compinit; compinit -D -u; eval "$(<script)"; echo "ready"2\n')
        await shell.shows(b"ready2", "the script is read")
        for line, completed in (
            (b"explain workers.att", b"workers.attention"),
            (b"baseline set good la", b"good last"),
            (b"diff last last la", b"last last last"),
            (b"runs --sort thr", b"throughput"),
        ):
            shell.type(b"mindie-tui " + line + b"\t")
            await shell.shows(completed, f"{line.decode()} is completed")
            assert completed in shell.seen
            shell.type(b"\x15")  # the line is taken back
            shell.forget()
