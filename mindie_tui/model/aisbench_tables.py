"""AISBench's two result tables, <dataset>.csv and <dataset>.json -> the numbers of one point, as in report.json."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

_ROWS = {"TTFT": "ttft_ms", "TPOT": "tpot_ms", "ITL": "itl_ms", "E2EL": "e2el_ms"}
_TOKENS = {
    "InputTokens": "input_per_request",
    "OutputTokens": "output_per_request",
    "OutputTokenThroughput": "output_tok_s_per_request",
}
_COLUMNS = {"Average": "avg", "Min": "min", "Max": "max", "Median": "p50"}
_THROUGHPUT = {
    "Output Token Throughput": "output_tok_s",
    "Request Throughput": "request_s",
    "Input Token Throughput": "input_tok_s",
    "Total Token Throughput": "total_tok_s",
    "Prefill Token Throughput": "prefill_tok_s",
}


def _number(cell: object) -> float | int:
    """A cell without its unit ("1165.3 ms", "3.6655 req/s", 20); ValueError for anything else."""
    text = str(cell).split(" ")[0]
    value = float(text)
    return int(text) if text.lstrip("-").isdigit() else value


def point(csv_text: str, json_text: str) -> dict[str, Any]:
    """The point of report.json out of AISBench's csv and json; rows that AISBench left out are not there.

    Units as in AISBench: ms, tokens a second; duration_s in seconds. The stage is the table's only one: "total", or
    "stable", which `stage` then says. Raises ValueError with a sentence where a table is not AISBench's or is cut off.
    """
    try:
        table = json.loads(json_text)
        common = {name: _number(next(iter(stages.values()))) for name, stages in table.items()}
        stage = str(next(iter(table["Benchmark Duration"])))
        duration = common["Benchmark Duration"]
        requests = {key: common[f"{word} Requests"] for key, word in _REQUESTS.items()}
        concurrency = {"asked": common["Max Concurrency"], "reached": common["Concurrency"]}
        latency, tokens = _statistics(csv_text)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise ValueError(f"AISBench's tables cannot be read ({type(error).__name__}: {error})") from None
    return {
        "duration_s": round(duration / 1000, 7),
        "requests": requests,
        "concurrency": concurrency,
        "throughput": {key: common[name] for name, key in _THROUGHPUT.items() if name in common},
        "latency": latency,
        "tokens": {"input": common.get("Total Input Tokens"), "output": common.get("Total Generated Tokens")} | tokens,
    } | ({} if stage == "total" else {"stage": stage})


_REQUESTS = {"total": "Total", "success": "Success", "failed": "Failed"}


def _statistics(csv_text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rows of the csv: (latencies, tokens per request), each {avg, min, max, p50 .., n}."""
    rows = list(csv.reader(io.StringIO(csv_text)))
    head = rows[0]
    if head[:2] != ["Performance Parameters", "Stage"] or len(rows) < 2:
        raise ValueError("the csv does not begin with Performance Parameters,Stage and a row")
    latency: dict[str, Any] = {}
    tokens: dict[str, Any] = {}
    for row in rows[1:]:
        if len(row) != len(head):
            raise ValueError(f"the row {row[0] if row else ''!r} has {len(row)} cells, not {len(head)}")
        values = {_COLUMNS.get(name, name.lower()): _number(cell) for name, cell in zip(head[2:], row[2:], strict=True)}
        if row[0] in _ROWS:
            latency[_ROWS[row[0]]] = values
        elif row[0] in _TOKENS:
            tokens[_TOKENS[row[0]]] = values
    order = [key for key in _ROWS.values() if key in latency]
    return {key: latency[key] for key in order}, tokens
