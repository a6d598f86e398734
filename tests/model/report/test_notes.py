"""What is said beside a point's figures."""

import json

import pytest

from mindie_tui.model.bench.aisbench import tables as aisbench_tables
from mindie_tui.model.bench.requests import Measure, Request
from mindie_tui.model.report.notes import notes, prefix_cache
from tests.kit import recording


def config(plugin):
    return {"BackendConfig": {"ModelDeployConfig": {"ModelConfig": [{"plugin_params": plugin}]}}}


def point(**changes):
    return {
        "key": {"batch_size": 64, "request_rate": 0}, "requests": {"total": 200},
        "concurrency": {"asked": 64, "reached": 60.0},
        "latency": {"e2el_ms": {"avg": 900.0, "n": 14}, "tpot_ms": {"avg": 30.0}},
    } | changes  # fmt: skip


def test_a_plain_point_needs_no_word():
    assert notes(point(), config(""), streams=True) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stage": "stable"}, "only the stable stage: 14 of 200 requests"),
        ({"concurrency": {"asked": 64, "reached": 50.6}}, "asked 64 at once, reached 50.6"),
        ({"latency": {"e2el_ms": {"avg": 900.0}}}, "TPOT was not measured"),
        ({"latency": {"e2el_ms": {"avg": 900.0}, "tpot_ms": {"avg": 0, "max": 0}}}, "TPOT was not measured"),
    ],
)
def test_what_a_reader_would_not_know_is_said(changes, words):
    (said,) = notes(point(**changes), config(""), streams=True)
    assert words in said


def test_without_a_stream_there_is_no_tpot_to_miss():
    assert notes(point(latency={"e2el_ms": {"avg": 900.0}}), config(""), streams=False) == []


@pytest.mark.parametrize(
    ("plugin", "on"),
    [
        ('{"plugin_type":"mtp,prefix_cache"}', True), ('{"plugin_type":"prefix_cache"}', True),
        ('{"plugin_type":"mtp"}', False), ("{", False), ("", False), (None, False), ("[]", False),
    ],
)  # fmt: skip
def test_a_prefix_cache_is_named_because_the_prompts_repeat(plugin, on):
    assert prefix_cache(config(plugin)) == on
    assert any("prefix cache" in note for note in notes(point(), config(plugin), streams=True)) == on


@pytest.mark.parametrize(
    ("plugin", "words"), [("", "would answer them faster"), ('{"plugin_type":"prefix_cache"}', "of a cache")]
)
def test_prompts_that_repeat_are_counted(plugin, words):
    measure = Measure()
    lines = [{"uuid": str(n), "ok": True, "t": [1, 2, 3], "gaps_ns": [], "in": 5, "out": 9, "prompt": p}
             for n, p in enumerate(["a", "b", "a", "a", ""])]  # fmt: skip
    for line in lines:
        measure.add([Request.from_json(line)])
    measure.add(Request.from_json(line) for line in lines)
    assert measure.repeated == 2
    said = notes(point(), config(plugin), streams=True, repeated=2)[-1]
    assert said.startswith("2 requests sent a prompt that another had sent") and words in said


def test_a_log_on_standard_output_is_named_because_it_costs_speed():
    given = {"MINDIE_LOG_TO_STDOUT": "1"}
    assert "printing the log slowed the service" in notes(point(), config(""), streams=True, environment=given)[-1]
    assert notes(point(), config(""), streams=True, environment={"MINDIE_LOG_TO_STDOUT": "0"}) == []


@pytest.mark.parametrize(("received", "said"), [(None, 0), (201, 0), (204, 0), (205, 1), (260, 1), (40, 0)])
def test_requests_that_the_service_counted_and_aisbench_did_not_are_said(received, said):
    every = notes(point(), config(""), streams=True, received=received)
    found = [note for note in every if "the service received" in note]
    assert len(found) == said and all("AISBench counts 200" in note and "retry" in note for note in found)


def test_the_stage_of_a_table_is_told_where_it_is_not_the_whole():
    csv, common = recording.tables("perf200_c20_debug")
    assert "stage" not in aisbench_tables.point(csv, common)
    stable = json.dumps({name: {"stable": next(iter(of.values()))} for name, of in json.loads(common).items()})
    assert aisbench_tables.point(csv.replace(",total,", ",stable,"), stable)["stage"] == "stable"
