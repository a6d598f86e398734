"""`mindie-tui open RUN` in a real terminal: the last step of the run, read only; and back to the list below it."""

import os
import sys

import pytest

from mindie_tui.store import paths
from tests.kit.pages import run_with_points
from tests.kit.tmux import tmux, until_shown


@pytest.mark.long
async def test_a_run_is_opened_from_the_list_and_left_again(tmp_path):
    run_with_points(paths.runs())
    socket = f"mindie-tui-test-{os.getpid()}-open"
    line = f"{sys.executable} -m mindie_tui"
    await tmux(socket, "new-session", "-d", "-x", "120", "-y", "36", line)
    try:
        await until_shown(socket, "Press i")
        await tmux(socket, "send-keys", "0")
        await until_shown(socket, "2 runs")
        await tmux(socket, "send-keys", "Enter")
        assert "a3-double" in await until_shown(socket, "read only")
        await tmux(socket, "send-keys", "q")
        shown = await until_shown(socket, "sorted by")
        assert "read only" not in shown
    finally:
        await tmux(socket, "kill-server")
