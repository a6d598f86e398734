"""AISBench's two result tables, <dataset>.csv and <dataset>.json -> the numbers of one point, as in report.json."""

from __future__ import annotations

import csv
import io
import json
import math
from typing import Any

from mindie_tui.model.message import Message

# Names are compared without case and spaces: releases of 2025 write "Total generated tokens".
_ROWS = {"ttft": "ttft_ms", "tpot": "tpot_ms", "itl": "itl_ms", "e2el": "e2el_ms"}
_TOKENS = {
    "inputtokens": "input_per_request",
    "outputtokens": "output_per_request",
    "generatedtokens": "output_per_request",
    "outputtokenthroughput": "output_tok_s_per_request",
}
_COLUMNS = {"average": "avg", "min": "min", "max": "max", "median": "p50"}
_THROUGHPUT = {
    "outputtokenthroughput": "output_tok_s",
    "requestthroughput": "request_s",
    "inputtokenthroughput": "input_tok_s",
    "totaltokenthroughput": "total_tok_s",
    "prefilltokenthroughput": "prefill_tok_s",
}
_OUTPUT = ("totalgeneratedtokens", "totaloutputtokens")


def _word(name: object) -> str:
    """A name of AISBench's tables as it is looked up."""
    return "".join(str(name).split()).casefold()


def _number(cell: object) -> float | int:
    """A cell without its unit ("1165.3 ms", "3.6655 req/s", 20); ValueError for anything else."""
    text = str(cell).split(" ")[0]
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(Message("{text} is not a measurement", text=text))
    return int(text) if text.lstrip("-").isdigit() else value


def point(csv_text: str, json_text: str) -> dict[str, Any]:
    """The point of report.json out of AISBench's csv and json; rows that AISBench left out are not there.

    Units as in AISBench: ms, tokens a second; duration_s in seconds. The stage is the table's only one: "total", or
    "stable", which `stage` then says. Raises ValueError with a sentence where a table is not AISBench's or is cut off.
    """
    try:
        table = json.loads(json_text)
        stages = {_word(name): values for name, values in table.items()}
        common = {name: _number(next(iter(values.values()))) for name, values in stages.items()}
        stage = str(next(iter(stages["benchmarkduration"])))
        duration = common["benchmarkduration"]
        requests = {key: common[f"{key}requests"] for key in ("total", "success", "failed")}
        concurrency = {"asked": common["maxconcurrency"], "reached": common["concurrency"]}
        latency, tokens = _statistics(csv_text)
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration) as error:
        raise ValueError(
            Message("AISBench's tables cannot be read ({kind}: {error})", kind=type(error).__name__, error=error)
        ) from None
    return {
        "duration_s": round(duration / 1000, 7),
        "requests": requests,
        "concurrency": concurrency,
        "throughput": {key: common[name] for name, key in _THROUGHPUT.items() if name in common},
        "latency": latency,
        "tokens": {
            "input": common.get("totalinputtokens"),
            "output": next((common[name] for name in _OUTPUT if name in common), None),
        }
        | tokens,
    } | ({} if stage == "total" else {"stage": stage})


def _statistics(csv_text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rows of the csv: (latencies, tokens per request), each {avg, min, max, p50 .., n}."""
    rows = list(csv.reader(io.StringIO(csv_text)))
    head = rows[0]
    if [_word(name) for name in head[:2]] != ["performanceparameters", "stage"] or len(rows) < 2:
        raise ValueError("the csv does not begin with Performance Parameters,Stage and a row")
    latency: dict[str, Any] = {}
    tokens: dict[str, Any] = {}
    for row in rows[1:]:
        if len(row) != len(head):
            raise ValueError(
                Message(
                    "the row {row!r} has {count} cells, not {count2}",
                    row=row[0] if row else "",
                    count=len(row),
                    count2=len(head),
                )
            )
        columns = [_word(name) for name in head[2:]]
        values = {_COLUMNS.get(name, name): _number(cell) for name, cell in zip(columns, row[2:], strict=True)}
        if (name := _word(row[0])) in _ROWS:
            latency[_ROWS[name]] = values
        elif name in _TOKENS:
            tokens[_TOKENS[name]] = values
    order = [key for key in _ROWS.values() if key in latency]
    return {key: latency[key] for key in order}, tokens
