"""Sweep and search on a demo fleet whose latency grows with the load: stopped, resumed, with an edge to be found."""

import json
import signal

import pytest

from mindie_tui.store.runs.run import Run
from tests.kit.command import of_name, read_events, start_at
from tests.kit.walk import benches, demo_process

pytestmark = pytest.mark.long


def half_done(point):
    return lambda line: line["event"] == "bench.progress" and line["point"] == point and line["finished"] > 5


async def test_a_sweep_that_is_interrupted_goes_on_with_its_next_point():
    sweep = 'bench.performance.sweep={"batch_size":[2,6,12]}'
    async with demo_process(nodes=1, speed=20) as place:
        process = await start_at(
            place, "replay", str(place.profile), "--set", sweep, "--set", "bench.performance.num_prompts=150",
            "--set", "bench.accuracy=null",
        )  # fmt: skip
        before, _ = await read_events(process, half_done("performance-02"))
        process.send_signal(signal.SIGINT)
        rest, status = await read_events(process)
        assert status == 130 and not benches(place)
        assert [(line["how"], line["left"]) for line in of_name(rest, "sweep.ended")] == [("stopped", 2)]
        report = json.loads((Run.find("last").folder / "report.json").read_text())
        assert report["stopped"] == "stopped" and [p["point"] for p in report["points"]] == ["performance-01"]
        assert {(p["point"], p["state"]) for p in report["unmeasured"]} == {
            ("performance-02", "stopped"), ("performance-03", "not begun"),
        }  # fmt: skip

        partial = of_name(rest, "bench.stopped")[0]["summary"]
        assert 5 < partial["requests"]["success"] < 150, "the tables of what was done"

        again, status = await read_events(await start_at(place, "resume", "last"))
        assert status == 0, again[-1]
        points = of_name(again, "sweep.started")[0]["points"]
        assert [p["done"] for p in points] == [True, False, False]
        assert [line["key"]["batch_size"] for line in of_name(again, "bench.started")] == [6, 12]
        report = json.loads((Run.find("last").folder / "report.json").read_text())
        assert "stopped" not in report and "unmeasured" not in report
        assert [p["key"]["batch_size"] for p in report["points"]] == [2, 6, 12] and report["sweep"]["knees"]
        assert Run.find("last").info.exit == 0


@pytest.mark.parametrize(
    ("objective", "code", "status"), [({"tpot_p90_ms": 4.5}, "met", 0), ({"tpot_p90_ms": 0.01}, "never_met", 3)]
)
async def test_a_search_on_a_service_finds_its_edge(objective, code, status):
    async with demo_process(nodes=1, speed=10) as place:
        process = await start_at(
            place, "replay", str(place.profile), "--set", f"bench.performance.objective={json.dumps(objective)}",
            "--set", "bench.accuracy=null",
        )  # fmt: skip
        lines, ended = await read_events(process)
    verdict = of_name(lines, "search.verdict")[0]
    assert (verdict["code"], ended) == (code, status), verdict
    measured = {line["key"]["batch_size"] for line in of_name(lines, "bench.started")}
    assert len(of_name(lines, "bench.started")) <= 8
    if code == "met":  # a step of the demo takes 24 ms and 0.9 ms for each request, divided by its speed
        assert verdict["value"] in measured and 14 <= verdict["value"] <= 40
    else:
        assert verdict.get("value") is None and 1 in measured
