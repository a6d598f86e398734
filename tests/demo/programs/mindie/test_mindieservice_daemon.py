"""The demo's MindIE boots, refuses, serves and ends as the real one does."""

import asyncio
import json
import os
import signal

import pytest

from mindie_tui.demo.fleet import DemoFleet
from mindie_tui.model.events.codec import ServiceError, ServicePhase
from mindie_tui.model.mindie.startup_log import Recogniser
from tests.kit.demo_service import LOUD, QUIET, config, prepare, serving, start


@pytest.fixture
async def node_alone():
    """A fleet of one node."""
    async with DemoFleet(nodes=1, speed=20) as fleet:
        yield fleet


async def ask(connection, method, port, path, body=None, **headers):
    """Status, headers' text and body of one HTTP answer, asked on the node by its loopback address."""
    program = (
        "import http.client, json, sys\n"
        "method, port, path, body, headers = json.load(sys.stdin)\n"
        "link = http.client.HTTPConnection('127.0.0.2', port, timeout=30)\n"
        "link.request(method, path, body, {'Content-Type': 'application/json', **headers})\n"
        "answer = link.getresponse()\n"
        "print(json.dumps([answer.status, answer.read().decode()]))\n"
    )
    done = await connection.run(
        f'docker exec -i mindie-a3 python3 -c "{program}"', input=json.dumps([method, port, path, body, headers])
    )
    assert done.exit_status == 0, done.stderr
    return json.loads(done.stdout)


def question(**more):
    return json.dumps({"model": "deepseek", "stream": True, "messages": [{"role": "user", "content": "hello"}], **more})


async def test_one_node_boots_to_ready_and_answers(node_alone, connect):
    async with serving(node_alone, connect) as (service,):
        phases = [
            "g_mainPid = ",
            "ConfigManager: Load Config from ",
            "Successfully init config manager",
            "LLMRuntime init success!",
            "\rLoading selected layers:  50%|#####     | 31/61 [",
            "\rLoading selected layers: 100%|##########| 61/61 [",
            "One block during warmup needs npu memory(GiB): ",
            "warmup params: max_prefill_tokens=16384, max_seq_len=24576, max_input_len=4096, max_iter_times=16384",
            "[endpoint] Start endpoint success",
            "Daemon start success!",
        ]
        places = [service.text.index(phase) for phase in phases]
        assert places == sorted(places)
        assert "GRPC" not in service.text and "anktable" not in service.text
        connection = await connect(node_alone, "a3-01")
        assert await ask(connection, "GET", 1026, "/health/timed-3") == [200, '{"status":"healthy"}']
        assert await ask(connection, "GET", 1026, "/health") == [200, ""]
        status, text = await ask(connection, "GET", 1025, "/v1/models")
        assert status == 200 and json.loads(text)["data"][0]["id"] == "deepseek"
        status, text = await ask(connection, "GET", 1027, "/metrics")
        assert status == 200 and 'request_received_total{model_name="deepseek"} 0' in text


@pytest.mark.long
async def test_the_package_layout_starts_by_its_own_command(connect):
    async with DemoFleet(nodes=1, speed=20, layout="package") as fleet:
        node = fleet["a3-01"]
        prepare(fleet, config(fleet))
        connection = await connect(fleet, node.name)
        found = "import importlib.util as u; print(*u.find_spec('mindie_llm').submodule_search_locations)"
        done = await connection.run(f'docker exec -i mindie-a3 python3 -c "{found}"', check=True)
        assert done.stdout.strip() == str(node.config_path.parents[1])
        service = await start(fleet, connect, node, daemon="mindie_llm_server")
        await service.prints("Daemon start success!")
        assert f"ConfigManager: Load Config from {node.config_path}." in service.text


async def test_a_streamed_completion_brings_text_and_usage(node_alone, connect):
    async with serving(node_alone, connect):
        connection = await connect(node_alone, "a3-01")
        status, text = await ask(connection, "POST", 1025, "/v1/chat/completions", question(max_tokens=9))
        assert status == 200
        events = [line.removeprefix("data: ") for line in text.split("\n\n") if line]
        assert events.pop() == "[DONE]"
        chunks = [json.loads(event) for event in events]
        words = "".join(chunk["choices"][0]["delta"]["content"] for chunk in chunks)
        assert words.startswith(" Let us count") and len(words.split()) == 9
        assert chunks[-1]["usage"]["completion_tokens"] == 9
        assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * (len(chunks) - 1) + ["length"]
        whole = await ask(connection, "POST", 1025, "/v1/chat/completions", question(max_tokens=9, stream=False))
        assert json.loads(whole[1])["choices"][0]["message"]["content"] == words
        status, _ = await ask(connection, "POST", 1025, "/v1/chat/completions", question(model="llama"))
        assert status == 404
        status, _ = await ask(connection, "POST", 1025, "/v1/chat/completions", "{")
        assert status == 422


@pytest.mark.long
async def test_two_nodes_find_each_other_and_only_the_master_serves(fleet, connect):
    async with serving(fleet, connect) as (master, slave):
        assert "All 1 slaves connected" in master.text and "One block during warmup" in master.text
        assert "Registration succeeded" in slave.text and "One block during warmup" not in slave.text
        assert "slave instance need not init TokenizerProcessPool and HttpWrapper" in slave.text
        connection = await connect(fleet, "a3-01")
        assert (await ask(connection, "GET", 1026, "/health/timed-3"))[0] == 200
        port = 1026
        refused = await (await connect(fleet, "a3-02")).run(
            f"docker exec -i mindie-a3 python3 -c \"import socket; socket.create_connection(('127.0.0.2', {port}))\""
        )
        assert "ConnectionRefusedError" in refused.stderr
        os.kill(slave.pid, signal.SIGKILL)  # the fleet is this machine
        await master.prints("MIE04E120414")
        assert await master.ends() == 134


@pytest.mark.long
async def test_a_slave_waits_for_its_master(fleet, connect):
    prepare(fleet, config(fleet))
    slave = await start(fleet, connect, fleet["a3-02"])
    await slave.prints("Send registration message to master failed. Retrying in 1 second...")
    master = await start(fleet, connect, fleet["a3-01"])
    for service in (master, slave):
        await service.prints("Daemon start success!")
    assert slave.text.index("Retrying in 1 second") < slave.text.index("Registration succeeded")


@pytest.mark.long
async def test_term_ends_it_with_an_abort_and_frees_what_it_held(node_alone, connect):
    async with serving(node_alone, connect) as (service,):
        connection = await connect(node_alone, "a3-01")
        busy = (await connection.run("npu-smi info", check=True)).stdout
        assert "mindie_llm_backe" in busy and "56303/ 65536" in busy
        os.kill(service.pid, signal.SIGTERM)
        await service.prints("Received exit signal[15]")
        await service.prints("All subprocesses exited gracefully.")
        assert await service.ends() == 134
        assert "No running processes found in NPU 0" in (await connection.run("npu-smi info", check=True)).stdout


@pytest.mark.long
async def test_stop_service_waits_for_the_requests_that_run(node_alone, connect):
    async with serving(node_alone, connect) as (service,):
        connection = await connect(node_alone, "a3-01")
        long = question(max_tokens=60, ignore_eos=True)
        running = asyncio.create_task(ask(connection, "POST", 1025, "/v1/chat/completions", long))
        await service.prints("uri is /v1/chat/completions")
        assert await ask(connection, "GET", 1026, "/stopService") == [200, ""]
        assert '"completion_tokens": 60' in (await running)[1]
        assert await service.ends() == 134


@pytest.mark.long
async def test_a_service_that_ended_can_be_started_again_at_once(node_alone, connect):
    for _ in range(2):
        async with serving(node_alone, connect) as (service,):
            connection = await connect(node_alone, "a3-01")
            asked = question(max_tokens=4)
            assert (await ask(connection, "POST", 1025, "/v1/chat/completions", asked, Connection="close"))[0] == 200
            os.kill(service.pid, signal.SIGTERM)
            assert await service.ends() == 134


async def test_products_that_do_not_fill_the_world_kill_the_workers_after_the_daemon_said_yes(node_alone, connect):
    prepare(node_alone, config(node_alone, dp=4))
    service = await start(node_alone, connect, node_alone["a3-01"])
    assert await service.ends() == 137
    assert "Successfully init config manager" in service.text
    assert "Traceback (most recent call last):" in service.text and "Loading selected layers" not in service.text
    assert "ValueError: World size must equal to attention's dp_size * " in service.text
    assert "Attention's dp_size is 4. Attention's cp_size is 1. World size is 16." in service.text


async def test_too_few_dp_groups_for_the_nodes_abort_the_engine(fleet, connect):
    prepare(fleet, config(fleet, dp=1))
    service = await start(fleet, connect, fleet["a3-01"])
    assert await service.ends() == 134
    assert "[ERROR] [executor.cpp:646] Invalid DP number per node: 0" in service.text
    assert "terminate called after throwing an instance of 'std::out_of_range'" in service.text


async def test_a_mode_above_640_is_refused_in_mindies_words(node_alone, connect):
    prepare(node_alone, config(node_alone))
    node_alone["a3-01"].config_path.chmod(0o644)
    service = await start(node_alone, connect, node_alone["a3-01"])
    assert await service.ends() == 137
    assert "Check path: config.json failed, by: Check Other group permission failed: " in service.text
    assert "Required permisssion is 640, but got permission is 644" in service.text


@pytest.mark.long
async def test_what_it_prints_tells_the_phases_of_its_start(fleet, connect):
    async with serving(fleet, connect) as services:
        for node, service in zip(fleet.nodes, services, strict=True):
            events = Recogniser(node.name).feed(service.text.encode(), 1.0)
            assert [e for e in events if isinstance(e, ServiceError) and e.code != "grpc-reg-retry"] == []
            phases = list(dict.fromkeys(e.phase for e in events if isinstance(e, ServicePhase)))
            own = ["memory", "warmup"] if node is fleet.nodes[0] else []
            assert phases == ["config", "rank_table", "slaves", "engine", "weights", *own, "endpoint", "started"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("prepared", "code"),
    [
        (lambda fleet: prepare(fleet, config(fleet, dp=4)), "par-ws"),
        (lambda fleet: prepare(fleet, config(fleet, moe_ep=8)), "par-moe"),
        (lambda fleet: fleet.nodes[0].config_path.chmod(0o666), "cfg-perm"),
        (lambda fleet: fleet.nodes[0].config_path.write_text("{"), "cfg-json"),
        (lambda fleet: fleet.nodes[0].config_path.unlink(), "cfg-empty"),
        (lambda fleet: fleet.nodes[0].fault(die="weights"), "mem-oom"),
        (lambda fleet: fleet.nodes[0].fault(die="warmup"), "mem-warmup-blocks"),
        (lambda fleet: fleet.nodes[0].take_port(1025), "port-listen"),
    ],
)
async def test_the_first_error_of_a_failed_start_is_a_known_one(node_alone, connect, prepared, code):
    prepare(node_alone, config(node_alone))
    prepared(node_alone)
    service = await start(node_alone, connect, node_alone["a3-01"])
    assert await service.ends() == 137
    errors = [e for e in Recogniser("a3-01").feed(service.text.encode(), 1.0) if isinstance(e, ServiceError)]
    assert errors[0].code == code


async def test_the_leader_of_a_session_is_refused_its_process_group(node_alone, connect):
    prepare(node_alone, config(node_alone))
    service = await start(node_alone, connect, node_alone["a3-01"], around="exec {}")
    assert await service.ends() == 1
    assert "setpgrp" in service.text


@pytest.mark.long
async def test_a_port_in_use_fails_only_after_the_weights(node_alone, connect):
    node_alone["a3-01"].take_port(1026)
    prepare(node_alone, config(node_alone))
    service = await start(node_alone, connect, node_alone["a3-01"])
    assert await service.ends() == 137
    assert service.text.index("61/61") < service.text.index("[MIE04E02041C] [endpoint] Failed to listen 127.0.0.2:1026")
    assert "[MIE04E02011C] [endpoint] Failed to start http wrapper" in service.text


@pytest.mark.long
async def test_the_log_is_silent_as_the_set_env_files_leave_it(node_alone, connect):
    prepare(node_alone, config(node_alone))
    service = await start(node_alone, connect, node_alone["a3-01"], environment=QUIET)
    await service.prints("Daemon start success!")
    assert "[INFO]" not in service.text and "Loading selected layers" in service.text


async def test_a_missing_shard_kills_the_worker_by_name(node_alone, connect):
    node_alone.lose_shard()
    prepare(node_alone, config(node_alone))
    service = await start(node_alone, connect, node_alone["a3-01"])
    assert await service.ends() == 137
    assert "FileNotFoundError" in service.text and "00004-of-00004.safetensors" in service.text


async def test_a_rank_table_in_another_nodes_folder_is_not_there(fleet, connect):
    prepare(fleet, config(fleet))
    other = f"{LOUD} RANK_TABLE_FILE={fleet['a3-01'].folder}/root/rank_table.json"
    (fleet["a3-02"].folder / "root" / "rank_table.json").unlink()
    node = fleet["a3-02"]
    connection = await connect(fleet, node.name)
    command = f"export {other} MIES_CONTAINER_IP={node.ip}; $MIES_INSTALL_PATH/bin/mindieservice_daemon & wait $!"
    done = await connection.run(f"docker exec -i mindie-a3 bash -c '{command}'")
    assert done.exit_status == 137
    assert "The input file: rank_table.json is not a regular file or not exists" in done.stdout


@pytest.mark.long
async def test_a_service_can_be_told_to_misbehave(node_alone, connect):
    async with serving(node_alone, connect) as (service,):
        node, connection = node_alone["a3-01"], await connect(node_alone, "a3-01")
        node.fault(never_healthy=True)
        assert await ask(connection, "GET", 1026, "/health/timed-3") == [503, ""]
        node.fault(never_healthy=None, http_status=404)
        assert (await ask(connection, "POST", 1025, "/v1/chat/completions", question()))[0] == 404
        node.fault(http_status=None, flood_lines_s=2000)
        await service.prints("one of many lines, number 300,")


@pytest.mark.long
async def test_its_killed_worker_makes_it_sick(node_alone, connect):
    async with serving(node_alone, connect) as (service,):
        state = json.loads((node_alone["a3-01"].folder / "state" / f"daemon-{service.pid}.json").read_text())
        worker = next(p for p in node_alone["a3-01"].running() if p.command.endswith("mindie_llm_backend.py"))
        assert state["npus"] == list(range(16))
        worker.send(signal.SIGKILL)
        await service.prints(f"Process {worker.pid} was terminated by signal 9 (Killed)")
        connection = await connect(node_alone, "a3-01")
        assert await ask(connection, "GET", 1026, "/health/timed-3") == [503, ""]
