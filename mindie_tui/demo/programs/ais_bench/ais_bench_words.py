"""What the demo's ais_bench prints and how: log lines with colours also on pipes, tqdm's bars, tables, error codes."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Any

    Json = Any
    Document = dict[str, Json]
    """A task, a model or a data set of the configuration, a line of a result."""
    Frame = tuple[str, int, str, str]

SPEED = float(os.environ.get("MINDIE_DEMO_SPEED", "1"))
COLOURS = {"INFO": 32, "WARNING": 33, "ERROR": 31}
HELP = "https://ais-bench-benchmark.readthedocs.io/zh-cn/latest/faqs/error_codes.html"
EIGHTHS = " ▏▎▍▌▋▊▉█"


def pause(seconds: float) -> None:
    """The real one imports torch and friends here."""
    time.sleep(seconds / SPEED)


def err(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def log(level: str, text: str) -> None:
    now = datetime.now()
    stamp = f"{now:%Y-%m-%d %H:%M:%S},{now.microsecond // 1000:03d}"
    err(f"[{stamp}] [ais_bench] [\x1b[{COLOURS[level]}m{level}\x1b[0m] {text}\n")


def info(text: str) -> None:
    log("INFO", text)


def warn(text: str) -> None:
    log("WARNING", text)


def clock(seconds: float) -> str:
    whole = int(seconds)
    if whole >= 3600:
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return f"{whole // 60:02d}:{whole % 60:02d}"


def bar(title: str, done: int, total: int, seconds: float, unit: str) -> str:
    """One state of tqdm's line, ten columns wide; it is rewritten with a carriage return."""
    part = done / total if total else 0
    eighths = int(part * 80)
    drawn = "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths < 80 else "")
    rate = done / seconds if seconds > 0 else 0
    speed = f"?{unit}/s" if not rate else f"{rate:5.2f}{unit}/s" if rate >= 1 else f"{1 / rate:5.2f}s/{unit}"
    left = clock((total - done) / rate) if rate else "?"
    return f"\r{title}: {int(part * 100):3d}%|{drawn:10}| {done}/{total} [{clock(seconds)}<{left}, {speed}]"


def grid(rows: Sequence[Sequence[object]], numeric: Collection[int] = ()) -> str:
    """tabulate's `psql`-like table of the failure reasons: a header and rows, +---+ around."""
    widths = [max(len(str(row[n])) for row in rows) for n in range(len(rows[0]))]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"

    def line(row: Sequence[object], header: bool = False) -> str:
        cells = [
            f" {cell!s:>{width}} " if n in numeric and not header else f" {cell!s:<{width}} "
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "|" + "|".join(cells) + "|"

    return "\n".join([rule, line(rows[0], header=True), rule, *(line(row) for row in rows[1:]), rule])


def fancy_grid(rows: Sequence[Sequence[object]], centred: Collection[int] = ()) -> str:
    """tabulate's `fancy_grid`: the two result tables on standard output. It leaves a header two columns of room."""
    widths = [max(len(str(rows[0][n])) + 2, *(len(str(row[n])) for row in rows[1:])) for n in range(len(rows[0]))]

    def rule(left: str, mid: str, right: str, dash: str) -> str:
        return left + mid.join(dash * (width + 2) for width in widths) + right

    def line(row: Sequence[object]) -> str:
        cells = [
            f" {cell!s:^{width}} " if n in centred else f" {cell!s:<{width}} "
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "│" + "│".join(cells) + "│"

    body = [line(rows[0]), rule("╞", "╪", "╡", "═")]
    for n, row in enumerate(rows[1:]):
        body += ([rule("├", "┼", "┤", "─")] if n else []) + [line(row)]
    return "\n".join([rule("╒", "╤", "╕", "═"), *body, rule("╘", "╧", "╛", "═")]) + "\n"


def coded(name: str, code: str, title: str, text: str) -> str:
    """The last line of a traceback of AISBench: class, code and title in colours, sentence, where to read on."""
    return (
        f"ais_bench.benchmark.utils.logging.exceptions.{name}: [\x1b[1m\x1b[41m\x1b[33m{code}\x1b[0m]"
        f"\x1b[1m\x1b[31m{title}\x1b[0m. {text} | Visit \x1b[4m\x1b[35m{HELP}#{code.lower()}\x1b[0m for further help.\n"
    )


SITE = "/usr/local/lib/python3.11/site-packages/ais_bench/benchmark"


def traceback(frames: Sequence[Frame], last: str) -> None:
    err("Traceback (most recent call last):\n")
    for file, line, name, source in frames:
        err(f'  File "{SITE}/{file}", line {line}, in {name}\n')
        err(f"    {source}\n")
    err(last)
