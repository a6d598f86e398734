"""What CANN and the kernel of a demo node write beside MindIE's own log: ~/ascend/log/debug/plog, and the journal."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


def begin() -> None:
    """CANN's log of this process begins, as it does with the first call of the runtime."""
    pid, now = os.getpid(), datetime.now()
    stamp = f"{now:%Y-%m-%d-%H:%M:%S}.{now.microsecond // 1000:03d}.{now.microsecond % 1000:03d}"
    folder = Path.home() / "ascend" / "log" / "debug" / "plog"
    lines = (
        f"[EVENT] ASCENDCL({pid},mindie_llm):{stamp} [acl.cpp:164]{pid} aclInit: start to execute aclInit\n"
        f"[EVENT] PROFILING({pid},mindie_llm):{stamp} [msprof_callback_impl.cpp:339] >>> (tid:{pid}) begin\n"
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"plog-{pid}_{now:%Y%m%d%H%M%S%f}.log").write_text(lines)
    except OSError:
        pass  # the daemon goes on without


def killed(pid: int, faults: Mapping[str, Any]) -> None:
    """The journal reports a worker that the kernel killed, where the node has the fault `oom`."""
    if not faults.get("oom"):
        return
    words = f"Out of memory: Killed process {pid} (mindie_llm_backe) total-vm:98304000kB, anon-rss:95201280kB, UID:0"
    now = datetime.now().astimezone()
    line = f"{now:%Y-%m-%dT%H:%M:%S%z} {os.environ['MINDIE_DEMO_NAME']} kernel: {words}\n"
    with open(Path(os.environ["MINDIE_DEMO_NODE"]) / "state" / "kernel.log", "a", encoding="utf-8") as file:
        file.write(line)
