"""AISBench's arithmetic without numpy: time points -> the cells of <dataset>.csv and <dataset>.json, to the last digit.

Formulas and rounding: summarizers/default_perf.py and calculators/base_perf_metric_calculator.py of
ais_bench_benchmark 3.1.20260630 (facts: seconds are rounded to four digits before they become milliseconds).
"""

from __future__ import annotations

import json
import math
import sqlite3
import struct

TYPE_CHECKING = False  # typing itself would make each start slower
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from typing import TypedDict

    from ais_bench_words import Document

    class Columns(TypedDict):
        """What was measured of each successful request, in seconds and tokens."""

        E2EL: list[float]
        TTFT: list[float]
        TPOT: list[float]
        ITL: list[list[float]]
        InputTokens: list[int]
        OutputTokens: list[int]
        OutputTokenThroughput: list[float]
        span: list[tuple[float, float]]


STATISTICS = ("Average", "Min", "Max", "Median", "P75", "P90", "P99")


def blob(times: Sequence[float]) -> bytes:
    """An array as numpy.save writes it, format 1.0."""
    head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': ({len(times)},), }}"
    head = head.ljust(128 - 10 - 1) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + struct.pack(f"<{len(times)}d", *times)


def times_of(data: bytes) -> list[float]:
    """A blob back into a list."""
    (length,) = struct.unpack_from("<H", data, 8)
    body = data[10 + length :]
    return list(struct.unpack(f"<{len(body) // 8}d", body))


def load(lines: Iterable[str], database: Path) -> list[tuple[Document, list[float]]]:
    """(request, its times) of every line of a details or tmp file."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as link:
        stored = {number: times_of(data) for number, data in link.execute("SELECT id, arr_blob FROM numpy_store")}
    link.close()
    requests = [json.loads(line) for line in lines if line.strip()]
    return [(one, stored.get((one["time_points"] or {}).get("__db_ref__"), [])) for one in requests]


def percentile(ordered: Sequence[float], percent: float) -> float:
    """numpy's linear percentile of a sorted list."""
    at = (len(ordered) - 1) * percent / 100
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    part = at - low
    a, b = ordered[low], ordered[high]
    return b - (b - a) * (1 - part) if part >= 0.5 else a + (b - a) * part  # numpy's lerp, the same last digit


def statistics(values: Sequence[float]) -> list[float]:
    ordered = sorted(values)
    average = math.fsum(values) / len(values)
    return [average, ordered[0], ordered[-1], *(percentile(ordered, p) for p in (50, 75, 90, 99))]


def per_request(loaded: Iterable[tuple[Document, list[float]]]) -> Columns:
    """The measured columns of the successful requests, in the order of the file."""
    columns: Columns = {
        "E2EL": [],
        "TTFT": [],
        "TPOT": [],
        "ITL": [],
        "InputTokens": [],
        "OutputTokens": [],
        "OutputTokenThroughput": [],
        "span": [],
    }
    for one, times in loaded:
        if not one["success"] or len(times) < 2:
            continue
        end, first = times[-1] - times[0], times[1] - times[0]
        tokens = one["output_tokens"]
        columns["E2EL"].append(end)
        columns["TTFT"].append(first)
        columns["TPOT"].append((end - first) / (tokens - 1) if tokens > 1 else 0.0)
        columns["ITL"].append([b - a for a, b in zip(times[1:], times[2:], strict=False)])
        columns["InputTokens"].append(one["input_tokens"])
        columns["OutputTokens"].append(tokens)
        columns["OutputTokenThroughput"].append(tokens / end if end else 0.0)
        columns["span"].append((times[0], times[-1]))
    return columns


def ms(seconds: float) -> str:
    return f"{round(round(seconds, 4) * 1000, 4)} ms"


def rows(columns: Columns) -> list[list[str]]:
    """The csv: header and rows, cells as text."""
    table = [["Performance Parameters", "Stage", *STATISTICS, "N"]]
    count = len(columns["E2EL"])

    def add(name: str, values: Sequence[float], n: int, cell: Callable[[float], str]) -> None:
        table.append([name, "total", *(cell(value) for value in statistics(values)), str(n)])

    add("E2EL", columns["E2EL"], count, ms)
    if any(columns["TTFT"]):
        add("TTFT", columns["TTFT"], count, ms)
    if any(columns["TPOT"]):
        add("TPOT", columns["TPOT"], sum(1 for value in columns["TPOT"] if value), ms)
    if columns["ITL"] and any(columns["ITL"][0]):
        pool = [gap for gaps in columns["ITL"] for gap in gaps]
        add("ITL", pool, sum(1 for gaps in columns["ITL"] if any(gaps)), ms)
    add("InputTokens", columns["InputTokens"], count, lambda value: str(round(float(value), 4)))
    add("OutputTokens", columns["OutputTokens"], count, lambda value: str(round(float(value), 4)))
    add("OutputTokenThroughput", columns["OutputTokenThroughput"], count, lambda value: f"{round(value, 4)} token/s")
    return table


def common(columns: Columns, total: int, asked_concurrency: int) -> dict[str, dict[str, str | float]]:
    """The json: each metric of the whole run, under its stage."""
    spans = columns["span"]
    duration = max(end for _, end in spans) - min(start for start, _ in spans)
    good = len(spans)
    tokens_in, tokens_out = sum(columns["InputTokens"]), sum(columns["OutputTokens"])
    values: dict[str, str | float] = {
        "Benchmark Duration": f"{round(duration * 1000, 4)} ms",
        "Total Requests": total,
        "Failed Requests": total - good,
        "Success Requests": good,
        "Concurrency": round(math.fsum(columns["E2EL"]) / duration, 4),
        "Max Concurrency": asked_concurrency,
        "Request Throughput": f"{round(good / duration, 4)} req/s",
        "Total Input Tokens": tokens_in,
        "Prefill Token Throughput": f"{round(tokens_in / math.fsum(columns['TTFT']), 4)} token/s",
        "Total Generated Tokens": tokens_out,
        "Input Token Throughput": f"{round(tokens_in / duration, 4)} token/s",
        "Output Token Throughput": f"{round(tokens_out / duration, 4)} token/s",
        "Total Token Throughput": f"{round((tokens_in + tokens_out) / duration, 4)} token/s",
    }
    return {name: {"total": value} for name, value in values.items()}
