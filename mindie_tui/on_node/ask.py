"""HTTP asked on the node itself, proxies ignored: whether the service is healthy, and one real streamed completion.

Arguments: what, then a JSON object. One JSON line:
health {"url", "timeout_s"} -> {"healthy": true} or {"healthy": false, "said": words}
chat {"url", "model", "limit_s"} -> {"text", "model", "ttft_ms", "ms"} or {"error": kind, "said": words}
    kinds: status, empty, no_text, model, stream, silent, refused
"""

import http.client
import json
import socket
import ssl
import sys
import time
from urllib.parse import urlsplit


class Bad(Exception):
    """kind, words."""


def main():
    nonce, what, given = sys.argv[3:6]
    answer = {"health": health, "chat": chat}[what](json.loads(given))
    print("\n" + nonce, json.dumps(answer), flush=True)


def health(given):
    """MindIE says {"status":"healthy"} with 200; 503 with nothing while a child is missing."""
    try:
        connection, path = connected(given["url"], given["timeout_s"])
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read(4096)
    except (OSError, http.client.HTTPException) as error:
        return {"healthy": False, "said": words(error)}
    said = f"{response.status} {body.decode('utf-8', 'replace').strip()}".strip()
    try:
        good = response.status == 200 and json.loads(body).get("status") == "healthy"
    except (ValueError, AttributeError):
        good = False
    return {"healthy": True} if good else {"healthy": False, "said": said or "nothing"}


def chat(given):
    """Ask for a few tokens until they come or the limit is over; 503 and a refused connection are asked again."""
    until = time.monotonic() + given["limit_s"]
    while True:
        try:
            return one_chat(given["url"], given["model"], until)
        except Bad as bad:
            kind, said = bad.args
            status = said.split(" ")[0] if kind == "status" else ""
            if time.monotonic() + 1 > until or (kind != "refused" and status != "503"):
                return {"error": kind, "said": said}
        time.sleep(0.5)


def one_chat(url, model, until):
    ask = {"model": model, "stream": True, "max_tokens": 16, "messages": [{"role": "user", "content": "Say hello."}]}
    began = time.monotonic()
    try:
        connection, _ = connected(url, left(until))
        connection.request("POST", "/v1/chat/completions", json.dumps(ask), {"Content-Type": "application/json"})
        socket_ = connection.sock  # http.client forgets it where the answer has no length
        response = connection.getresponse()
        if response.status != 200:
            raise Bad("status", f"{response.status} {response.read(400).decode('utf-8', 'replace').strip()}".strip())
        text, names, first, ended, raw = read_stream(socket_, response, until)
    except socket.timeout:  # noqa: UP041 - before Python 3.10 it is no TimeoutError
        raise Bad("silent", f"no end within {time.monotonic() - began:.0f} s") from None
    except http.client.HTTPException as error:
        raise Bad("stream", words(error)) from None
    except OSError as error:
        raise Bad("refused", words(error)) from None
    if names - {model}:
        raise Bad("model", sorted(names - {model})[0])
    if not text:
        raise Bad("empty", raw or "200 and an empty stream")
    if not any(letter.isalnum() for letter in text):
        raise Bad("no_text", text[:80])
    if not names:
        raise Bad("model", "no name at all")
    if not ended:
        raise Bad("stream", f"it broke off after {text[:80]!r}")
    ms = (time.monotonic() - began) * 1e3
    return {"text": text[:400], "model": model, "ttft_ms": (first - began) * 1e3, "ms": ms}


def read_stream(socket_, response, until):
    """Text, model names, time of the first text, whether it came to its end, and the first words that were no event."""
    text, names, first, ended, raw = "", set(), None, False, ""
    while True:
        socket_.settimeout(left(until))
        line = response.readline(1 << 20)
        if not line:
            return text, names, first, ended, raw
        line = line.decode("utf-8", "replace").strip()
        if not line.startswith("data:"):
            raw = raw or line[:200]
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            return text, names, first, True, raw
        try:
            event = json.loads(data)
            choices = event.get("choices") or []
            names.add(str(event["model"])) if event.get("model") else None
            for choice in choices:
                delta = choice.get("delta") or {}
                piece = (delta.get("content") or "") + (delta.get("reasoning_content") or "")
                if piece and first is None:
                    first = time.monotonic()
                text += piece
                ended = ended or bool(choice.get("finish_reason"))
        except (ValueError, AttributeError, TypeError):
            raise Bad("stream", data[:200]) from None


def connected(url, timeout):
    """A connection to the place itself, whatever http_proxy says, and the path. Its certificate is not looked at:
    the service is asked at home, and what is wrong with its TLS is another check's."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=timeout, context=context)
    else:
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    connection.connect()
    return connection, parts.path or "/"


def left(until):
    """Seconds that remain, as a time-out: socket.timeout at once where none do."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise socket.timeout("the limit is over")  # noqa: UP041
    return seconds


def words(error):
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


if __name__ == "__main__":
    main()
