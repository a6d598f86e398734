"""The demo's ais_bench sends real requests and writes what the real one writes."""

import asyncio
import contextlib
import csv
import io
import json
import re
import sqlite3
import statistics
import struct

import pytest

from mindie_tui.demo import fleet as demo
from tests.kit.demo_service import serving
from tests.kit.waiting import until

CONFIG = """\
from ais_bench.benchmark.models import VLLMCustomAPIChat

models = [
    dict(
        attr="service", type=VLLMCustomAPIChat, abbr="vllm-api-stream-chat", stream=True,
        path={path!r}, model={model!r}, request_rate={rate}, retry={retry}, host_ip={ip!r}, host_port={port},
        max_out_len=48, batch_size={batch}, generation_kwargs=dict(temperature=0.5, seed=None),
    )
]
"""


@pytest.fixture
async def served(connect):
    """A fleet of one node whose service is ready, forty times faster than usual."""
    async with demo.DemoFleet(nodes=1, speed=40) as fleet, serving(fleet, connect):
        yield fleet


class Bench:
    """One run in a folder of its own on the node."""

    def __init__(self, fleet, connection, folder):
        self.fleet, self.connection, self.folder = fleet, connection, folder

    @classmethod
    async def prepare(cls, fleet, connect, **settings):
        node = fleet.nodes[0]
        folder = node.folder / "root" / "bench"
        target = folder / "conf" / "models" / "vllm_api_stream_chat.py"
        target.parent.mkdir(parents=True)
        given = {"path": str(fleet.weights), "model": "deepseek", "ip": node.ip, "port": 1025}
        target.write_text(CONFIG.format(**given | {"rate": 0, "retry": 2, "batch": 10} | settings))
        return cls(fleet, await connect(fleet, node.name), folder)

    def command(self, count=40, more=""):
        return (
            f"docker exec -i -w {self.folder} mindie-a3 ais_bench --models vllm_api_stream_chat "
            f"--datasets gsm8k_gen_0_shot_cot_str_perf --mode perf --summarizer default_perf --debug "
            f"--num-prompts {count} --config-dir {self.folder}/conf -w {self.folder}/out {more}"
        )

    async def run(self, count=40, more=""):
        return await self.connection.run(self.command(count, more))

    @property
    def at(self):
        (folder,) = self.folder.glob("out/*/performances/vllm-api-stream-chat")
        return folder

    def common(self):
        values = json.loads((self.at / "gsm8k.json").read_text())
        return {name: float(str(stages["total"]).split()[0]) for name, stages in values.items()}

    def rows(self):
        table = csv.reader(io.StringIO((self.at / "gsm8k.csv").read_bytes().decode()))
        return {row[0]: row for row in table}

    def requests(self, folder=None):
        """(line, times) of each request, read by other means than the program's own."""
        (lines,) = self.at.glob("gsm8k_details.jsonl")
        (database,) = self.at.glob("db_data/*.db")
        link = sqlite3.connect(database)
        stored = dict(link.execute("SELECT id, arr_blob FROM numpy_store"))
        link.close()
        for text in lines.read_text().splitlines():
            line = json.loads(text)
            body = stored[line["time_points"]["__db_ref__"]].partition(b"\n")[2]
            yield line, [value for (value,) in struct.iter_unpack("<d", body)]


def cause(stderr):
    """The line that says why, as facts about the real one name it."""
    plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", stderr)
    return next((line for line in re.split(r"[\r\n]", plain) if re.match(r"\S*(Error|Exception): ", line)), "")


async def test_a_run_ends_with_tables_equal_to_its_details(served, connect):
    bench = await Bench.prepare(served, connect)
    done = await bench.run(40)
    assert done.exit_status == 0, done.stderr
    requests = list(bench.requests())
    assert len(requests) == 40 and all(line["success"] for line, _ in requests)
    ends = [times[-1] - times[0] for _, times in requests]
    firsts = [times[1] - times[0] for _, times in requests]
    rows, common = bench.rows(), bench.common()

    def cell(seconds):
        return f"{round(seconds, 4) * 1000:.1f} ms"

    assert rows["E2EL"][2:6] == [cell(f(ends)) for f in (statistics.mean, min, max, statistics.median)]
    assert rows["TTFT"][2:6] == [cell(f(firsts)) for f in (statistics.mean, min, max, statistics.median)]
    duration = max(times[-1] for _, times in requests) - min(times[0] for _, times in requests)
    tokens = sum(line["output_tokens"] for line, _ in requests)
    assert common["Benchmark Duration"] == round(duration * 1000, 4)
    assert common["Output Token Throughput"] == round(tokens / duration, 4)
    assert common["Total Requests"] == common["Success Requests"] == 40
    assert b"\r\n" in (bench.at / "gsm8k.csv").read_bytes()
    assert list((bench.at / "tmp").iterdir()) == []


async def test_it_prints_the_lines_that_tell_its_phases_in_order(served, connect):
    bench = await Bench.prepare(served, connect)
    done = await bench.run(30)
    phases = [
        "Loading vllm_api_stream_chat: ",
        "Current exp folder: ",
        "Task [vllm-api-stream-chat/gsm8k]",
        "Start warmup, run with concurrency: 10",
        "Warmup finished Total Count: 1 Success Count: 1 Failed Count: 0",
        "Starting progress bar Total data num: 30 Finished data num: 0 Left data num: 30",
        "\rProgress:   0%|          | 0/30 [00:00<?, ?case/s]\n\r\x1b[A\n\rPOST=0 (0.0/s)  RECV=0 (0.0/s)",
        "\rProgress: 100%|██████████| 30/30 [",
        "Api infer task time elapsed: ",
        "Inference tasks completed.",
        "Calculating performance details: 100%",
        "Performance Results of task [vllm-api-stream-chat/gsm8k]: ",
        "Performance Result files located in ",
    ]
    places = [done.stderr.index(phase) for phase in phases]
    assert places == sorted(places)
    last = r"\n\rPOST=30 \(\S+/s\)  RECV=30 \(\S+/s\)  FAIL=0 \(0\.0/s\)  FINISH=30 \(\S+/s\)   \x1b\[A"
    assert re.search(last, done.stderr)
    assert "[\x1b[32mINFO\x1b[0m]" in done.stderr and "[\x1b[33mWARNING\x1b[0m] Found ambiguous" in done.stderr
    assert done.stdout.startswith("╒══════════════════════════╤═════════╤") and "│ Common Metric " in done.stdout


@pytest.mark.long
async def test_requests_are_written_in_batches_of_a_tenth(served, connect):
    bench = await Bench.prepare(served, connect, batch=40)
    process = await bench.connection.create_process(bench.command(200), stderr=asyncio.subprocess.DEVNULL)
    sizes, before = set(), -1

    def look():
        """Note how many lines there are, seen twice: not in the middle of a write. Whether the tables are there."""
        nonlocal before
        assert process.exit_status is None
        for path in bench.folder.glob("out/*/performances/*/tmp/tmp_*.jsonl"):
            with contextlib.suppress(FileNotFoundError):  # it has just become the details
                size = path.read_text().count("\n")
                if size == before:
                    sizes.add(size)
                before = size
        return list(bench.folder.glob("out/*/performances/*/gsm8k.csv"))

    await until(look, "the tables of the run")
    assert len(sizes) > 1 and all(size % 4 == 0 for size in sizes), sizes


async def test_a_server_that_is_down_ends_in_1_and_is_named(served, connect):
    bench = await Bench.prepare(served, connect, port=9)
    done = await bench.run()
    assert done.exit_status == 1
    assert "TINFER-RUNTIME-001" in cause(done.stderr) and "Cannot connect to host " in cause(done.stderr)
    assert "SUMM-FILE-001" in done.stderr.splitlines()[-1]


async def test_a_wrong_model_name_ends_in_1_with_the_http_reason(served, connect):
    bench = await Bench.prepare(served, connect, model="llama")
    done = await bench.run()
    assert done.exit_status == 1
    assert "failed reasons: {'Not Found': 1}" in cause(done.stderr)


async def test_a_missing_tokenizer_folder_and_a_missing_data_set_end_in_1(served, connect):
    bench = await Bench.prepare(served, connect, path="/no/such/folder")
    done = await bench.run()
    assert done.exit_status == 1 and "UTILS-CFG-002" in cause(done.stderr)
    bench.folder.rename(bench.folder.with_name("first"))
    bench = await Bench.prepare(served, connect)
    target = bench.folder / "conf" / "datasets" / "gsm8k_gen_0_shot_cot_str_perf.py"
    target.parent.mkdir()
    target.write_text("gsm8k_datasets = [dict(abbr='gsm8k', path='/no/such/gsm8k')]\n")
    done = await bench.run()
    assert done.exit_status == 1
    assert cause(done.stderr) == "FileNotFoundError: [Errno 2] No such file or directory: '/no/such/gsm8k/train.jsonl'"


async def test_some_failures_end_in_0_with_a_table_of_reasons(served, connect):
    bench = await Bench.prepare(served, connect, retry=1)
    served.nodes[0].fault(fail_every=3)
    done = await bench.run(30)
    assert done.exit_status == 0
    assert re.search(r"\| Failed Reason +\| Count \|", done.stderr) and "Some requests failed" in done.stderr
    common = bench.common()
    assert common["Failed Requests"] > 0 and common["Success Requests"] + common["Failed Requests"] == 30
    failed = [json.loads(line) for line in (bench.at / "gsm8k_failed.jsonl").read_text().splitlines()]
    assert len(failed) == common["Failed Requests"] and "ClientPayloadError" in failed[0]["error_info"]


async def begun(bench, count=400):
    """A run that has answers on disk."""
    process = await bench.connection.create_process(bench.command(count))
    text = ""
    while "RECV=1" not in text and "RECV=2" not in text:
        text += await process.stderr.read(4096)
    return process


async def test_int_to_the_group_gives_tables_of_what_is_done(served, connect):
    bench = await Bench.prepare(served, connect)
    process = await begun(bench)
    process.send_signal("INT")
    done = await process.wait()
    assert done.exit_status == 0
    common = bench.common()
    assert 0 < common["Success Requests"] < 400 and common["Failed Requests"] > 0
    reasons = {line["error_info"] for line, _ in bench.requests() if not line["success"]}
    assert reasons == {"Request cancelled by user"}


@pytest.mark.long
async def test_term_to_the_group_leaves_a_pair_that_reuse_makes_tables_of(served, connect):
    bench = await Bench.prepare(served, connect)
    process = await begun(bench)
    process.send_signal("TERM")
    await process.wait()
    (left,) = bench.at.glob("tmp/tmp_*.jsonl")
    count = left.read_text().count("\n")
    done = await bench.run(400, "--reuse")
    assert done.exit_status == 0 and "use tmp cache data" in done.stderr
    assert bench.common()["Total Requests"] == count > 0


@pytest.mark.long
async def test_a_request_rate_spreads_the_requests(served, connect):
    bench = await Bench.prepare(served, connect, rate=40)
    done = await bench.run(40)
    assert done.exit_status == 0 and "Traffic request rate: 40 RPS" in done.stderr
    starts = sorted(times[0] for _, times in bench.requests())
    assert 0.7 < starts[-1] - starts[0] < 3
