"""A node of a demo fleet of vLLM-Ascend, and a `vllm serve` of it that is run as its shell would."""

import asyncio
import json
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from mindie_tui.demo.fleet import DemoFleet


class ServeRun:
    """One `vllm serve` on a node; `text` is what it has printed."""

    def __init__(self, process):
        self.process, self.text, self._grown = process, "", asyncio.Event()
        self._reading = asyncio.create_task(self._read())

    async def _read(self):
        while data := await self.process.stdout.read(4096):
            self.text += data.decode(errors="replace")
            self._grown.set()
        self._grown.set()

    async def says(self, word):
        async with asyncio.timeout(20):
            while word not in self.text:
                assert self.process.returncode is None or not self._reading.done(), f"{word!r} not in\n{self.text}"
                self._grown.clear()
                await self._grown.wait()

    async def status(self):
        async with asyncio.timeout(20):
            await self.process.wait()
            await self._reading
        return self.process.returncode


class ServeNode:
    """The node; `run(words)` is a context in which `vllm serve WEIGHTS words` runs."""

    def __init__(self, fleet, node):
        self.fleet, self.node = fleet, node

    @asynccontextmanager
    async def run(self, words="", model=None):
        command = [str(self.node.folder / "bin" / "vllm"), "serve", model or str(self.fleet.weights), *words.split()]
        pipe, also = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        process = await asyncio.create_subprocess_exec(*command, env=self.node.environment, stdout=pipe, stderr=also)
        try:
            yield ServeRun(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def get(self, port, path, asked=None):
        """(status, body) of one request to the node."""
        reader, writer = await asyncio.open_connection(self.node.ip, port)
        body = b"" if asked is None else json.dumps(asked).encode()
        heads = (
            f"{'GET' if asked is None else 'POST'} {path} HTTP/1.1",
            "Connection: close",
            f"Content-Length: {len(body)}",
        )
        writer.write("\r\n".join([*heads, "", ""]).encode() + body)
        answer = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode()
        length = [line for line in answer.split("\r\n") if line.lower().startswith("content-length")]
        if length:
            rest = await reader.readexactly(int(length[0].split(":")[1]))
        else:
            rest = await asyncio.wait_for(reader.readuntil(b"\r\n0\r\n\r\n"), 10)
        writer.close()
        return int(answer.split()[1]), rest.decode()


@pytest.fixture
async def node(tmp_path: Path):
    async with DemoFleet(1, 60, tmp_path / "fleet", layout="vllm") as fleet:
        yield ServeNode(fleet, fleet.nodes[0])
