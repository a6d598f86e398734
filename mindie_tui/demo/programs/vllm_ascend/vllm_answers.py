"""What the one port of the demo's vLLM answers: health, models, version, metrics, chat completions."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mindie_tui.demo.programs.mindie import mindie_engine
from mindie_tui.demo.programs.mindie.mindie_engine import Completion
from mindie_tui.demo.programs.mindie.mindie_http import ServedModel, ServerConnection
from mindie_tui.demo.programs.vllm_ascend import vllm_metrics
from mindie_tui.demo.programs.vllm_ascend.vllm_log import VERSION, plain


class AccessLog:
    """Requests as uvicorn prints them: where the answer goes out, which is all that it prints."""

    def server(self, level: str, where: str, text: str) -> None:
        """MindIE's line of a request; vLLM prints another one, in `serve`."""


@dataclass
class Limits:
    """What the service takes at most."""

    length: int
    """Tokens of a request, prompt and answer."""


def serve(connection: ServerConnection, method: str, target: str, body: bytes, limits: Limits) -> None:
    """Every path of the port."""
    service, path = connection.service, urlsplit(target).path
    sick = not service.workers_alive() or bool(service.faults().get("never_healthy"))
    if path in ("/health", "/ping"):
        connection.reply(503 if sick else 200, b"")
    elif path == "/version":
        connection.reply_json(200, {"version": VERSION})
    elif path == "/metrics":
        connection.reply(200, vllm_metrics.text(service.model, service.engine).encode(), "text/plain")
    elif path == "/v1/models":
        model = {"id": service.model, "object": "model", "owned_by": "vllm", "root": service.root}
        connection.reply_json(200, {"object": "list", "data": [{**model, "max_model_len": limits.length}]})
    elif path == "/v1/chat/completions" and method == "POST":
        _chat(connection, body, limits)
    elif path == "/v1/chat/completions":
        connection.reply_json(405, {"detail": "Method Not Allowed"})
    else:
        connection.reply_json(404, {"detail": "Not Found"})
    if path != "/health":
        plain(f'INFO:     {connection.peer} - "{method} {path} HTTP/1.1"')


def _error(connection: ServerConnection, status: int, text: str, kind: str) -> None:
    connection.service.failed += 1
    connection.reply_json(status, {"error": {"message": text, "type": kind, "param": None, "code": status}})


def _chat(connection: ServerConnection, body: bytes, limits: Limits) -> None:
    service = connection.service
    service.requests += 1
    try:
        asked: Any = json.loads(body)
    except ValueError:
        return _error(connection, 400, "There was an error parsing the body", "BadRequestError")
    if not service.workers_alive():
        return _error(connection, 500, "EngineCore encountered an issue. See stack trace for the root cause.",
                      "InternalServerError")  # fmt: skip
    if asked.get("model") != service.model:
        return _error(connection, 404, f"The model `{asked.get('model')}` does not exist.", "NotFoundError")
    prompt = "\n".join(str(message.get("content", "")) for message in asked.get("messages") or ())
    most = asked.get("max_tokens", asked.get("max_completion_tokens", limits.length // 2))
    tokens = len(prompt) // 4 + 6
    if type(most) is not int or most < 1 or most + tokens > limits.length:
        text = f"This model's maximum context length is {limits.length} tokens. However, you requested {most} output "
        text += f"tokens and your prompt contains at least {tokens} input tokens"
        return _error(connection, 400, text, "BadRequestError")
    streamed = asked.get("stream") is True
    answer = _Answer(connection, streamed, asked)
    connection.request = answer.completion = mindie_engine.request(
        prompt, max_tokens=most, ignore_eos=asked.get("ignore_eos") is True,
        tokens=answer.stream if streamed else answer.collect,
    )  # fmt: skip
    if streamed:
        connection.begin_stream()
    service.engine.submit(answer.completion)
    return None


class _Answer:
    """One answer on its way to the client; `completion` is set before its first token."""

    completion: Completion

    def __init__(self, connection: ServerConnection, streamed: bool, asked: Mapping[str, Any]) -> None:
        self.connection, service = connection, connection.service
        self.garbage = bool(service.faults().get("garbage_tokens"))
        name = service.faults().get("model_name") or service.model
        kind = "chat.completion.chunk" if streamed else "chat.completion"
        self.head = {
            "id": f"chatcmpl-{service.requests:016x}",
            "object": kind,
            "created": int(time.time()),
            "model": name,
        }
        options = asked.get("stream_options")
        self.usage_wanted = isinstance(options, dict) and options.get("include_usage") is True
        self.parts: list[str] = []

    def usage(self) -> dict[str, int]:
        prompt, done = self.completion.prompt_tokens, self.completion.done
        return {"prompt_tokens": prompt, "total_tokens": prompt + done, "completion_tokens": done}

    def stream(self, text: str, count: int, reason: str | None) -> None:
        """Send one chunk of a stream; with a reason it is the last one."""
        text = "\ufffd" * count if self.garbage else text
        choice = {"index": 0, "delta": {"content": text}, "logprobs": None, "finish_reason": reason}
        self.connection.event(json.dumps({**self.head, "choices": [choice]}))
        if reason is not None:
            if self.usage_wanted:
                self.connection.event(json.dumps({**self.head, "choices": [], "usage": self.usage()}))
            self.connection.event("[DONE]")
            self.connection.end_stream()

    def collect(self, text: str, count: int, reason: str | None) -> None:
        """Keep one part of a whole answer; with a reason it is sent."""
        self.parts.append(text)
        if reason is not None:
            message = {"role": "assistant", "content": "".join(self.parts)}
            choice = {"index": 0, "message": message, "finish_reason": reason}
            self.connection.reply_json(200, {**self.head, "choices": [choice], "usage": self.usage()})


__all__ = ["AccessLog", "Limits", "ServedModel", "serve"]
