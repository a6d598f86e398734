"""The worker of the demo's MindIE as its daemon sees it: started with a job, told lines, watched, killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any


class Worker:
    """One process represents one per NPU; it runs from its creation."""

    def __init__(self, job: Mapping[str, Any]) -> None:
        program = Path(__file__).with_name("mindie_llm_backend.py")
        command = [sys.executable, "-S", "-E", str(program)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        self.pid = self._process.pid
        self._words: IO[bytes] = _piped(self._process.stderr)
        os.set_blocking(self._words.fileno(), False)
        self.tell(json.dumps(job).encode() + b"\n")

    @property
    def status(self) -> int | None:
        """None while it lives; negative where a signal ended it."""
        return self._process.poll()

    @property
    def says_loaded(self) -> bool:
        """Whether it has printed that since the last look."""
        return b"loaded" in (self._words.read() or b"")

    def tell(self, line: bytes) -> None:
        to = _piped(self._process.stdin)
        to.write(line)
        to.flush()

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def _piped(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream  # a PIPE
    return stream
