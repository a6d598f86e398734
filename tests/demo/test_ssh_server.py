"""A node's SSH server: a real bash for each command, its bytes, its status and its end."""

import os

import asyncssh
import pytest

from tests.kit.waiting import until


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


async def test_a_closed_channel_ends_its_command_and_leaves_daemons_alone(fleet, connect):
    connection = await connect(fleet, "a3-01")
    await connection.run("setsid sleep 999 </dev/null >/dev/null 2>&1 & exit", check=True)
    process = await connection.create_process("echo up; sleep 888")
    assert await process.stdout.readline() == "up\n"
    node = fleet["a3-01"]
    await until(lambda: {p.command for p in node.running()} >= {"sleep 999", "sleep 888"})
    process.close()
    await until(lambda: "sleep 888" not in {p.command for p in node.running()})
    assert "sleep 999" in {p.command for p in node.running()}


async def test_a_password_opens_a_node_that_has_one(fleet, connect):
    fleet["a3-01"].password = "open sesame"
    by_password = {"client_keys": [], "preferred_auth": "password"}
    connection = await connect(fleet, "a3-01", password="open sesame", **by_password)
    assert (await connection.run("echo in", check=True)).stdout == "in\n"
    with pytest.raises(asyncssh.PermissionDenied):
        await connect(fleet, "a3-01", password="sesame", **by_password)
