"""The fleet answers as real machines do, and its faults are the faults of real machines."""

import asyncio
import json
import os
import shlex
import socket
import stat
from pathlib import Path

import asyncssh
import pytest

from mindie_tui.demo import processes
from mindie_tui.demo.fleet import Fleet
from mindie_tui.model.mindie.parameters.default_config import DEFAULT_CONFIG

DATA = Path(__file__).parent / "data"


async def wait_until(true, *, seconds=20):
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


async def test_every_node_runs_real_bash_in_a_home_of_its_own(fleet, connect):
    for node in fleet.nodes:
        connection = await connect(fleet, node.name)
        done = await connection.run("cd && pwd && hostname && echo $((6*7))", check=True)
        assert done.stdout.split() == [str(node.home), node.name, "42"]


async def test_status_and_signal_of_a_command_come_back(fleet, connect):
    connection = await connect(fleet, "a3-01")
    assert (await connection.run("exit 7")).exit_status == 7
    assert (await connection.run("kill -TERM $$")).exit_signal[0] == "TERM"
    assert (await connection.run("echo bad >&2; false")).stderr == "bad\n"


async def test_bytes_pass_unchanged_both_ways_and_nobody_is_flooded(fleet, connect):
    connection = await connect(fleet, "a3-01")
    data = os.urandom(1 << 20) * 8
    done = await connection.run("cat", input=data, encoding=None, check=True)
    assert done.stdout == data


async def test_two_fleets_stand_side_by_side(connect):
    async with Fleet(nodes=1) as one, Fleet(nodes=1) as two:
        assert one.nodes[0].ip != two.nodes[0].ip
        for fleet in (one, two):
            connection = await connect(fleet, "a3-01")
            assert (await connection.run("pwd", check=True)).stdout.strip() == str(fleet.nodes[0].home)
        folders = one.folder, two.folder
    assert not any(folder.exists() for folder in folders)


async def test_a_closed_channel_ends_its_command_and_leaves_daemons_alone(fleet, connect):
    connection = await connect(fleet, "a3-01")
    await connection.run("setsid sleep 999 </dev/null >/dev/null 2>&1 & exit", check=True)
    process = await connection.create_process("echo up; sleep 888")
    assert await process.stdout.readline() == "up\n"
    node = fleet["a3-01"]
    await wait_until(lambda: {p.command for p in node.running()} >= {"sleep 999", "sleep 888"})
    process.close()
    await wait_until(lambda: "sleep 888" not in {p.command for p in node.running()})
    assert "sleep 999" in {p.command for p in node.running()}


async def test_the_end_of_a_fleet_ends_its_daemons_and_removes_its_folder(connect):
    async with Fleet(nodes=1) as fleet:
        connection = await connect(fleet, "a3-01")
        start = "setsid sleep 777 >/dev/null 2>&1 </dev/null &\n"
        await connection.run("docker exec -i mindie-a3 bash -s", input=start, check=True)
        await wait_until(lambda: "sleep 777" in {p.command for p in fleet["a3-01"].running()})
        folder = fleet.folder
    assert processes.running(folder) == []
    assert not folder.exists()


async def test_a_node_that_refuses_logins_accepts_no_key(fleet, connect):
    fleet["a3-02"].refuse_login = True
    with pytest.raises(asyncssh.PermissionDenied):
        await connect(fleet, "a3-02")
    await connect(fleet, "a3-01")


async def test_another_host_key_is_not_in_known_hosts(fleet, connect):
    fleet["a3-02"].other_host_key = True
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        await connect(fleet, "a3-02")
    fleet["a3-02"].other_host_key = False
    await connect(fleet, "a3-02")


async def test_a_forgotten_host_key_is_unknown_and_the_other_nodes_is_not(fleet, connect):
    fleet.forget_host_key("a3-02")
    with pytest.raises(asyncssh.HostKeyNotVerifiable):
        await connect(fleet, "a3-02")
    await connect(fleet, "a3-01")


async def test_a_noisy_login_speaks_before_the_command(fleet, connect):
    fleet["a3-01"].noise = "Welcome to a3-01!\n"
    connection = await connect(fleet, "a3-01")
    assert (await connection.run("echo answer", check=True)).stdout == "Welcome to a3-01!\nanswer\n"


async def test_a_silent_node_accepts_and_says_nothing(fleet):
    fleet["a3-01"].no_answer = True
    reader, writer = await asyncio.open_connection(fleet["a3-01"].ip, fleet["a3-01"].port)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.2)
    writer.close()


async def test_a_password_opens_a_node_that_has_one(fleet, connect):
    fleet["a3-01"].password = "open sesame"
    await connect(fleet, "a3-01", client_keys=[], password="open sesame", preferred_auth="password")


async def test_a_cut_line_breaks_the_connection(fleet, connect):
    connection = await connect(fleet, "a3-01")
    fleet["a3-01"].cut()
    await connection.wait_closed()
    await connect(fleet, "a3-01")


async def test_docker_tells_of_the_container(fleet, connect):
    connection = await connect(fleet, "a3-01")
    listed = await connection.run("docker ps -a --no-trunc --format '{{json .}}'", check=True)
    row = json.loads(listed.stdout)
    assert (row["Names"], row["State"], row["Networks"]) == ("mindie-a3", "running", "host")
    seen = await connection.run("docker inspect mindie-a3", check=True)
    (details,) = json.loads(seen.stdout)
    assert details["Id"] == row["ID"] and details["State"]["Running"] is True
    assert {device["CgroupPermissions"] for device in details["HostConfig"]["Devices"]} == {"rwm"}
    form = "{{.Id}} {{.Image}} {{.HostConfig.NetworkMode}} {{.State.Running}} {{json .Config.Cmd}}"
    line = await connection.run(f"docker inspect -f {shlex.quote(form)} mindie-a3", check=True)
    assert line.stdout.split() == [details["Id"], details["Image"], "host", "true", '["bash"]']
    form = "{{.Id}} {{.Architecture}}"
    image = await connection.run(f"docker image inspect -f {shlex.quote(form)} {row['Image']}", check=True)
    assert image.stdout.split() == [details["Image"], {"x86_64": "amd64", "aarch64": "arm64"}[os.uname().machine]]


async def test_docker_exec_runs_inside_with_the_containers_environment(fleet, connect):
    connection = await connect(fleet, "a3-01")
    inside = fleet["a3-01"].folder / "root"
    ask = 'pwd; echo "$A|$B|$HOME|$MIES_INSTALL_PATH"; exit 5\n'
    done = await connection.run("docker exec -i -e A=1 -e B='x y' mindie-a3 bash -s", input=ask)
    service = fleet["a3-01"].config_path.parents[1]
    assert done.stdout.split("\n")[:2] == [str(inside), f"1|x y|{inside}|{service}"]
    assert done.exit_status == 5
    there = await connection.run("docker exec -i -w / mindie-a3 pwd", check=True)
    assert there.stdout == "/\n"


@pytest.mark.parametrize(
    ("command", "status", "sentence"),
    [
        ("docker exec -i nobody true", 1, "Error response from daemon: No such container: nobody\n"),
        ("docker inspect nobody", 1, "Error: No such object: nobody\n"),
        ("docker exec -i mindie-a3 nothing-here", 127, "executable file not found in $PATH: unknown\n"),
        ("docker image inspect nothing:1", 1, "Error: No such image: nothing:1\n"),
        ("docker frob", 1, "docker: 'frob' is not a docker command.\nSee 'docker --help'\n"),
    ],
)
async def test_docker_refuses_in_its_own_words(fleet, connect, command, status, sentence):
    connection = await connect(fleet, "a3-01")
    done = await connection.run(command)
    assert done.exit_status == status
    assert done.stderr.endswith(sentence)


async def test_a_stopped_container_runs_nothing(fleet, connect):
    fleet["a3-01"].stop_container()
    connection = await connect(fleet, "a3-01")
    done = await connection.run("docker exec -i mindie-a3 true")
    assert done.exit_status == 1 and done.stderr.endswith("is not running\n")
    assert "mindie-a3" not in (await connection.run("docker ps")).stdout
    assert "Exited (137)" in (await connection.run("docker ps -a")).stdout


async def test_what_docker_exec_starts_leads_its_session(fleet, connect):
    connection = await connect(fleet, "a3-01")
    probe = "import os; print(os.getpid() == os.getsid(0))"
    for around in ("{}", "{} | cat", "bash -c '{}; true'"):
        command = around.format(f'docker exec -i mindie-a3 python3 -c "{probe}"')
        assert (await connection.run(command, check=True)).stdout == "True\n", command


@pytest.mark.parametrize("question", ["info", "info -m"])
async def test_npu_smi_prints_an_idle_a3_to_the_letter(fleet, connect, question):
    connection = await connect(fleet, "a3-01")
    done = await connection.run(f"npu-smi {question}", check=True)
    expected = (DATA / f"npu-smi_{question.replace(' ', '_')}_A3_16die.txt").read_text()
    assert done.stdout.splitlines() == expected.splitlines()


async def test_a_sick_and_a_busy_npu_show_in_npu_smi(fleet, connect):
    fleet["a3-01"].fault(npu_health={3: "Alarm"}, npu_busy_mb={4: 29275})
    connection = await connect(fleet, "a3-01")
    rows = (await connection.run("npu-smi info", check=True)).stdout.splitlines()
    assert sum("| Alarm " in row for row in rows) == 1
    assert any("32367/" in row.replace(" ", "") and "95:00.0" in row for row in rows)
    assert any("VLLMWorker_TP" in row for row in rows)


async def test_every_npu_has_an_address_of_its_own(fleet, connect):
    seen = set()
    for node in fleet.nodes:
        connection = await connect(fleet, node.name)
        done = await connection.run("for i in $(seq 0 15); do hccn_tool -i $i -ip -g; done", check=True)
        seen |= {line for line in done.stdout.splitlines() if line.startswith("ipaddr:")}
    assert len(seen) == 32
    fleet["a3-01"].fault(no_device_ip=[5])
    connection = await connect(fleet, "a3-01")
    without = await connection.run("hccn_tool -i 5 -ip -g")
    assert without.stdout == "Get ipconf failed, because no ip was preset there!\n"
    assert (await connection.run("hccn_tool -i 4 -link -g")).stdout == "link status: UP\n"


async def test_the_wildcard_and_loopback_are_the_nodes_own(fleet, connect):
    program = (
        "import socket,sys\n"
        "held=[]\n"
        "for a,p in (('0.0.0.0',1025),('127.0.0.2',1026),('localhost',1027)):\n"
        "    s=socket.socket(); s.bind((a,p)); s.listen(); held.append(s); print(s.getsockname()[0], flush=True)\n"
        "socket.create_connection(('127.0.0.2',1026)).close(); print('reached', flush=True)\n"
        "import time; time.sleep(60)\n"
    )
    for node in fleet.nodes:  # each holds its ports while the next binds the same
        connection = await connect(fleet, node.name)
        process = await connection.create_process("docker exec -i mindie-a3 python3 -")
        process.stdin.write(program)
        process.stdin.write_eof()
        for _ in range(3):
            assert await process.stdout.readline() == f"{node.ip}\n"
        assert await process.stdout.readline() == "reached\n"


async def test_a_taken_port_refuses_the_bind(fleet, connect):
    fleet["a3-01"].take_port(1025)
    connection = await connect(fleet, "a3-01")
    bind = "python3 -c \"import socket; socket.socket().bind(('0.0.0.0', 1025))\""
    assert "Address already in use" in (await connection.run(bind)).stderr
    fleet["a3-01"].free_ports()
    assert (await connection.run(bind)).exit_status == 0


async def test_what_stands_on_a_node_is_what_mindie_installs(fleet, connect):
    connection = await connect(fleet, "a3-01")
    node = fleet["a3-01"]
    assert node.config_path.read_text() == DEFAULT_CONFIG
    assert stat.S_IMODE(node.config_path.stat().st_mode) == 0o640
    sourced = await connection.run(
        f"docker exec -i mindie-a3 bash -c 'for f in {fleet.folder}/Ascend/{{*,nnal/atb}}/set_env.sh; "
        "do source $f; done; echo $MINDIE_LOG_LEVEL $MINDIE_LOG_TO_STDOUT'",
        check=True,
    )
    assert sourced.stdout == "ERROR 0\n"
    assert stat.S_IMODE(fleet.weights.stat().st_mode) == 0o750
    index = json.loads((fleet.weights / "quant_model_weight_w8a8_dynamic.safetensors.index.json").read_text())
    assert {path.name for path in fleet.weights.glob("*.safetensors")} == set(index["weight_map"].values())
    fleet.lose_shard()
    assert {path.name for path in fleet.weights.glob("*.safetensors")} < set(index["weight_map"].values())


async def test_a_folder_that_holds_something_is_not_taken(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FileExistsError, match="not empty"):
        async with Fleet(nodes=1, folder=tmp_path):
            pass
    assert (tmp_path / "thesis.txt").exists()


async def test_the_documented_ports_are_free_on_a_new_fleet(fleet):
    for node in fleet.nodes:
        for port in (1025, 1026, 1027, 1120):
            with socket.socket() as probe:
                probe.bind((node.ip, port))
