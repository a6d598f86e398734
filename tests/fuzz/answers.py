"""One command line in this process: what it answers, how long it thinks, and what must never be among that."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mindie_tui.__main__ import main
from tests.kit.foul import acted_on

SEED = 15
MOST_S = 2.0
"""CPU seconds of one answer: a shared machine makes it wait, and that is not its fault."""
HANG_S = 60
FAULT = "a fault of mindie-tui itself"


class Hang(BaseException):
    """Past `main`, which catches every Exception."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one command line said."""

    line: tuple[str, ...]
    status: int
    out: str
    err: str
    cpu_s: float


@dataclass
class Tally:
    """What a fuzzer has seen; `wrong` must stay empty."""

    name: str
    count: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def note(self, answer: Answer, about: str, more: str = "") -> None:
        """Judge an answer; `about` is what was tried, so that it can be tried again."""
        self.count += 1
        self.statuses[str(answer.status)] += 1
        self.slowest = max(self.slowest, answer.cpu_s)
        said = answer.out + answer.err
        flaws = [more] if more else []
        if FAULT in said or "Traceback (most recent" in said:
            flaws.append("a fault of ours")
        if answer.cpu_s > MOST_S:
            flaws.append(f"{answer.cpu_s:.1f} s")
        if acted := acted_on(said):
            flaws.append(f"raw {acted[:3]}")
        if answer.status not in (0, 1, 2, 3, 4, 64, 130):
            flaws.append(f"status {answer.status}")
        if flaws:
            self.wrong.append(f"{self.name} {about}: {', '.join(flaws)}\n    {answer.line}\n    {answer.err[:400]}")

    def __str__(self) -> str:
        statuses = ", ".join(f"{n} x {status}" for status, n in sorted(self.statuses.items()))
        figures = f"status {statuses}; slowest {self.slowest:.2f} s of CPU"
        return f"{self.name}: {self.count} tried; {figures}; {len(self.wrong)} wrong"


class _Output(io.TextIOWrapper):
    """A stream with a buffer, as a pipe has one, that is no terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)

    def text(self) -> str:
        return self.buffer.getvalue().decode("utf-8", "replace")  # type: ignore[attr-defined]


def asked(*line: str, stdin: bytes = b"") -> Answer:
    """Run one command line in this process. Raises Hang after a minute."""

    def hang(*_: Any) -> None:
        raise Hang(line)

    out, err = _Output(), _Output()
    given = io.TextIOWrapper(io.BytesIO(stdin))
    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(HANG_S)
    began = time.process_time()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _standard_input(given):
            try:
                status = main(list(line))
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else 1
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    return Answer(line, status, out.text(), err.text(), time.process_time() - began)


@contextlib.contextmanager
def _standard_input(stream: io.TextIOWrapper) -> Iterator[None]:
    import sys

    before, sys.stdin = sys.stdin, stream
    try:
        yield
    finally:
        sys.stdin = before


@contextlib.contextmanager
def own_folders(folder: Path) -> Iterator[None]:
    """HOME, state and configuration below `folder`, as long as the block runs."""
    names = {name: str(folder / name.lower()) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    before = {name: os.environ.get(name) for name in (*names, "SSH_AUTH_SOCK")}
    os.environ.update(names)
    os.environ.pop("SSH_AUTH_SOCK", None)
    for path in names.values():
        Path(path).mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)


PLACE = re.compile(r":\d+:\d+: ")
NASTY_TEXT = [
    "", " ", "~", "null", "true", "yes", "on", "0", "-1", "1e5", "012", "0x1F", "1_000", ".5", "12:30", "2026-01-01",
    ".inf", ".nan", "=", "<<", "*x", "&x", "!x y", "!!binary aGk=", "!!python/object:os.system x", "? x", "- x",
    "x: y: z",
    "{", "}", "[", "]", "'", '"', "|", ">", "%", "@", "`", "#", "\t", "\x00", "\x1b[31mred\x1b[0m",
    "\x1b]52;c;cHdu\x07", "\x9b2J", "\u202e", "\u200b", "\ufeff", "\ud800", "\U0001f600", "权重", "x" * 300, "../../x",
    "/dev/zero", "~nosuch/x", "~/x", "/", ".", "..", "a;touch /tmp/fuzzed", "$(touch /tmp/fuzzed)", "`id`", "{x}", "%s",
    "9" * 25, "9" * 5000, "-0", "1.0", "1e400", "<img src=x onerror=alert(1)>", "**b**", "a\nb", "a\r\nb",
]  # fmt: skip
NASTY_JSON: list[Any] = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e308, 1e-320, "", "x", "0", "true",
    [], {}, [[]], [{}], {"": None}, [None], [[0]], [[0, 0]], [["0"]], ["x"] * 50, "x" * 5000, "\u202e", "\x1b[2J",
    "权重",
    {"a": {"b": {"c": []}}}, "127.0.0.1", "::1", "0.0.0.0", "999.1.1.1", "/", "../..", '{"plugin_type":"mtp"}', "{",
]  # fmt: skip


def changed(rng: random.Random, value: Any, times: int) -> Any:
    """A JSON value with some of its places changed, removed, doubled or grown."""
    import copy

    made = copy.deepcopy(value)
    for _ in range(times):
        spots = list(_spots(made))
        if not spots:
            return rng.choice(NASTY_JSON)
        holder, key = rng.choice(spots)
        how = rng.random()
        if how < 0.55:
            holder[key] = copy.deepcopy(rng.choice(NASTY_JSON))
        elif how < 0.7:
            del holder[key]
        elif how < 0.85 and isinstance(holder, dict):
            name = rng.choice([str(key).swapcase(), f"{key}x", str(key)[1:], "x", *map(str, NASTY_TEXT[:60])])
            holder[name] = copy.deepcopy(rng.choice(NASTY_JSON))
        elif how < 0.92 and isinstance(holder, dict):
            holder.update({f"{key}{n}": n for n in range(rng.choice((3, 40, 150)))})
        else:
            holder[key] = _nested(holder[key], rng.choice((5, 70, 150)), rng.random() < 0.5)
    return made


def _nested(value: Any, depth: int, as_list: bool) -> Any:
    for _ in range(depth):
        value = [value] if as_list else {"x": value}
    return value


def _spots(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in list(pairs)[:60]:
        yield value, key
        if depth < 8:
            yield from _spots(item, depth + 1)


def broken_text(rng: random.Random, text: str, times: int) -> str:
    """A text with some of its lines and letters removed, doubled, swapped, or replaced by nasty ones."""
    for _ in range(times):
        lines = text.split("\n")
        at, how = rng.randrange(len(lines)), rng.random()
        if how < 0.15:
            del lines[at]
        elif how < 0.3:
            lines.insert(rng.randrange(len(lines)), lines[at])
        elif how < 0.4:
            lines[at] = " " * rng.randrange(5) + lines[at].lstrip()
        elif how < 0.65:
            head, colon, _ = lines[at].partition(":")
            lines[at] = f"{head}{colon} {rng.choice(NASTY_TEXT)}" if colon else rng.choice(NASTY_TEXT)
        elif how < 0.75:
            lines[at] = f"{rng.choice(NASTY_TEXT)}: {lines[at]}"
        elif how < 0.95 and lines[at]:
            spot = rng.randrange(len(lines[at]))
            lines[at] = lines[at][:spot] + rng.choice(NASTY_TEXT) + lines[at][spot + rng.randrange(3) :]
        else:
            lines = lines[: at + 1]
        text = "\n".join(lines)
    return text
