"""One line of MindIE's log taken apart: time, level, message, source file. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Level = Literal["", "D", "I", "W", "E"]
LEVELS: tuple[tuple[Level, str], ...] = (
    ("", "all levels"),
    ("I", "INFO and up"),
    ("W", "WARN and up"),
    ("E", "ERROR only"),
)
"""What `l` goes through: the least level that is shown, and its words."""
_LETTERS: dict[str, Level] = {
    "DEBUG": "D",
    "INFO": "I",
    "WARN": "W",
    "ERROR": "E",
    "CRIT": "E",
    "FATAL": "E",
    "EVENT": "I",
}
_SERVICE = re.compile(
    r"\[\d{4}-\d\d-\d\d[ T](?P<time>\d\d:\d\d:\d\d(?:[.,]\d{1,3})?)[^\]]*\] ?"
    r"(?:\[(?!DEBUG|INFO|WARN|ERROR|CRIT|FATAL)[^\]]*\] ?){0,4}"
    r"\[(?P<level>DEBUG|INFO|WARN|ERROR|CRIT|FATAL)[A-Z]*\] ?"
    r"(?:\[(?P<source>[\w./-]+:\d+)\] ?)?:? ?(?P<message>.*)"
)
"""[2025-11-25 17:50:00.000001] [240] [245] [llm] [INFO] [grpc_communicator.cpp:203] gRPC server started"""
_PLOG = re.compile(
    r"\[(?P<level>DEBUG|INFO|WARNING|ERROR|EVENT)\] ?\w+\([^)]*\):"
    r"\d{4}-\d\d-\d\d-(?P<time>\d\d:\d\d:\d\d\.\d{3})[.\d]* ?"
    r"\[(?P<source>[\w./-]+:\d+)\] ?(?:\[\d+\])?(?P<message>.*)"
)
"""[ERROR] HCCL(2717288,python3):2025-07-23-03:47:57.070.463 [hccl_socket.cc:100] [2717288][HcclSocket] ..."""
_STAMPED = re.compile(r"\[\d{4}-\d\d-\d\d[ T](?P<time>\d\d:\d\d:\d\d(?:[.,]\d{1,3})?)[^\]]*\] ?(?P<message>.*)")
"""[2025-11-25 17:50:00.806+08:00] [240] [a3-01] [system] [server] [Start mindie server] [success]: no level"""
_RAISED = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception)\b")
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class LogLine:
    time: str
    """"17:50:00.000", empty where the line has none."""
    level: Level
    message: str
    source: str
    """"grpc_communicator.cpp:203", or empty."""


@lru_cache(maxsize=4096)
def parse(line: str) -> LogLine:
    """The parts of a line; one of another form is all message."""
    line = line[:_LONGEST]
    found = _SERVICE.match(line) or _PLOG.match(line)
    if found is None and (stamped := _STAMPED.match(line)) is not None:
        return LogLine(stamped["time"].replace(",", "."), "", stamped["message"].strip(), "")
    if found is None:
        return LogLine("", "E" if _RAISED.match(line) else "", line, "")
    word = found["level"]
    level: Level = next((letter for head, letter in _LETTERS.items() if word.startswith(head)), "")
    return LogLine(
        found["time"].replace(",", "."), level, found["message"].strip(), (found["source"] or "").rsplit("/", 1)[-1]
    )


def seconds_of(time: str) -> float:
    """ "17:50:00.250" in seconds of its day."""
    hours, minutes, seconds = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def since(time: str, zero: float) -> str:
    """The time since `zero`, in seconds of a day, as "2:41.120" or "1:02:41.120"; after a day it starts again."""
    thousandths = round((seconds_of(time) - zero) * 1000) % 86_400_000
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{rest // 1000:02d}.{rest % 1000:03d}"


def shown(line: LogLine, least: Level) -> bool:
    """Whether a line is of this level or above; one without a level counts as INFO."""
    order = "DIWE"
    return not least or order.index(line.level or "I") >= order.index(least)
