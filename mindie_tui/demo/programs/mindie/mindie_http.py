"""The HTTP/1.1 of the demo's MindIE: connections with keep-alive, answers whole or streamed."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from mindie_tui.demo.programs.mindie.mindie_engine import Completion, SimulatedEngine
from mindie_tui.demo.programs.mindie.mindie_log import MindieLog

REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 422: "Unprocessable Entity"}
REASONS |= {429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}
LONGEST_BODY = 8 * 1024 * 1024


@dataclass
class ServedModel:
    """What the HTTP answers from."""

    model: str
    root: str
    engine: SimulatedEngine
    log: MindieLog
    faults: Callable[[], dict[str, Any]]
    stop: Callable[[], None]
    """The whole daemon ends."""
    workers_alive: Callable[[], bool]
    stopping: bool = False
    requests: int = 0
    failed: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)


def leave_no_time_wait(transport: asyncio.BaseTransport | asyncio.StreamWriter) -> None:
    """The demo's one kindness: a service that ended holds its ports no minute longer, so it can be started again."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class ServerConnection(asyncio.Protocol):
    """One client. Requests of a connection are answered one after the other."""

    def __init__(self, service: ServedModel, answer: Callable[[ServerConnection, str, str, bytes], None]) -> None:
        self.service, self._answer = service, answer
        self._buffer = b""
        self._busy = self._keep = False
        self.request: Completion | None = None
        self.peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # as every stream's is
        self.transport = transport
        self.peer = "{}:{}".format(*transport.get_extra_info("peername")[:2])
        leave_no_time_wait(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.request:
            self.request.gone = True

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._next()

    def _next(self) -> None:
        if self._busy or b"\r\n\r\n" not in self._buffer:
            return
        head, _, rest = self._buffer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines[1:])
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        words = lines[0].split(" ")
        given = headers.get("content-length", "0")
        length = int(given) if given.isdecimal() else LONGEST_BODY + 1
        if length > LONGEST_BODY or len(words) != 3:
            self.reply(400, b"")
            self.transport.close()
            return
        if len(rest) < length:
            return
        self._buffer = rest[length:]
        self._busy = True
        self._keep = headers.get("connection", "").lower() != "close" and words[2] == "HTTP/1.1"
        self.method, self.path, self._began = words[0], urlsplit(words[1]).path, time.time()
        self.service.log.server(
            "INFO",
            "http_server.cpp:54",
            f"[endpoint] Receive request from {self.peer} ,method is {words[0]}, uri is {self.path}",
        )
        self._answer(self, words[0], words[1], rest[:length])

    def reply(self, status: int, body: bytes, kind: str = "application/json") -> None:
        head = f"HTTP/1.1 {status} {REASONS[status]}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.transport.write(head.encode() + body)
        self.ended(status, len(body))

    def reply_json(self, status: int, value: Any, indent: int | None = None) -> None:
        self.reply(status, json.dumps(value, indent=indent, ensure_ascii=False).encode())

    def refuse(self, status: int, text: str, kind: str) -> None:
        self.service.failed += 1
        self.reply_json(status, {"error": text, "error_type": kind})

    def begin_stream(self) -> None:
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )

    def event(self, text: str) -> None:
        data = f"data: {text}\n\n".encode()
        self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def end_stream(self) -> None:
        self.transport.write(b"0\r\n\r\n")
        self.ended(200, 0)

    def ended(self, status: int, length: int) -> None:
        self.service.log.server(
            "INFO",
            "http_server.cpp:68",
            f"[endpoint] Http receive response from {self.peer}, status code is {status}, body len {length}",
        )
        self._busy, self.request = False, None
        if not self._keep:  # the client knows the end and closes first
            asyncio.get_running_loop().call_later(2, self.transport.close)
        elif self._buffer:
            asyncio.get_running_loop().call_soon(self._next)
