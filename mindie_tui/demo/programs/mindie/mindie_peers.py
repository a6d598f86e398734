"""Master and slaves of the demo's MindIE: registration over real TCP on multiNodesInferPort, a line that must hold.

The master waits without limit; a slave tries about 120 times, once a second (both of the real ones do).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

from mindie_tui.demo.programs.mindie.mindie_http import leave_no_time_wait
from mindie_tui.demo.programs.mindie.mindie_log import MindieLog, plain

TRIES = 120


class Master:
    def __init__(self, log: MindieLog, ip: str, port: int, slaves: int, lost: Callable[[str], None]) -> None:
        self.log, self.ip, self.port, self.wanted, self._lost = log, ip, port, slaves, lost
        self._joined: dict[str, asyncio.StreamWriter] = {}
        self._complete = asyncio.Event()
        self._server: asyncio.Server | None = None

    async def gather(self) -> None:
        """Listens and returns when every slave has registered. OSError when the port is taken."""
        self._server = await asyncio.start_server(self._meet, self.ip, self.port)
        self.log.llm("INFO", "grpc_communicator.cpp:203", f"gRPC server started on port {self.port} with no encryption")
        self.log.llm("INFO", "grpc_communicator.cpp:217", "GRPCCommunicator: wait slave connecting...")
        await self._complete.wait()
        for writer in self._joined.values():
            writer.write(b"go\n")
        self.log.llm("INFO", "grpc_communicator.cpp:219", f"GRPCCommunicator: All {self.wanted} slaves connected")

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        leave_no_time_wait(writer)
        slave = ""
        try:
            slave = str(json.loads(await reader.readline())["slave_ip"])
            self._joined[slave] = writer
            if len(self._joined) == self.wanted:
                self._complete.set()
            await reader.read()  # a slave says nothing more; the end of the line is its death
        except (OSError, ValueError, KeyError, TypeError):
            pass  # reset, or no slave at all: the line has ended either way
        writer.close()
        if slave and self._joined.pop(slave, None) is not None and self._complete.is_set():
            self._lost(slave)

    def busy(self, aicore: int) -> None:
        """Tell the slaves how busy the NPUs are: all nodes compute the same requests."""
        for writer in self._joined.values():
            writer.write(b"%d\n" % aicore)

    def close(self) -> None:
        if self._server:
            self._server.close()


class Slave:
    """`master` is its address and port; `shut_out` is the fault of a firewall between the nodes."""

    def __init__(
        self,
        log: MindieLog,
        own: str,
        master: tuple[str, int],
        speed: float,
        lost: Callable[[str], None],
        shut_out: Callable[[], bool] = bool,
    ) -> None:
        self.log, self.own, self.speed, self._lost, self._shut_out = log, own, speed, lost, shut_out
        self.master, self.port = master
        self._watch: asyncio.Task[None] | None = None
        self.aicore = 0
        """How busy the NPUs are, in per cent, as the master says."""

    async def register(self) -> None:
        """Returns when the master has all its slaves. ConnectionError after the last try."""
        self.log.llm("INFO", "grpc_communicator.cpp:225", f"GRPCCommunicator: Start to init as Slave (IP={self.own})")
        where = f"IP = {self.master}, port = {self.port}"
        text = f"GRPCCommunicator: attempting connection to server at {where}"
        self.log.llm("INFO", "grpc_communicator.cpp:232", text)
        self.log.llm("INFO", "grpc_communicator.cpp:285", "Successfully connected to master and obtained slaveStream")
        self.log.llm("INFO", "grpc_communicator.cpp:287", f"Sent registration to master: slave_ip={self.own}")
        for _ in range(TRIES):
            try:
                if self._shut_out():
                    raise ConnectionRefusedError
                reader, writer = await asyncio.open_connection(self.master, self.port)
                leave_no_time_wait(writer)
                writer.write(json.dumps({"slave_ip": self.own}).encode() + b"\n")
                if await reader.readline() == b"go\n":
                    break
            except OSError:
                pass  # the master is not there yet
            self.log.llm(
                "ERROR",
                "grpc_communicator.cpp:294",
                "Send registration message to master failed. Retrying in 1 second...",
            )
            await asyncio.sleep(1 / self.speed)
        else:
            plain("Failed to establish connection to master after maximum retries")
            raise ConnectionError(self.master)
        self.log.llm("INFO", "grpc_communicator.cpp:289", "Registration succeeded")
        self._writer = writer
        self._watch = asyncio.get_running_loop().create_task(self._follow(reader))

    async def _follow(self, reader: asyncio.StreamReader) -> None:
        try:
            while line := await reader.readline():
                self.aicore = int(line)
        except (OSError, ValueError):
            pass  # as good as its end
        self._lost(self.master)
