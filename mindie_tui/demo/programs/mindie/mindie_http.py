"""The HTTP of the demo's MindIE: service, management and metrics ports, HTTP/1.1 with keep-alive, answers streamed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mindie_tui.demo.programs.mindie import mindie_engine, mindie_metrics
from mindie_tui.demo.programs.mindie.mindie_engine import Engine
from mindie_tui.demo.programs.mindie.mindie_log import MindieLog

REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 422: "Unprocessable Entity"}
REASONS |= {429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}
LONGEST_BODY = 8 * 1024 * 1024


@dataclass
class ServedModel:
    """What the HTTP answers from."""

    model: str
    root: str
    engine: Engine
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
        self._busy = False
        self.request: mindie_engine.Completion | None = None
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


def serve_service(connection: ServerConnection, method: str, target: str, body: bytes) -> None:
    """The service port."""
    service, path = connection.service, urlsplit(target).path
    if path == "/v1/models" and method == "GET":
        models = [{"id": service.model, "object": "model", "owned_by": "MindIE Server", "root": service.root}]
        connection.reply_json(200, {"data": models, "object": "list"}, indent=4)
    elif path == "/v1/chat/completions" and method == "POST":
        chat(connection, body)
    elif path in ("/v1/models", "/v1/chat/completions"):
        connection.refuse(405, f"Method {method} is not allowed for {path}", "Method Not Allowed")
    else:
        connection.refuse(404, f"Not found uri {path}", "Not Found")


def ill(connection: ServerConnection, how: str) -> bool:
    """An answer with 200 that is none: `empty`, `json_error`, `hang`, `slow`. False for what the tokens show."""
    if how == "empty":
        connection.begin_stream()
        connection.event("[DONE]")
        connection.end_stream()
    elif how == "json_error":
        connection.reply_json(200, {"error": "the engine has no free slot", "error_type": "Incomplete Generation"})
    elif how in ("hang", "slow"):
        connection.begin_stream()
        if how == "slow":
            first = {"index": 0, "delta": {"role": "assistant", "content": "Hel"}, "finish_reason": None}
            connection.event(json.dumps({"model": connection.service.model, "choices": [first]}))
    else:
        return False
    return True


def chat(connection: ServerConnection, body: bytes) -> None:
    """POST /v1/chat/completions, streamed or whole."""
    service, faults = connection.service, connection.service.faults()
    service.requests += 1
    try:
        asked = json.loads(body)
    except ValueError:
        return connection.refuse(422, "Json parse error", "Input Validation Error")
    messages = asked.get("messages") if isinstance(asked, dict) else None
    if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
        return connection.refuse(422, "Messages must be a non-empty array", "Input Validation Error")
    if faults.get("http_status"):
        return connection.refuse(int(faults["http_status"]), "the demo was told to fail", "Demo fault")
    if faults.get("stream") and ill(connection, str(faults["stream"])):
        return None
    if asked.get("model") != service.model:
        return connection.refuse(404, f"Model {asked.get('model')!r} is not found", "Not Found")
    most = asked.get("max_tokens", asked.get("max_completion_tokens", 16384))
    if type(most) is not int or most < 1:
        return connection.refuse(422, "max_tokens must be an integer of at least 1", "Input Validation Error")
    if service.stopping:
        return connection.refuse(503, "The service has been stopped.", "Service Unavailable")
    streamed = asked.get("stream") is True
    prompt = "\n".join(str(message.get("content", "")) for message in messages)
    name = f"endpoint_common_{service.requests}"
    kind = "chat.completion.chunk" if streamed else "chat.completion"
    front = f'{{"id":"{name}","object":"{kind}","created":{int(time.time())},'
    front += f'"model":{json.dumps(faults.get("model_name") or service.model)},"choices":['
    every = int(faults.get("fail_every", 0))
    cut = bool(every) and service.requests % every == 0
    parts: list[str] = []
    ours: mindie_engine.Completion

    def usage() -> str:
        return json.dumps(
            {
                "prompt_tokens": ours.prompt_tokens,
                "completion_tokens": ours.done,
                "total_tokens": ours.prompt_tokens + ours.done,
            }
        )

    def stream(text: str, count: int, reason: str | None) -> None:
        if faults.get("garbage_tokens"):
            text = "\ufffd" * count
        if faults.get("stream") == "no_text":
            text = ""
        if faults.get("stream") == "no_end" and ours.done > 3:
            ours.gone = True
            return connection.transport.close()
        if cut and ours.done > 3:
            ours.gone = True
            service.failed += 1
            return connection.transport.abort()
        delta = f'{{"index":0,"delta":{{"role":"assistant","content":{json.dumps(text)}}},"logprobs":null,'
        delta += '"finish_reason":'
        if reason is None:
            return connection.event(f"{front}{delta}null}}]}}")
        connection.event(f'{front}{delta}"{reason}"}}],"usage":{usage()}}}')
        connection.event("[DONE]")
        connection.end_stream()

    def whole(text: str, count: int, reason: str | None) -> None:
        parts.append(text)
        if reason is not None:
            message = json.dumps({"role": "assistant", "content": "".join(parts)})
            answer = f'{front}{{"index":0,"message":{message},"finish_reason":"{reason}"}}],"usage":{usage()}}}'
            connection.reply(200, answer.encode())

    connection.request = ours = mindie_engine.request(
        prompt,
        max_tokens=most,
        ignore_eos=asked.get("ignore_eos") is True,
        tokens=stream if streamed else whole,
    )
    if streamed:
        connection.begin_stream()
    service.engine.submit(ours)


_TIMED = re.compile(r"/health/timed(?:-\d+)?")


def serve_management(connection: ServerConnection, method: str, target: str, body: bytes) -> None:
    """The management port."""
    service, path = connection.service, urlsplit(target).path
    sick = not service.workers_alive() or bool(service.faults().get("never_healthy"))
    if _TIMED.fullmatch(path):
        if sick:
            connection.reply(503, b"")
        else:
            connection.reply(200, b'{"status":"healthy"}')
    elif path in ("/health", "/v2/health/ready", "/v2/health/live", f"/v2/models/{service.model}/ready", "/info"):
        if service.stopping:
            connection.reply(503, b"The service has been stopped.", "text/plain")
        elif sick:
            connection.reply(503, b"")
        elif path == "/info":
            connection.reply_json(200, {"model_id": service.model, "docker_label": None, "version": "3.0.0"})
        else:
            connection.reply(200, b"")
    elif path == "/stopService":
        if service.stopping:
            return connection.refuse(500, "The service is being stopped.", "Stop Service Error")
        service.stopping = True
        force = parse_qs(urlsplit(target).query).get("mode") == ["Force"]
        task = asyncio.get_running_loop().create_task(_stop(connection, force))
        task.add_done_callback(lambda _: service.stop())
    else:
        connection.refuse(404, f"Not found uri {path}", "Not Found")


async def _stop(connection: ServerConnection, force: bool) -> None:
    """Answers when no request runs or waits, however long that takes; by force after five seconds."""
    service = connection.service
    until = asyncio.get_running_loop().time() + 5 / service.engine.speed
    while service.engine.busy and not (force and asyncio.get_running_loop().time() > until):
        await asyncio.sleep(0.02)
    connection.reply(200, b"")
    await asyncio.sleep(0.05)


def serve_metrics(connection: ServerConnection, method: str, target: str, body: bytes) -> None:
    """The metrics port."""
    service, engine = connection.service, connection.service.engine
    if urlsplit(target).path != "/metrics":
        return connection.refuse(404, f"Not found uri {urlsplit(target).path}", "Not Found")
    if os.environ.get("MIES_SERVICE_MONITOR_MODE") != "1":
        return connection.refuse(500, "Environment variable MIES_SERVICE_MONITOR_MODE is not set.", "Metrics Error")
    said = mindie_metrics.text(service.model, engine, service.failed, time.monotonic() - engine.began)
    connection.reply(200, said.encode(), "text/plain")
