"""One completion is asked of servers that are ill in every way; what is wrong is named in time."""

import asyncio
import json
import os

import pytest

from mindie_tui.model.mindie.answers import failed_answer
from mindie_tui.remote.transport.node_program import program
from tests.kit.near import NearLink

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def chunk(text, model="deepseek", end=None):
    choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": end}
    return f"data: {json.dumps({'model': model, 'choices': [choice]})}\n\n"


GOOD = HEAD + chunk("Hel") + chunk("lo!", end="length") + "data: [DONE]\n\n"


class Server:
    """Answers the n-th connection with the n-th text, the last one from then on; `hold` keeps it open after that."""

    def __init__(self, *answers, hold=False):
        self.answers, self.hold, self.asked = list(answers), hold, []

    async def __aenter__(self):
        self.open = asyncio.Event()
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"
        return self

    async def serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        lines = [line.split(b":") for line in head.lower().split(b"\r\n")]
        length = next((int(line[1]) for line in lines if line[0] == b"content-length"), 0)
        self.asked.append((head, await reader.readexactly(length)))
        writer.write((self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]).encode())
        await writer.drain()
        if self.hold:
            await self.open.wait()
        writer.close()

    async def __aexit__(self, *_):
        self.open.set()
        self.server.close()


@pytest.fixture
def link(tmp_path):
    return NearLink("a3-01", tmp_path, {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"})


async def chat(link, server, limit=3, model="deepseek"):
    given = {"url": server.url, "model": model, "limit_s": limit}
    return await program("ask", "chat", json.dumps(given)).one(link)


async def test_a_stream_with_text_under_the_right_name_is_an_answer_and_no_proxy_is_asked(link):
    async with Server(GOOD) as server:
        answer = await chat(link, server)
    assert (answer["text"], answer["model"]) == ("Hello!", "deepseek")
    assert 0 < answer["ttft_ms"] <= answer["ms"]
    head, body = server.asked[0]
    asked = json.loads(body)
    assert head.startswith(b"POST /v1/chat/completions")
    assert asked["stream"] is True and asked["model"] == "deepseek" and asked["max_tokens"] <= 16


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (HEAD, "empty", "empty stream"),
        (HEAD + "data: [DONE]\n\n", "empty", "empty stream"),
        (HEAD + chunk("") + "data: [DONE]\n\n", "empty", "empty stream"),
        (HEAD + "<html>nginx</html>\n", "empty", "nginx"),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found", "status", "404 not found"),
        ("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "status", "500"),
        (HEAD + chunk("Hello", model="other") + "data: [DONE]\n\n", "model", "other"),
        (HEAD + chunk("!!!!!!") + "data: [DONE]\n\n", "no_text", "!!!!!!"),
        (HEAD + chunk("\ufffd\ufffd") + "data: [DONE]\n\n", "no_text", "\ufffd"),
        (HEAD + chunk("Hel"), "stream", "broke off"),
        (HEAD + 'data: {"error": "no free slot"}\n\n', "empty", "no free slot"),
        (HEAD + "data: {nonsense\n\n", "stream", "nonsense"),
        ("what?\r\n\r\n", "stream", "what"),
    ],
)
async def test_what_is_wrong_with_an_answer_is_named(link, answer, kind, words):
    async with Server(answer) as server:
        found = await chat(link, server)
    assert found["error"] == kind and words in found["said"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("", "not one token"),
        (HEAD, "not one token"),
        (HEAD + chunk("Hel"), "only 'Hel'"),
        (HEAD[:20], "not one token"),
    ],
)
async def test_a_server_that_hangs_is_named_within_its_limit(link, answer, words):
    async with Server(answer, hold=True) as server:
        found = await chat(link, server, limit=1)
    assert found["error"] == "silent" and words in found["said"]


async def test_an_answer_of_a_process_that_is_not_the_daemons_is_named_by_its_pid(link):
    async with Server(GOOD) as server:
        given = {"url": server.url, "model": "deepseek", "limit_s": 3, "pid": 1}
        found = await program("ask", "chat", json.dumps(given)).one(link)
        assert found["error"] == "foreign" and f"pid {os.getpid()}" in found["said"]
        ours = await program("ask", "chat", json.dumps({**given, "pid": os.getpid()})).one(link)
        assert ours["text"] == "Hello!"


async def test_just_after_the_port_opened_503_is_asked_again(link):
    async with Server("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n", GOOD) as server:
        assert (await chat(link, server))["text"] == "Hello!"


async def test_a_port_that_nobody_holds_is_refused(link):
    async with Server(GOOD) as server:
        pass
    found = await chat(link, server, limit=0.5)
    assert found["error"] == "refused"


@pytest.mark.parametrize(
    ("answer", "healthy", "words"),
    [
        ('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{"status":"healthy"}', True, None),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", False, "200 {}"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", False, "200"),
        ("HTTP/1.1 503 Unavailable\r\nContent-Length: 0\r\n\r\n", False, "503"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", False, "200 []"),
    ],
)
async def test_healthy_is_what_mindie_calls_so(link, answer, healthy, words):
    async with Server(answer) as server:
        given = {"url": f"{server.url}/health/timed-3", "timeout_s": 3}
        found = await program("ask", "health", json.dumps(given)).one(link)
    assert (found["healthy"], found.get("said")) == (healthy, words)


async def test_the_key_goes_along_and_comes_back_in_no_answer(link):
    refused = "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\nincorrect key sk-secret-1"
    async with Server(GOOD, refused) as server:
        for want in ("text", "error"):
            asked = {"url": server.url, "model": "deepseek", "limit_s": 3}
            answer = await program("ask", "chat", json.dumps(asked), payload=b"sk-secret-1").one(link)
            assert want in answer and "sk-secret-1" not in json.dumps(answer)
        assert all(b"authorization: bearer sk-secret-1" in head.lower() for head, _ in server.asked)
    assert not [text for text in link.commands if "sk-secret-1" in text], "a command line is seen by everybody there"
    async with Server(GOOD) as server:
        assert "text" in await chat(link, server)
        assert b"authorization" not in server.asked[0][0].lower()


def test_a_service_that_wants_a_key_is_told_how_it_gets_one():
    for status in ("401 Unauthorized", "403 Forbidden"):
        what, do = failed_answer("status", status, "http://10.0.0.1:1025", "deepseek")
        assert status in what and "bench.api_key_env" in do
    assert "openAiSupport" in failed_answer("status", "404 Not Found", "http://10.0.0.1:1025", "deepseek")[1]
