"""The bench on a demo fleet where something dies in the middle of it, and a search over the request rate."""

import contextlib
import json
import os
import signal

import pytest

from mindie_tui.store.runs.run import Run
from tests.kit.command import of_name, read_events, start_at
from tests.kit.walk import benches, commands_of, demo_process

pytestmark = pytest.mark.long


def replaying(place, *sets):
    words = [word for one in sets for word in ("--set", one)]
    return start_at(place, "replay", str(place.profile), *words)


def report():
    return json.loads((Run.find("last").folder / "report.json").read_text())


def asking(line):
    return line["event"] == "bench.progress" and line["point"].startswith("accuracy") and 20 < line["finished"]


async def test_accuracy_alone_is_interrupted_and_resumed_with_what_is_open():
    async with demo_process(nodes=1, speed=10) as place:
        process = await replaying(place, "bench.performance=null")
        await read_events(process, asking)
        process.send_signal(signal.SIGINT)
        _, status = await read_events(process)
        assert status == 130 and not benches(place)
        kept = report()["accuracy_unmeasured"][0]["requests"]
        assert 20 < kept["success"] < kept["asked"]
        result = json.loads((Run.find("last").folder / "bench" / "accuracy-01-gsm8k" / "result.json").read_text())
        assert result["score"] is None and not [n for n in result.get("notes", ()) if "lower bound" in n]

        again, status = await read_events(await start_at(place, "resume", "last"))
        assert status == 0, again[-1]
        first = next(line for line in of_name(again, "bench.progress") if line["finished"])
        assert first["finished"] >= kept["success"] - 30, "what is answered stays"
        scored = of_name(again, "accuracy.finished")[0]
        assert scored["score"] is not None and scored["summary"]["requests"]["missing"] == 0


async def test_a_service_that_dies_in_the_middle_of_the_questions_ends_them():
    async with demo_process(nodes=1, speed=10) as place:
        process = await replaying(place, "bench.performance=null")
        await read_events(process, asking)
        for pid in commands_of(place, "mindieservice_daemon"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        rest, status = await read_events(process)
        assert status == 4 and not benches(place), rest[-1]
        failed = of_name(rest, "bench.failed")[0]
        assert "died" in failed["reason"] and failed["summary"].get("score") is None
        assert "the service died" in rest[-1]["reason"] and report()["accuracy"] == []


async def test_a_killed_walk_is_resumed_and_counts_as_measured():
    async with demo_process(nodes=1, speed=10) as place:
        process = await replaying(place, "bench.accuracy=null")
        await read_events(process, lambda line: line["event"] == "bench.progress" and 20 < line["finished"])
        process.kill()
        await process.wait()
        again, status = await read_events(await start_at(place, "resume", "last"))
        assert status == 0, again[-1]
        assert [line["point"] for line in of_name(again, "bench.stopped")] == ["performance-01"]
        assert [line["point"] for line in of_name(again, "bench.finished")] == ["performance-02"]
        assert "unmeasured" not in report() and Run.find("last").info.exit == 0


async def test_the_point_after_a_killed_ais_bench_is_measured_alone():
    sweep = 'bench.performance.sweep={"batch_size":[5,6]}'
    async with demo_process(nodes=1, speed=10) as place:
        process = await replaying(place, sweep, "bench.performance.num_prompts=150", "bench.accuracy=null")
        await read_events(process, lambda line: line["event"] == "bench.progress" and 10 < line["finished"])
        run = Run.find("last").id
        told_there = next(place.profile.parent.rglob(f".mindie-tui/runs/{run}/bench/performance-01/bench.json"))
        os.kill(json.loads(told_there.read_text())["pid"], signal.SIGKILL)
        lines, _ = await read_events(process, lambda line: line["event"] == "bench.started")
        assert not commands_of(place, "performance-01"), "the load of the first point went on beside the second"
        rest, status = await read_events(process)
        assert status == 4
        assert "the signal KILL" in of_name(lines, "bench.failed")[0]["reason"]
        assert of_name(rest, "bench.finished")[0]["summary"]["concurrency"]["reached"] <= 6


async def test_a_search_over_the_request_rate_never_claims_a_rate_that_was_not_sent():
    objective = {"e2el_p90_ms": 60000, "over": "request_rate"}
    async with demo_process(nodes=1, speed=10) as place:
        process = await replaying(
            place, f"bench.performance.objective={json.dumps(objective)}", "bench.accuracy=null",
            "bench.performance.settings.batch_size=3", "bench.performance.num_prompts=60",
        )  # fmt: skip
        lines, status = await read_events(process)
    verdict = of_name(lines, "search.verdict")[0]
    assert (verdict["code"], status) == ("not_saturated", 0), verdict
    measured = {line["summary"]["key"]["request_rate"]: line["summary"] for line in of_name(lines, "bench.finished")}
    held = measured[verdict["value"]]
    assert held["sent_s"] >= 0.8 * verdict["value"], "a rate that was not sent holds nothing"
    assert "batch_size 3 held the load down" in verdict["text"]
