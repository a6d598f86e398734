"""AISBench's arithmetic without numpy: to the last digit that of a real run."""

import json
import sqlite3
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def tables(program):
    return program("ais_bench_tables")


def test_the_arithmetic_equals_a_real_runs_tables_to_the_last_digit(tables):
    lines = (DATA / "gsm8k_details.jsonl").read_text().splitlines()
    loaded = tables.load(lines, DATA / "gsm8k_time_points.db")
    columns = tables.per_request(loaded)
    text = "".join(",".join(row) + "\r\n" for row in tables.rows(columns))
    assert text.encode() == (DATA / "gsm8k.csv").read_bytes()
    common = tables.common(columns, len(loaded), 5)
    assert json.dumps(common, indent=4) == (DATA / "gsm8k.json").read_text()


def test_an_array_is_written_as_numpy_writes_it(tables):
    link = sqlite3.connect(f"file:{DATA / 'gsm8k_time_points.db'}?mode=ro", uri=True)
    for (real,) in link.execute("SELECT arr_blob FROM numpy_store"):
        assert tables.blob(tables.times_of(real)) == real
    link.close()


@pytest.mark.parametrize(("percent", "value"), [(0, 1.0), (50, 2.5), (75, 3.25), (99, 3.97), (100, 4.0)])
def test_a_percentile_lies_between_its_neighbours(tables, percent, value):
    assert tables.percentile([1.0, 2.0, 3.0, 4.0], percent) == pytest.approx(value)
