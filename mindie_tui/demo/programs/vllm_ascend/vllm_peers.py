"""How the nodes of a demo fleet of vLLM-Ascend find each other: one line of JSON each way instead of ZMQ and HCCL.

As the real ones: the head waits for its nodes without an end and says nothing of those that are missing; a headless
node gives up after five minutes, with exit code 0; it does not notice that the head has ended.
"""

from __future__ import annotations

import asyncio
import json

HANDSHAKE_S = 300.0


class Head:
    """The first node: it counts the ranks of the others that are ready."""

    def __init__(self, expected: int) -> None:
        self.expected, self.ready = expected, 0
        self.all_ready = asyncio.Event()
        if expected <= 0:
            self.all_ready.set()

    async def listen(self, port: int) -> None:
        await asyncio.start_server(self._hear, "0.0.0.0", port, reuse_address=True)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            said = json.loads(await reader.readline() or b"{}")
            writer.write(b'{"hello": true}\n')
            await writer.drain()
            if (await reader.readline()).strip() == b"ready":
                self.ready += int(said.get("ranks", 0))
                if self.ready >= self.expected:
                    self.all_ready.set()
        finally:
            writer.close()


async def join(address: str, port: int, ranks: int, speed: float) -> asyncio.StreamWriter | None:
    """The connection of a headless node to the head; None where that one did not come in time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + HANDSHAKE_S / speed
    while loop.time() < until:
        try:
            reader, writer = await asyncio.open_connection(address, port)
            writer.write(json.dumps({"ranks": ranks}).encode() + b"\n")
            await reader.readline()
            return writer
        except OSError:
            await asyncio.sleep(0.2)
    return None
