"""The faults of a node are the faults of real machines."""

import asyncio
import json

import asyncssh
import pytest


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


async def test_a_cut_line_breaks_the_connection(fleet, connect):
    connection = await connect(fleet, "a3-01")
    fleet["a3-01"].cut()
    await connection.wait_closed()
    assert (await (await connect(fleet, "a3-01")).run("echo again", check=True)).stdout == "again\n"


async def test_a_taken_port_refuses_the_bind(fleet, connect):
    fleet["a3-01"].take_port(1025)
    connection = await connect(fleet, "a3-01")
    bind = "python3 -c \"import socket; socket.socket().bind(('0.0.0.0', 1025))\""
    assert "Address already in use" in (await connection.run(bind)).stderr
    fleet["a3-01"].free_ports()
    assert (await connection.run(bind)).exit_status == 0


async def test_a_fault_is_set_beside_the_others_and_taken_away_by_none(fleet):
    node = fleet["a3-01"]
    faults = node.folder / "state" / "faults.json"
    node.fault(http_status=404, stuck="weights")
    node.fault(stuck=None, driver_down=True)
    assert json.loads(faults.read_text()) == {"http_status": 404, "driver_down": True}
