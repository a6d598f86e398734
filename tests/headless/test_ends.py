"""How a walk ends when something takes it away: its reader, this machine's disk, a signal, a fault of ours."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from mindie_tui.__main__ import main
from mindie_tui.store.runs.run import Run
from tests.kit.command import disk_of
from tests.kit.walk import demo_process

ENOUGH_S = 90


async def replay(place, *words, **how):
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "mindie_tui", "replay", str(place.profile), "--ssh-config", str(place.ssh_config)),
        *("--json", *words),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 22,
        **how,
    )


async def read_until(process, name):
    """The events up to the first one of this name."""
    lines = []
    while not lines or lines[-1]["event"] != name:
        line = await asyncio.wait_for(process.stdout.readline(), ENOUGH_S)
        assert line, (name, (await process.stderr.read()).decode())
        lines.append(json.loads(line))
    return lines


async def ended(process):
    """(status, the rest of its events, standard error)"""
    out, err = await asyncio.wait_for(process.communicate(), ENOUGH_S)
    assert b"Traceback" not in err, err.decode()
    return process.returncode, [json.loads(line) for line in out.splitlines()], err.decode()


def benches(place):
    """Command lines of what AISBench runs on the nodes of a demo fleet."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            inside = Path(os.readlink(path / "cwd")).is_relative_to(place.profile.parent)
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found += [command] if inside and ("ais_bench" in command or "openicl" in command) else []
    return found


def last_events():
    return list(Run.find("last").events())


@pytest.mark.long
async def test_a_walk_that_is_taken_away_says_so_and_leaves_the_service_running(tmp_path):
    async with demo_process(nodes=1, speed=20) as place:
        process = await replay(place)  # | head
        await read_until(process, "service.started")
        process.stdout._transport.close()
        status = await asyncio.wait_for(process.wait(), ENOUGH_S)
        err = (await process.stderr.read()).decode()
        last = last_events()[-1]
        assert status == last["exit"] == 129 and last["event"] == "run.ended", err
        assert "Traceback" not in err and f"the service still runs; mindie-tui stop {last['run']} stops it" in err

        process = await replay(place)  # attaches, and is interrupted as it measures
        before = await read_until(process, "bench.progress")
        assert benches(place)
        assert any(line["event"] == "service.attached" for line in before)
        process.send_signal(signal.SIGINT)
        status, rest, err = await ended(process)
        assert status == 130 and "the service still runs" in err
        told = [line for line in rest if line["event"] != "npu.sample"][-3:]
        assert [line["event"] for line in told] == ["bench.stopped", "report.written", "run.ended"]
        assert told[0]["step"] == "bench" and last_events() == before + rest
        folder = Run.find("last").folder
        report = json.loads((folder / "report.json").read_text())
        assert report["stopped"] == "stopped" and report["points"] == []
        assert report["unmeasured"][0]["point"] == "performance-01" and report["unmeasured"][0]["state"] == "stopped"
        assert ": stopped, 0 of 1 point measured" in (folder / "report.md").read_text().splitlines()[0]
        assert not benches(place)

        sizes = (len(json.dumps(line)) for line in before if line["step"] != "bench")
        process = await replay(place, preexec_fn=disk_of(sum(sizes) + 500))
        status, _, err = await ended(process)  # the service runs, so it is no refusal
        assert status == 4 and "the service still runs" in err

        other = tmp_path / "other.json"
        other.write_text('{"format": 1, "points": [{"key": {"batch_size": 7}, "latency": {}, "throughput": {}}]}')
        process = await replay(place, "--set", "bench.performance.num_prompts=20", "--stop", "--baseline", str(other))
        lines = await read_until(process, "run.ended")
        status, _, err = await ended(process)
        assert status == 0, err
        assert lines[-1]["reason"].startswith("measured; the baseline has no such point")
        assert (lines[-1]["step"], lines[-1]["report"]) == ("report", "report.json")
        folder = Run.find("last").folder
        assert [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()] == lines
        samples = [line for line in lines if line["event"] == "npu.sample"]
        order = ["launch", "bench", "report"]
        steps = [order.index(line["step"]) for line in lines if line in samples]
        assert steps == sorted(steps), "what is told beside a step does not lead back to an earlier one"


@pytest.mark.parametrize("words", [("profiles",), ("validate", "a3-double"), ("explain", "dp")])
async def test_a_full_disk_under_the_output_is_one_sentence(words):
    with open("/dev/full", "w") as full:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mindie_tui", *words), stdout=full, stderr=asyncio.subprocess.PIPE
        )
        _, err = await asyncio.wait_for(process.communicate(), ENOUGH_S)
    assert process.returncode == 1 and len(err.splitlines()) == 1 and b"No space left" in err


async def test_a_locale_without_chinese_letters_is_no_reason_to_fail(monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    for words in (("explain", "dp"), ("validate", "a3-double", "--json")):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mindie_tui", *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _, err = await asyncio.wait_for(process.communicate(), ENOUGH_S)
        assert b"Traceback" not in err and process.returncode == 0, err.decode()


def test_a_fault_of_ours_is_one_sentence_and_keeps_its_traceback(monkeypatch, capsys):
    def broken(*_):
        raise AttributeError("no such thing")

    monkeypatch.setattr("mindie_tui.headless.runs.runs.run", broken)
    assert main(["runs"]) == 1
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1 and "a fault of mindie-tui itself: AttributeError: no such thing" in err
    assert "Traceback" in Path(err.strip().rpartition(" in ")[2]).read_text()


@pytest.mark.parametrize("place", ["headless.command_line.parser", "__main__._name_what_was_passed_over"])
def test_an_interrupt_before_a_command_listens_to_it_is_no_traceback(place, monkeypatch, capsys):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(f"mindie_tui.{place}", interrupted)
    assert main(["runs"]) == 130
    assert "Traceback" not in capsys.readouterr().err
