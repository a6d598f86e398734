"""A shell of a person: on a pseudo-terminal, with a `mindie-tui` in its PATH."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.kit.waiting import until


def install(folder: Path) -> None:
    """Put a `mindie-tui` of this tree into the folder."""
    program = folder / "mindie-tui"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mindie_tui "$@"\n')
    program.chmod(0o755)


class Terminal:
    """What is typed into a shell, and what it has shown since the last line was begun."""

    def __init__(self, master: int) -> None:
        self._master = master
        self.seen = b""

    def type(self, text: bytes) -> None:
        os.write(self._master, text)

    def forget(self) -> None:
        """Wait for what comes from here on."""
        self.seen = b""

    async def shows(self, text: bytes, what: str) -> None:
        await until(lambda: self._holds(text), what)

    def _holds(self, text: bytes) -> bool:
        while select.select([self._master], [], [], 0)[0]:
            self.seen += os.read(self._master, 4096)
        return text in self.seen


@contextmanager
def terminal(words: Sequence[str], folder: Path, env: Mapping[str, str]) -> Iterator[Terminal]:
    """The shell of `words`, begun in `folder` and ended with the block."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        words, env=env, cwd=folder, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    try:
        yield Terminal(master)
    finally:
        process.kill()
        process.wait()
        os.close(master)
        os.close(slave)
