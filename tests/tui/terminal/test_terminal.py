"""Every way out leaves the terminal as it was: seen in tmux, as an operator would."""

import os
import signal
import sys

import pytest

from tests.kit.tmux import tmux, until_shown
from tests.kit.waiting import until


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), pytest.param(signal.SIGHUP, 129, marks=pytest.mark.long), (None, 0)]
)
async def test_the_terminal_is_as_before_after(number, status, tmp_path):
    socket = f"mindie-tui-test-{os.getpid()}-{status}"
    line = f"{sys.executable} -m mindie_tui demo --nodes 1 --speed 20"
    shell = (
        f"sh -c 'echo $$ > {tmp_path}/pid; exec {line}'; echo status=$? $(stty -a | grep -o -e '-*icanon'); exec cat"
    )
    await tmux(socket, "new-session", "-d", "-x", "100", "-y", "30", shell)
    try:
        await until_shown(socket, "Press enter")
        await tmux(socket, "send-keys", "1")
        await until_shown(socket, "ready")
        if number is None:
            await tmux(socket, "send-keys", "q")
        else:
            os.kill(int((tmp_path / "pid").read_text()), number)
        shown = await until_shown(socket, "status=")
        assert f"status={status} icanon" in shown and "Traceback" not in shown
        modes = await tmux(socket, "display", "-p", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}")
        assert modes.split() == ["0", "0", "1"], "alternate screen off, mouse off, cursor on"
    finally:
        await tmux(socket, "kill-server")


@pytest.mark.long
async def test_m_gives_the_mouse_to_the_terminal_and_takes_it_back(tmp_path):
    socket = f"mindie-tui-test-{os.getpid()}-mouse"
    line = f"{sys.executable} -m mindie_tui demo --nodes 1 --speed 20"
    await tmux(socket, "new-session", "-d", "-x", "100", "-y", "30", line)

    async def flags():
        return (await tmux(socket, "display", "-p", "#{mouse_any_flag}#{mouse_all_flag}#{mouse_sgr_flag}")).strip()

    async def clicks():
        return (await flags())[0] == "1"

    async def no_reports():
        return set(await flags()) == {"0"}

    try:
        await until_shown(socket, "Press enter")
        await tmux(socket, "send-keys", "1")
        await until_shown(socket, "ready")
        assert await clicks()
        await tmux(socket, "send-keys", "M")
        await until_shown(socket, "mouse off: select text freely")
        await until(no_reports, "no report of the mouse is asked for: the terminal selects text")
        await tmux(socket, "send-keys", "M")
        await until(clicks, "the wizard takes clicks again")
    finally:
        await tmux(socket, "kill-server")
