"""Our figures are AISBench's: every cell of its tables comes out of the time points of real runs."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings, strategies as st

from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from mindie_tui.model.bench.load_windows import LoadWindows
from mindie_tui.model.bench.requests import Measure, Request, Sample, eta_s, percentile
from mindie_tui.model.runs.series import corrected
from mindie_tui.on_node import bench_reader
from tests.kit import recording

RUNS = ["perf40_c20_plain", "perf200_c20_debug", "perf2000_c50_debug", "perf_sigint_group_debug"]


def measured(folder: Path) -> Measure:
    measure = Measure()
    measure.add(Request.from_json(line) for line in bench_reader.Reader(str(folder)).poll())
    return measure


@pytest.mark.parametrize("run", RUNS)
def test_the_figures_of_a_real_run_equal_its_tables_in_every_cell(run: str, tmp_path: Path) -> None:
    table = aisbench_tables.point(*recording.tables(run))
    ours = measured(recording.replayed(run, tmp_path)).point(table["concurrency"]["asked"])
    assert ours == table


def test_the_sample_with_one_usage_per_chunk_equals_its_tables(tmp_path: Path) -> None:
    home = tmp_path / "20261123_182809" / "performances" / "vllm-api-stream-chat"
    (home / "db_data").mkdir(parents=True)
    (home / "gsm8k_details.jsonl").write_bytes((recording.FOLDER / "gsm8k_details.jsonl").read_bytes())
    (home / "db_data" / "9bdd835f.db").write_bytes((recording.FOLDER / "gsm8k_time_points.db").read_bytes())
    csv, json = ((recording.FOLDER / name).read_text() for name in ("gsm8k.csv", "gsm8k.json"))
    assert measured(tmp_path).point(5) == aisbench_tables.point(csv, json)


def request(uuid: str, start: float, end: float, tokens: int = 10, **more: object) -> Request:
    return Request(uuid, True, start, start + 0.1, end, output_tokens=tokens, **more)  # type: ignore[arg-type]


def closed_loop(places: int, count: int, took: float = 1.0, apart: float = 0.005) -> Measure:
    """Requests as AISBench sends them: one in 5 ms at most, `places` at once."""
    free, at, made = [0.0] * places, 0.0, []
    for n in range(count):
        at = max(at + apart, min(free))
        free[free.index(min(free))] = at + took
        made.append(request(str(n), at, at + took))
    measure = Measure()
    measure.add(made)
    return measure


@pytest.mark.parametrize(("places", "count"), [(8, 60), (20, 60), (100, 200), (50, 50), (64, 40)])
def test_the_concurrency_that_was_there_leaves_out_the_first_seconds_and_the_drain(places: int, count: int) -> None:
    there = closed_loop(places, count).in_flight(places)
    assert there == pytest.approx(min(places, count), rel=0.05)


def test_a_concurrency_that_aisbench_cannot_reach_is_not_there() -> None:
    assert closed_loop(100, 300, took=0.12).in_flight(100) == pytest.approx(24, rel=0.1)
    assert closed_loop(8, 5).in_flight(8) is None and closed_loop(8, 5).sent_s is None
    assert closed_loop(8, 80).sent_s == pytest.approx(8, rel=0.1)


def test_the_window_forgets_what_ended_before_it() -> None:
    measure = Measure()
    measure.add([request("a", 100, 101, 50), request("b", 100, 112, 30), request("c", 100, 120, 70)])
    assert measure.output_tok_s() == {"window": 10.0, "total": 7.5}


def test_a_server_that_hangs_falls_to_zero_when_everything_sent_is_known() -> None:
    measure = Measure()
    measure.add([request("a", 100, 101, 50)])
    assert measure.output_tok_s(until=130) == {"window": 0.0, "total": 1.6667}, "a silence counts in both"


def test_a_request_that_comes_twice_counts_once() -> None:
    measure = Measure()
    assert len(measure.add([request("a", 1, 2), request("a", 1, 2)])) == 1
    assert measure.add([request("a", 1, 2)]) == []
    assert measure.finished == 1


def test_without_usage_tokens_are_unknown_and_not_zero() -> None:
    measure = Measure()
    measure.add([request("a", 1, 2, tokens=0)])
    assert measure.live("tpot") is None
    assert measure.output_tok_s() is None
    assert measure.live("ttft") == {"p50": 100.0, "p90": 100.0, "p99": 100.0}


def test_nothing_finished_says_nothing() -> None:
    measure = Measure()
    assert measure.live("ttft") is None
    assert measure.output_tok_s() is None
    assert measure.point()["latency"] == {}


def test_failed_requests_are_counted_with_their_reason_and_not_measured() -> None:
    measure = Measure()
    line = {"uuid": "a", "ok": False, "t": [1.0, 2.0, 3.0], "gaps_ns": [1], "in": 0, "out": 0, "error": "Not Found"}
    measure.add([Request.from_json(line), Request.from_json(line | {"uuid": "b", "ok": True, "t": None})])
    assert (measure.success, measure.failed) == (0, 2)
    assert measure.errors["Not Found"] == 2


@pytest.mark.parametrize("line", [{}, {"uuid": 1, "ok": True, "t": 5}, {"uuid": "a", "ok": 1, "t": [1, 2, "x"]}])
def test_a_line_of_another_kind_is_refused(line: dict) -> None:
    with pytest.raises(ValueError, match="no line of a request"):
        Request.from_json(line)


def test_percentiles_lie_between_the_neighbours() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([1.0], 99) == 1.0
    assert percentile([0.0, 10.0], 90) == 9.0


def test_a_great_many_numbers_stay_within_the_last_digit() -> None:
    exact, folded = Sample(), Sample(limit=100)
    for start in range(0, 1000, 50):
        values = [(start + i) * 0.00037 for i in range(50)]
        exact.add(values)
        folded.add(values)
    assert exact.exact and not folded.exact
    for q in (0, 50, 90, 99, 100):
        assert abs(exact.percentile(q) - folded.percentile(q)) <= 0.0005


def test_the_time_left_is_unknown_until_something_has_finished() -> None:
    assert eta_s(20, 0, 5) is None
    assert eta_s(20, 5, 10) == 30.0
    assert eta_s(20, 25, 10) == 0.0


finite = st.floats(0.001, 500, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.lists(finite, min_size=1, max_size=200), st.sampled_from([0, 1, 25, 50, 75, 90, 99, 100]))
def test_percentiles_agree_with_numpy(values: list[float], q: float) -> None:
    assert percentile(sorted(values), q) == pytest.approx(float(numpy.percentile(values, q)), rel=1e-12)
    sample = Sample()
    for at in range(0, len(values), 7):
        sample.add(values[at : at + 7])
    assert sample.percentile(q) == pytest.approx(float(numpy.percentile(values, q)), rel=1e-12)


loads = st.lists(st.tuples(st.floats(0, 60), st.floats(0.2, 30), st.integers(1, 500)), min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(loads, st.randoms(use_true_random=False))
def test_windows_agree_with_numpy_in_whatever_batches_the_requests_come(load, dice) -> None:
    origin = 1000.0
    requests = [request(str(n), origin + s, origin + s + d, tokens) for n, (s, d, tokens) in enumerate(load)]
    dice.shuffle(requests)
    measure, load_windows, told = Measure(), LoadWindows(), ()
    load_windows.origin = origin
    while requests:
        batch, requests = requests[:9], requests[9:]
        measure.add(batch)
        load_windows.add([r.end for r in batch])
        told = corrected(told, load_windows.due(measure, measure.end, ended=not requests))
    ends, tokens = numpy.array([s + d for s, d, _ in load]), numpy.array([t for _, _, t in load])
    ends = (origin + numpy.array([s for s, _, _ in load])) + numpy.array([d for _, d, _ in load]) - origin
    firsts = {}
    for window in told:
        at = window["at_s"]
        inside = (ends > at - 10) & (ends <= at)
        edge = numpy.abs(ends - at) < 1e-6
        if edge.any() or (numpy.abs(ends - at + 10) < 1e-6).any():
            continue  # on the edge: the sums of floats decide
        assert window["requests"] == int(inside.sum())
        assert window["output_tok_s"] == pytest.approx(tokens[inside].sum() / min(10, at), abs=0.06)
        firsts[at] = window
        if inside.any():
            e2el = numpy.array([d for _, d, _ in load])[inside]
            assert window["e2el_ms"]["p50"] == pytest.approx(1000 * numpy.percentile(e2el, 50), abs=0.2)
            assert window["e2el_ms"]["p99"] == pytest.approx(1000 * numpy.percentile(e2el, 99), abs=0.2)
    seconds = [w["at_s"] for w in told if isinstance(w["at_s"], int)]
    assert seconds == list(range(1, len(seconds) + 1)) and max(ends) - 1 - 1e-6 <= len(seconds) <= max(ends) + 1e-6
