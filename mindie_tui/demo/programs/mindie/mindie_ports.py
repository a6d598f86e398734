"""What the three ports of the demo's MindIE answer: service, management, metrics."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mindie_tui.demo.programs.mindie import mindie_checks, mindie_engine, mindie_metrics
from mindie_tui.demo.programs.mindie.mindie_http import ServedModel, ServerConnection


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
    """A response with 200 but no answer: `empty`, `json_error`, `hang`, `slow`. False for what the tokens show."""
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


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """What a client asks, as it was checked."""

    prompt: str
    most: int
    """Tokens of the answer."""
    streamed: bool
    ignore_eos: bool


class ChatRefused(Exception):
    """The status, the sentence and the kind of an answer that is no completion."""


def chat(connection: ServerConnection, body: bytes) -> None:
    """POST /v1/chat/completions, streamed or whole."""
    service, faults = connection.service, connection.service.faults()
    service.requests += 1
    try:
        asked = _parsed(body)
        if faults.get("http_status"):
            raise ChatRefused(int(faults["http_status"]), "the demo was told to fail", "Demo fault")
        if faults.get("stream") and ill(connection, str(faults["stream"])):
            return
        request = _checked(asked, service)
    except ChatRefused as refusal:
        return connection.refuse(*refusal.args)
    answer = ChatAnswer(connection, request.streamed, faults)
    connection.request = answer.completion = mindie_engine.request(
        request.prompt,
        max_tokens=request.most,
        ignore_eos=request.ignore_eos,
        tokens=answer.stream if request.streamed else answer.collect,
    )
    if request.streamed:
        connection.begin_stream()
    service.engine.submit(answer.completion)


def _parsed(body: bytes) -> dict[str, Any]:
    """The object that was sent, with messages in it. Raises ChatRefused."""
    try:
        asked = json.loads(body)
    except ValueError:
        raise ChatRefused(422, "Json parse error", "Input Validation Error") from None
    messages = asked.get("messages") if isinstance(asked, dict) else None
    if not isinstance(messages, list) or not messages or not all(isinstance(m, dict) for m in messages):
        raise ChatRefused(422, "Messages must be a non-empty array", "Input Validation Error")
    return dict(asked)


def _checked(asked: Mapping[str, Any], service: ServedModel) -> ChatRequest:
    """What the engine is to do. Raises ChatRefused."""
    if asked.get("model") != service.model:
        raise ChatRefused(404, f"Model {asked.get('model')!r} is not found", "Not Found")
    most = asked.get("max_tokens", asked.get("max_completion_tokens", 16384))
    if type(most) is not int or most < 1:
        raise ChatRefused(422, "max_tokens must be an integer of at least 1", "Input Validation Error")
    if service.stopping:
        raise ChatRefused(503, "The service has been stopped.", "Service Unavailable")
    prompt = "\n".join(str(message.get("content", "")) for message in asked["messages"])
    return ChatRequest(prompt, most, asked.get("stream") is True, asked.get("ignore_eos") is True)


class ChatAnswer:
    """One answer on its way to the client, token by token; `completion` is set before the first of them."""

    completion: mindie_engine.Completion

    def __init__(self, connection: ServerConnection, streamed: bool, faults: Mapping[str, Any]) -> None:
        self.connection, self.faults, service = connection, faults, connection.service
        kind = "chat.completion.chunk" if streamed else "chat.completion"
        front = f'{{"id":"endpoint_common_{service.requests}","object":"{kind}","created":{int(time.time())},'
        self.front = front + f'"model":{json.dumps(faults.get("model_name") or service.model)},"choices":['
        every = int(faults.get("fail_every", 0))
        self.is_cut = bool(every) and service.requests % every == 0
        self.parts: list[str] = []

    def usage(self) -> str:
        prompt, done = self.completion.prompt_tokens, self.completion.done
        return json.dumps({"prompt_tokens": prompt, "completion_tokens": done, "total_tokens": prompt + done})

    def stream(self, text: str, count: int, reason: str | None) -> None:
        """Send one chunk of a stream; with a reason it is the last one."""
        ours, how, connection = self.completion, self.faults.get("stream"), self.connection
        if self.faults.get("garbage_tokens"):
            text = "\ufffd" * count
        if how == "no_text":
            text = ""
        if how == "no_end" and ours.done > 3:
            ours.gone = True
            return connection.transport.close()
        if self.is_cut and ours.done > 3:
            ours.gone = True
            connection.service.failed += 1
            return connection.transport.abort()
        delta = f'{{"index":0,"delta":{{"role":"assistant","content":{json.dumps(text)}}},"logprobs":null,'
        delta += '"finish_reason":'
        if reason is None:
            return connection.event(f"{self.front}{delta}null}}]}}")
        connection.event(f'{self.front}{delta}"{reason}"}}],"usage":{self.usage()}}}')
        connection.event("[DONE]")
        connection.end_stream()

    def collect(self, text: str, count: int, reason: str | None) -> None:
        """Keep one part of a whole answer; with a reason it is sent."""
        self.parts.append(text)
        if reason is not None:
            message = json.dumps({"role": "assistant", "content": "".join(self.parts)})
            choice = f'{{"index":0,"message":{message},"finish_reason":"{reason}"}}'
            self.connection.reply(200, f'{self.front}{choice}],"usage":{self.usage()}}}'.encode())


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


@dataclass(frozen=True, slots=True)
class Port:
    """Where one of the three listens; `tls` is the prefix of its keys in config.json."""

    ip: str
    number: int
    tls: str
    answer: Callable[[ServerConnection, str, str, bytes], None]


def ports(read: mindie_checks.Read, environment: Mapping[str, str]) -> tuple[Port, ...]:
    """The three ports in the order in which MindIE opens them."""
    service_ip = environment.get("MIES_CONTAINER_IP") or read.server("ipAddress", "127.0.0.1")
    management_ip = environment.get("MIES_CONTAINER_MANAGEMENT_IP")
    management_ip = management_ip or read.server("managementIpAddress", "127.0.0.2")
    return (
        Port(service_ip, read.server("port", 1025), "tls", serve_service),
        Port(management_ip, read.server("managementPort", 1026), "managementTls", serve_management),
        Port(management_ip, read.server("metricsPort", 1027), "metricsTls", serve_metrics),
    )
