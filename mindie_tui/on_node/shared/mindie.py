"""What the engines' processes are called, and what MindIE leaves in /dev/shm."""

from __future__ import annotations

import glob
import os

from mindie_tui.on_node.shared.proc import pids

DAEMONS = ("mindieservice_daemon", "mindie_llm_server", "vllm")
"""Names of the daemon's program: MindIE's of the classic layout and of the package, and `vllm serve`."""
WORKERS = ("mindie_llm_back", "VLLM::")
"""How the names of a daemon's own processes begin: mindie_llm_backend_connector, one a rank, of which the kernel keeps
15 letters; vLLM's engines, workers and API servers."""
SHM = ("*llm_backend_*", "llm_tokenizer_shared_memory_*")
"""What MindIE keeps in /dev/shm, and leaves there when it dies."""


def shared_memory() -> list[str]:
    """Paths of what MindIE has in /dev/shm, whoever ran it."""
    return [path for pattern in SHM for path in glob.glob("/dev/shm/" + pattern)]


def daemon_program(pid: int) -> str | None:
    """The path of a daemon's program, as its command line has it; None for any other process."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = [os.fsdecode(word) for word in file.read().split(b"\0")[:4]]
    except OSError:
        return None
    return next((os.path.realpath(word) for word in words if os.path.basename(word) in DAEMONS), None)


def daemons() -> dict[int, str]:
    """{pid: path of its program} of every daemon of an engine that this user can see, whoever started it."""
    found = {pid: daemon_program(pid) for pid in pids() if pid != os.getpid()}
    return {pid: program for pid, program in found.items() if program is not None}
