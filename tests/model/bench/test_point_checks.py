"""Figures that cannot be true together, on tables that people showed in public and on real ones."""

import copy
import json
from pathlib import Path

import pytest

from mindie_tui.model.bench import comparison
from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from mindie_tui.model.bench.point_checks import doubts, is_baseline, sound, with_doubts
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.report.notes import notes
from tests.kit import recording

SAMPLES = Path(__file__).parents[1] / "samples" / "aisbench"
STREAMED = ("ttft_ms", "tpot_ms", "itl_ms")


def table(case):
    return aisbench_tables.point(*(next(SAMPLES.glob(f"{case}-*/performance.{kind}")).read_text()
                                   for kind in ("csv", "json")))  # fmt: skip


def real():
    return aisbench_tables.point(*recording.tables("perf200_c20_debug"))


def said(point, streams=True):
    return " | ".join(notes(point, None, streams=streams))


@pytest.mark.parametrize("run", ["perf200_c20_debug", "perf2000_c50_debug", "perf40_c20_plain",
                                 "perf_sigint_group_debug"])  # fmt: skip
def test_a_real_table_has_nothing_to_doubt(run):
    point = aisbench_tables.point(*recording.tables(run))
    assert doubts(point) == () and with_doubts(point, streams=True) == point and is_baseline(point)


def test_the_counters_of_a_build_of_2025_are_read():
    point = table("A01")
    assert point["tokens"]["output"] == 2299 and doubts(point) == ()
    csv, common = (next(SAMPLES.glob(f"A01-*/performance.{kind}")).read_text() for kind in ("csv", "json"))
    assert aisbench_tables.point(csv.lower(), common.lower())["throughput"] == point["throughput"]


def test_an_answer_in_one_piece_has_no_ttft():
    point = table("A02")
    words = said(point)
    assert "TTFT equals E2EL although an answer has 900 tokens" in words and "does not stream" in words
    assert "answers of more than one token" not in words
    assert not set(STREAMED) & set(with_doubts(point, streams=True)["latency"])


def test_of_answers_that_were_not_streamed_ttft_is_not_reported_nor_compared():
    point = table("A06")
    assert "TTFT and TPOT were not measured: the answers were not streamed" in said(point, streams=False)
    held = with_doubts(point, streams=False)
    assert "ttft_ms" not in held["latency"] and held["latency"]["e2el_ms"] == point["latency"]["e2el_ms"]
    old = point | {"key": {"batch_size": 1}}  # of a version that reported it
    compared = comparison.compare([held | {"key": old["key"], "doubts": {"latency": list(STREAMED)}}],
                                  {"points": [old]}, Baseline())  # fmt: skip
    assert compared and not [c for c in compared if c.metric.startswith("ttft")]


def test_successes_without_one_token_measure_nothing():
    point = table("A07")
    assert "8 of 8 requests succeeded with 0 output tokens: nothing was generated" in said(point)
    held = with_doubts(point, streams=True)
    assert held["doubts"]["worthless"] and not is_baseline(held) and not is_baseline(point)
    assert comparison.compare([held], {"points": [real()]}, Baseline()) == ()
    assert comparison.gaps([real()], {"points": [held]}) == ()


def test_one_token_answers_have_a_ttft():
    point = real()
    for stat, value in point["latency"]["e2el_ms"].items():
        point["latency"]["ttft_ms"][stat] = value
    point["tokens"]["output_per_request"] = dict.fromkeys(point["tokens"]["output_per_request"], 1.0)
    assert not [d for d in doubts(point) if d.spoils]


def test_a_proxy_that_sends_all_at_once_is_seen():
    point = real()
    for stat, value in point["latency"]["e2el_ms"].items():
        point["latency"]["ttft_ms"][stat] = value - 0.3
    point["tokens"] = {"output": 200 * 32, "output_per_request": {"avg": 32.0}}
    assert "A proxy collects the answer" in said(point)


@pytest.mark.parametrize(
    ("at", "value", "words"),
    [
        (("requests", "success"), 180, "which is not the 200 in all"),
        (("latency", "e2el_ms", "p50"), 9e6, "the table contradicts itself"),
        (("latency", "ttft_ms", "min"), -3.0, "negative"),
        (("latency", "ttft_ms", "p99"), 9e4, "no first token comes after the whole answer"),
        (("tokens", "output"), 17, "are not the 17 output tokens in all"),
        (("throughput", "output_tok_s"), 999.0, "are not 999 token/s"),
        (("throughput", "request_s"), 99.0, "are not 99 requests a second"),
        (("duration_s",), 0.9, "the tables are not of one load"),
    ],
)
def test_figures_that_exclude_each_other_are_said_and_are_no_baseline(at, value, words):
    point = copy.deepcopy(real())
    inner = point
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    assert words in said(point)
    held = with_doubts(point, streams=True)
    assert not is_baseline(held) and comparison.compare([real()], {"points": [held]}, Baseline())[0].verdict == "new"
    assert sound(held).get("latency") is None


def test_a_stream_without_ttft_says_so():
    point = real()
    del point["latency"]["ttft_ms"], point["latency"]["tpot_ms"]
    assert "TTFT and TPOT could not be measured although an answer has" in said(point)


@pytest.mark.parametrize("cell", ["nan", "inf ms", "-"])
def test_a_cell_that_is_no_number_is_no_measurement(cell):
    csv, common = recording.tables("perf200_c20_debug")
    broken = json.loads(common) | {"Output Token Throughput": {"total": cell}}
    with pytest.raises(ValueError, match="cannot be read"):
        aisbench_tables.point(csv, json.dumps(broken))
