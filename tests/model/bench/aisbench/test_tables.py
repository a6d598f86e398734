"""AISBench's tables of recorded runs as the point of a report, and what is no table."""

from __future__ import annotations

import pytest

from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from tests.kit import recording


def test_the_tables_of_the_sample_become_the_point_of_a_report() -> None:
    texts = [(recording.FOLDER / name).read_text() for name in ("gsm8k.csv", "gsm8k.json")]
    point = aisbench_tables.point(*texts)
    assert point["duration_s"] == 5.4563017
    assert point["requests"] == {"total": 20, "success": 20, "failed": 0}
    assert point["concurrency"] == {"asked": 5, "reached": 4.2714}
    assert point["throughput"]["output_tok_s"] == 120.0447
    assert point["latency"]["ttft_ms"] == {
        "avg": 153.5, "min": 152.5, "max": 156.0, "p50": 153.4, "p75": 153.7, "p90": 154.4, "p99": 155.8, "n": 20,
    }  # fmt: skip
    assert list(point["latency"]) == ["ttft_ms", "tpot_ms", "itl_ms", "e2el_ms"]


HALF = '{"Benchmark Duration": {"total": "1 ms"}}'


@pytest.mark.parametrize("csv, json", [("", "{}"), ("a,b\r\n", HALF), ("x", "[")])
def test_a_table_that_is_cut_off_is_no_table(csv: str, json: str) -> None:
    with pytest.raises(ValueError, match="AISBench's tables cannot be read"):
        aisbench_tables.point(csv, json)


def test_a_csv_cut_in_a_row_is_no_table() -> None:
    csv, json = recording.tables("perf200_c20_debug")
    with pytest.raises(ValueError, match="cells"):
        aisbench_tables.point(csv[:200], json)
