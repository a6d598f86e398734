"""What the demo's MindIE prints: plain lines always, [llm] and [server] lines as MINDIE_LOG_LEVEL and _TO_STDOUT say.

As with the real one, the set_env.sh files silence it: without INFO and 1 exported after them most phase lines are
missing on standard output. The same lines go to ~/mindie/log/debug when MINDIE_LOG_TO_FILE is not 0.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from pathlib import Path

LEVELS = ("DEBUG", "INFO", "WARN", "ERROR", "CRITICAL")


def plain(text: str, end: str = "\n") -> None:
    """cout and cerr: a line that no setting silences. One write, so that processes do not cut each other's lines."""
    try:
        os.write(1, (text + end).encode())
    except OSError:
        pass  # nobody reads any more; a daemon goes on


def _asked(name: str, default: str) -> str:
    """The first of "llm:INFO; server:WARN", which is how these variables may be written."""
    return os.environ.get(name, default).split(";")[0].split(":")[-1].strip().upper()


class MindieLog:
    def __init__(self) -> None:
        wanted = _asked("MINDIE_LOG_LEVEL", "INFO")
        self.level = LEVELS.index(wanted) if wanted in LEVELS else 1
        self.to_stdout = _asked("MINDIE_LOG_TO_STDOUT", "0") in ("1", "TRUE")
        self.pid = os.getpid()
        self._files: dict[str, int] = {}
        self._to_file = os.environ.get("MINDIE_LOG_TO_FILE", "1") != "0"

    def llm(self, level: str, place: str, text: str, *, pid: int | None = None, thread: int | None = None) -> None:
        now = datetime.now()
        head = f"[{now:%Y-%m-%d %H:%M:%S.%f}] [{pid or self.pid}] [{thread or self.pid + 5}] [llm] [{level}]"
        self._say("llm", level, f"{head} [{place}] {text}")

    def server(self, level: str, place: str, text: str) -> None:
        self._say("server", level, f"{self._head()} [{self.pid + 2}] [server] [{level}] [{place}] : {text}")

    def audit(self, *words: str) -> None:
        """The lines of who did what: [Start mindie server] [success]."""
        line = " ".join(f"[{word}]" for word in (os.environ["MINDIE_DEMO_NAME"], *words))
        self._say("server", "INFO", f"{self._head()} {line}")

    def _head(self) -> str:
        now = datetime.now().astimezone()
        zone = f"{now:%z}"
        return f"[{now:%Y-%m-%d %H:%M:%S}.{now.microsecond // 1000:03d}{zone[:3]}:{zone[3:]}] [{self.pid}]"

    def _say(self, part: str, level: str, line: str) -> None:
        if LEVELS.index(level) < self.level:
            return
        if self.to_stdout:
            plain(line)
        if self._to_file:
            try:
                os.write(self._file(part), (line + "\n").encode())
            except OSError:
                self._to_file = False  # disk full or folder gone: the daemon goes on

    def _file(self, part: str) -> int:
        if part not in self._files:
            folder = Path.home() / "mindie" / "log" / "debug"
            folder.mkdir(parents=True, exist_ok=True)
            name = f"mindie-{part}_{self.pid}_{time.strftime('%Y%m%d%H%M%S')}.log"
            self._files[part] = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
        return self._files[part]
