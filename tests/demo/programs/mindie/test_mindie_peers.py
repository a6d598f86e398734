"""Master and slaves find each other, and notice when one is gone."""

import asyncio
import socket

import pytest

from mindie_tui.demo.programs.mindie import mindie_peers
from mindie_tui.demo.programs.mindie.mindie_log import MindieLog
from mindie_tui.demo.programs.mindie.mindie_peers import Master, Slave
from tests.kit.waiting import until


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


async def test_all_slaves_register_and_a_lost_one_is_named(port):
    lost = []
    master = Master(MindieLog(), "127.0.0.1", port, 2, lost.append)
    gathering = asyncio.create_task(master.gather())
    slaves = [Slave(MindieLog(), f"10.0.0.{n}", ("127.0.0.1", port), 1000, lost.append) for n in (1, 2)]
    await asyncio.gather(gathering, *(slave.register() for slave in slaves))
    master.busy(42)
    await until(lambda: [slave.aicore for slave in slaves] == [42, 42])
    slaves[0]._writer.close()
    await until(lambda: "10.0.0.1" in lost)
    master.close()
    slaves[1]._writer.close()
    await until(lambda: "127.0.0.1" in lost)


async def test_a_slave_gives_up_after_its_last_try(port, monkeypatch):
    monkeypatch.setattr(mindie_peers, "TRIES", 3)
    slave = Slave(MindieLog(), "10.0.0.1", ("127.0.0.1", port), 1000, print, lambda: True)
    with pytest.raises(ConnectionError):
        await slave.register()
