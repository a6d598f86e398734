"""on_node/machine/surroundings.py: what is left in /dev/shm and who holds it, also for an ordinary user."""

import json
import os
import tempfile
from pathlib import Path

from mindie_tui.on_node.machine import surroundings

NOBODY = 65534


def as_ordinary_user(ask):
    """The JSON answer of `ask()` in a process of its own that gave root's rights up."""
    there, here = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.write(here, json.dumps(ask()).encode())
        finally:
            os._exit(0)
    os.close(here)
    with os.fdopen(there, "rb") as answer:
        text = answer.read()
    os.waitpid(pid, 0)
    return json.loads(text)


def test_a_zombie_of_the_same_user_hides_no_residue():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        left = Path(folder) / "7f_llm_backend_0"
        left.write_text("")

        def own_processes_are_unseen():
            zombie = os.fork()
            if zombie == 0:
                os._exit(0)
            os.waitid(os.P_PID, zombie, os.WEXITED | os.WNOWAIT)
            held, unseen = surroundings.holders([str(left)])
            assert not held
            return os.getuid() in unseen

        assert as_ordinary_user(own_processes_are_unseen) is False
