"""A fault of ours and lines that drop, on a screen in tmux: the terminal is left in its normal modes."""

import os
import signal
import sys

import pytest

from tests.kit.tmux import launch_by_keys, tmux, until_gone, until_shown
from tests.kit.walk import demo_process

pytestmark = pytest.mark.long
FAULTY = """
import sys
from mindie_tui.tui.app import MindieApp
def action_help(self):
    raise RuntimeError('planted')
MindieApp.action_help = action_help
from mindie_tui.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


async def opened(socket, folder, *words):
    """A shell in tmux that runs these words, then says with which status and in which modes it has the terminal."""
    line = " ".join(f"'{word}'" for word in words)
    (folder / "line.sh").write_text(
        f"sh -c 'echo $$ > {folder}/pid; exec \"$@\"' sh {line}\n"
        "echo status=$? $(stty -a | grep -o -e '-*icanon') $(stty -a | grep -o -e '-*echo ')\nexec cat\n"
    )
    await tmux(socket, "new-session", "-d", "-x", "120", "-y", "36", f"bash {folder / 'line.sh'}")


async def left(socket, status):
    shown = await until_shown(socket, "status=")
    assert f"status={status} icanon echo" in shown and "Traceback" not in shown, shown
    modes = await tmux(socket, "display", "-p", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}")
    assert modes.split() == ["0", "0", "1"], "alternate screen off, mouse off, cursor on"
    return shown


async def test_after_a_fault_of_ours_the_terminal_is_as_before_and_the_fault_is_a_sentence(tmp_path):
    socket = f"mindie-tui-fault-{os.getpid()}"
    (tmp_path / "faulty.py").write_text(FAULTY)
    await opened(socket, tmp_path, sys.executable, str(tmp_path / "faulty.py"), "demo", "--nodes", "1", "--speed", "20")
    try:
        await until_shown(socket, "a3-01")
        await tmux(socket, "send-keys", "?")
        shown = await left(socket, 1)
        assert "a fault of mindie-tui itself" in shown.replace("\n", "")
    finally:
        await tmux(socket, "kill-server")


async def test_after_every_line_has_dropped_the_terminal_is_as_before(tmp_path):
    socket = f"mindie-tui-dropped-{os.getpid()}"
    try:
        async with demo_process(nodes=1) as place:
            words = ("-m", "mindie_tui", "--profile", str(place.profile), "--ssh-config", str(place.ssh_config))
            await opened(socket, tmp_path, sys.executable, *words)
            await until_shown(socket, "ready")
        await tmux(socket, "send-keys", "r")  # the fleet is gone, and with it every line and its ssh_config
        await until_shown(socket, "cannot be read")
        await tmux(socket, "send-keys", "Escape")
        await until_gone(socket, "cannot be read")
        await tmux(socket, "send-keys", "q")
        await left(socket, 0)
    finally:
        await tmux(socket, "kill-server")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
async def test_a_signal_while_it_launches_leaves_the_terminal_as_before(number, status, tmp_path):
    socket = f"mindie-tui-launch-{os.getpid()}-{status}"
    async with demo_process(nodes=1, speed=3) as place:
        words = ("-m", "mindie_tui", "--profile", str(place.profile), "--ssh-config", str(place.ssh_config))
        await opened(socket, tmp_path, sys.executable, *words)
        try:
            await launch_by_keys(socket, npus=16)
            await until_shown(socket, "loading the weights")
            os.kill(int((tmp_path / "pid").read_text()), number)
            await left(socket, status)
        finally:
            await tmux(socket, "kill-server")
