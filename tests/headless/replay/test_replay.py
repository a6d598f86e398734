"""`replay` from end to end on the demo fleet: real SSH, real processes, the exit statuses of the README."""

import argparse
import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from mindie_tui.headless.printing.event_lines import Printer
from mindie_tui.headless.replay.replay import Replay
from tests.kit.command import ENOUGH_S, events, first, run, start


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """One whole walk over two nodes, with its state folder."""
    state = tmp_path_factory.mktemp("state")

    async def walk():
        os.environ["XDG_STATE_HOME"], os.environ["WALK_TOKEN"] = str(state), "ZZtoken"
        secrets = ("--set", "environment.WALK_PASSWORD=ZZliteral", "--set", 'environment_from=["WALK_TOKEN"]')
        few = ("--set", "bench.performance.num_prompts=120")
        return await run("demo", "--headless", "--json", "--speed", "16", *few, *secrets)

    before = os.environ.get("XDG_STATE_HOME")
    try:
        return state, *asyncio.run(walk())
    finally:
        os.environ.pop("XDG_STATE_HOME")
        if before is not None:
            os.environ["XDG_STATE_HOME"] = before


@pytest.mark.long
def test_a_walk_keeps_no_secret_in_any_file_and_says_where_they_come_from(walked):
    state, _, out, err = walked
    assert "ZZ" not in out and "ZZ" not in err and "WALK_PASSWORD" in out
    for path in state.rglob("*"):
        assert path.is_dir() or b"ZZ" not in path.read_bytes(), path
    (profile,) = state.glob("mindie-tui/runs/*/profile.yaml")
    assert profile.read_text().count("WALK_PASSWORD") == 2, "named in a comment, and by environment_from"


def test_a_walk_over_two_nodes_ends_measured(walked):
    _, status, out, err = walked
    assert status == 0, err
    lines = events(out)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[0]["event"] == "run.started" and lines[-1]["event"] == "run.ended"
    assert first(lines, "service.answered") < first(lines, "service.ready") < first(lines, "bench.started")
    assert sum(line["event"] == "service.ready" for line in lines) == 1
    written = [line for line in lines if line["event"] == "file.written" and line["path"].endswith("/config.json")]
    assert [line["node"] for line in sorted(written, key=lambda line: line["node"])] == ["a3-01", "a3-02"]
    assert len({line["sha256"] for line in written}) == 1, "config.json is the same on every node"
    assert "Traceback" not in err


def test_the_report_holds_what_was_measured(walked):
    state, _, out, _ = walked
    folder = next((state / "mindie-tui" / "runs").iterdir())
    report = json.loads((folder / "report.json").read_text())
    (point,) = report["points"]
    assert point["requests"] == {**point["requests"], "total": 120, "success": 120, "failed": 0}
    for name in ("ttft_ms", "tpot_ms", "e2el_ms"):
        assert point["latency"][name]["p50"] > 0
    assert point["throughput"]["output_tok_s"] > 0 and point["throughput"]["request_s"] > 0
    text = (folder / "report.md").read_text()
    assert "TTFT" in text and "TPOT" in text and "E2EL" in text
    assert [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()] == events(out)


def test_the_run_folder_keeps_what_was_written_and_what_stood_there(walked):
    state, *_ = walked
    folder = next((state / "mindie-tui" / "runs").iterdir())
    planned = (folder / "planned" / "config.json").read_bytes()
    for node in ("a3-01", "a3-02"):
        before = json.loads((folder / "before" / node / "config.json").read_bytes())
        assert before["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]["modelName"] == "llama_65b"
        assert (folder / "planned" / node / "start.sh").is_file()
        assert b"Daemon start success!" in (folder / "logs" / node / "service.log").read_bytes()
    assert json.loads(planned)["BackendConfig"]["ModelDeployConfig"]["ModelConfig"][0]["dp"] == 4
    assert len(json.loads((folder / "planned" / "rank_table.json").read_bytes())["server_list"]) == 2


def test_the_live_figures_came_before_the_end(walked):
    _, _, out, _ = walked
    progress = [line for line in events(out) if line["event"] == "bench.progress"]
    assert any(0 < line["finished"] < line["total"] and line.get("ttft_ms") for line in progress)


@pytest.mark.long
async def test_a_layout_that_does_not_fill_the_world_is_refused_and_nothing_is_changed():
    status, out, err = await run("demo", "--headless", "--nodes", "1", "--speed", "40", "--set", "dp=4")
    assert status == 1
    assert "dp 4 x cp 1 x tp 8 = 32, not 16" in out + err
    assert "written" not in out and "started" not in out


@pytest.mark.long
async def test_one_node_is_walked_as_far_as_asked():
    status, out, err = await run("demo", "--headless", "--nodes", "1", "--speed", "40", "--until", "launch", "--json")
    assert status == 0, err
    lines = events(out)
    assert first(lines, "service.ready") and not any(line["event"].startswith("bench") for line in lines)


@pytest.mark.long
async def test_a_term_during_the_launch_ends_the_walk_in_good_order():
    process = await start("demo", "--headless", "--nodes", "1", "--speed", "4", "--json")
    try:
        lines = []
        while line := await asyncio.wait_for(process.stdout.readline(), ENOUGH_S):
            lines.append(json.loads(line))
            if lines[-1]["event"] == "service.phase":
                process.terminate()
                break
        out, err = await asyncio.wait_for(process.communicate(), ENOUGH_S)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
    lines += events(out.decode())
    assert process.returncode == 143, err
    assert lines[-1]["event"] == "run.ended" and lines[-1]["exit"] == 143
    assert b"Traceback" not in err


async def test_a_baseline_that_is_not_there_is_refused_before_anything_starts():
    status, out, err = await run("demo", "--headless", "--nodes", "1", "--baseline", "never-measured")
    assert status == 1 and out == "" and "never-measured" in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("demo",)])
async def test_without_a_terminal_the_wizard_says_so_in_one_sentence(words):
    status, out, err = await run(*words)
    assert status == 64 and out == "" and len(err.splitlines()) == 1 and "terminal" in err


async def test_a_wrong_command_line_ends_with_64():
    for words in (("replay",), ("nonsense",), ("demo", "--nodes", "0"), ("replay", "a3-single", "--waive", "disk")):
        status, _, err = await run(*words)
        assert status == 64, (words, err)
        assert "Traceback" not in err


async def test_a_profile_that_is_not_there_is_one_sentence(tmp_path):
    status, out, err = await run("replay", str(tmp_path / "no such.yaml"))
    assert status == 1 and out == "" and len(err.splitlines()) == 1 and Path("no such.yaml").name in err


class Stopping:
    """A session of which only stop() is asked."""

    def __init__(self):
        self.stops = 0

    async def stop(self):
        self.stops += 1
        for never in ():
            yield never


async def test_a_walk_that_stops_its_service_does_not_end_with_its_being_ready():
    session = Stopping()
    walk = Replay(session, argparse.Namespace(stop=True, simulated=False), Printer(as_json=True))
    assert await walk._leave(0, "the service is ready") == (0, "the service was ready; then it was stopped")
    assert session.stops == 1
