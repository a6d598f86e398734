"""The wizard on the newest Python that this machine has beside the one of the tests; skipped where it has none.

Textual and asyncio share one loop there in another way than on 3.11: a login once never ended.
"""

import os
import subprocess
from pathlib import Path

import pytest

from tests.kit.pythons import interpreter
from tests.kit.tmux import tmux, until_shown

pytestmark = pytest.mark.long
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """mindie-tui as `pip install` puts it into an environment of that Python."""
    folder = tmp_path_factory.mktemp("newer")
    subprocess.run([interpreter("3.13", "3.12"), "-m", "venv", folder], check=True)
    install = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "-c", ROOT / "constraints.txt", ROOT], check=True)
    return folder / "bin/mindie-tui"


async def test_the_wizard_finds_its_nodes_and_ends_well(program, tmp_path):
    socket = f"mindie-tui-test-{os.getpid()}-newer"
    shell = f"XDG_STATE_HOME={tmp_path} {program} demo --nodes 1 --speed 20; echo status=$?; exec cat"
    await tmux(socket, "new-session", "-d", "-x", "100", "-y", "30", "sh", "-c", shell)
    try:
        await until_shown(socket, "Press enter")
        await tmux(socket, "send-keys", "1")
        await until_shown(socket, "ready")
        await tmux(socket, "send-keys", "q")
        assert "status=0" in await until_shown(socket, "status=")
    finally:
        await tmux(socket, "kill-server")
