"""HTTP asked on the node itself, proxies ignored: whether the service is healthy, and one real streamed completion.

Arguments: what, then a JSON object. One JSON line:
health {"url", "timeout_s", "tls", "bare": 200 alone is healthy}
    -> {"healthy": true, "tls"} or {"healthy": false, "said": words}
chat {"url", "model", "limit_s", "tls", "pid"} -> {"text", "model", "ttft_ms", "ms", "tls"} or {"error": kind, "said"}
    kinds: status, empty, no_text, model, stream, silent, refused, tls, foreign
    Standard input after the program: the service's key, or nothing. No answer holds it.
tls {"ca": [paths], "cert": path, "key": path}: what https is verified with, and what is shown where the service asks
for a client's certificate. "tls" of an answer says what was verified; null for http.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import sys
import time
from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from mindie_tui.on_node.shared.proc import group, name_of, pids
from mindie_tui.on_node.shared.small_files import Json


class Bad(Exception):
    """kind, words."""


def main() -> None:
    nonce, what, given = sys.argv[3:6]
    key = sys.stdin.read().strip()
    answer = health(json.loads(given)) if what == "health" else chat(json.loads(given), key)
    if key and "said" in answer:
        answer["said"] = answer["said"].replace(key, "(the key)")  # a service that quotes what it refuses
    print("\n" + nonce, json.dumps(answer), flush=True)


def health(given: Json) -> Json:
    """MindIE says {"status":"healthy"} with 200; 503 with nothing while a child is missing; vLLM says 200 alone."""
    try:
        connection, path, tls = connect(given["url"], given["timeout_s"], given.get("tls"))
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read(4096)
    except (OSError, http.client.HTTPException) as error:
        return {"healthy": False, "said": words(error)}
    said = f"{response.status} {body.decode('utf-8', 'replace').strip()}".strip()
    try:
        good = response.status == 200 and (bool(given.get("bare")) or json.loads(body).get("status") == "healthy")
    except (ValueError, AttributeError):
        good = False
    return {"healthy": True, "tls": tls} if good else {"healthy": False, "said": said or "nothing"}


def chat(given: Json, key: str = "") -> Json:
    """Ask for a few tokens until they come or the limit is over; 503 and a refused connection are asked again."""
    until = time.monotonic() + given["limit_s"]
    while True:
        try:
            answer = one_chat(given["url"], given["model"], until, given.get("tls"), key)
            whose = stranger(given["url"], given["pid"]) if given.get("pid") else None
            return {"error": "foreign", "said": whose} if whose else answer
        except Bad as bad:
            kind, said = bad.args
            status = said.split(" ")[0] if kind == "status" else ""
            if time.monotonic() + 1 > until or (kind != "refused" and status != "503"):
                return {"error": kind, "said": said}
        time.sleep(0.5)


def one_chat(url: str, model: str, until: float, given_tls: Json | None = None, key: str = "") -> Json:
    ask = {"model": model, "stream": True, "max_tokens": 16, "messages": [{"role": "user", "content": "Say hello."}]}
    began = time.monotonic()
    seen: Json = {"text": "", "first": None}
    reached = False
    try:
        connection, _, tls = connect(url, left(until), given_tls)
        reached = True
        heads = {"Content-Type": "application/json"}
        if key:
            heads["Authorization"] = "Bearer " + key
        connection.request("POST", "/v1/chat/completions", json.dumps(ask), heads)
        socket_ = connection.sock  # http.client forgets it where the answer has no length
        response = connection.getresponse()
        if response.status != 200:
            raise Bad("status", f"{response.status} {response.read(400).decode('utf-8', 'replace').strip()}".strip())
        names, ended, raw = read_stream(socket_, response, until, seen)
    except socket.timeout:  # before Python 3.10 it is no TimeoutError
        so_far = f", only {seen['text'][:80]!r}" if seen["text"] else ", not one token"
        raise Bad("silent", f"no end within {time.monotonic() - began:.0f} s{so_far}") from None
    except http.client.HTTPException as error:
        raise Bad("stream", words(error)) from None
    except ssl.SSLError as error:
        raise Bad("tls", words(error)) from None
    except OSError as error:
        if reached:
            so_far = f"after {seen['text'][:80]!r}" if seen["text"] else "before one token"
            raise Bad("stream", f"it broke off {so_far}: {words(error)}") from None
        raise Bad("refused", words(error)) from None
    text, first = seen["text"], seen["first"]
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
    return {"text": text[:400], "model": model, "ttft_ms": (first - began) * 1e3, "ms": ms, "tls": tls}


def read_stream(
    socket_: socket.socket, response: http.client.HTTPResponse, until: float, seen: Json
) -> tuple[set[str], bool, str]:
    """Model names, whether it came to its end, and the first words that were no token; text and its time in `seen`."""
    names: set[str] = set()
    ended, raw = False, ""
    while True:
        socket_.settimeout(left(until))
        sent = response.readline(1 << 20)
        if not sent:
            return names, ended, raw
        line = sent.decode("utf-8", "replace").strip()
        if not line.startswith("data:"):
            raw = raw or line[:200]
            continue
        data = line[5:].strip()
        if data == "[DONE]":
            return names, True, raw
        try:
            event = json.loads(data)
            choices = event.get("choices") or []
            if not choices and "usage" not in event:
                raw = raw or data[:200]
            names.add(str(event["model"])) if event.get("model") else None
            for choice in choices:
                delta = choice.get("delta") or {}
                piece = (delta.get("content") or "") + (delta.get("reasoning_content") or "")
                if piece and seen["first"] is None:
                    seen["first"] = time.monotonic()
                seen["text"] += piece
                ended = ended or bool(choice.get("finish_reason"))
        except (ValueError, AttributeError, TypeError):
            raise Bad("stream", data[:200]) from None


# -- the connection


def connect(url: str, timeout: float, tls: Json | None) -> tuple[http.client.HTTPConnection, str, str | None]:
    """A connection to the place itself, whatever http_proxy says, the path, and what TLS was verified with."""
    parts = urlsplit(url)
    path = parts.path or "/"
    if parts.scheme != "https":
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        connection.connect()
        return connection, path, None
    tls = tls or {}
    known = [name for name in tls.get("ca") or () if os.path.isfile(name)]
    why = "the profile names no CA file that is there"
    if known:
        try:
            connection = connect_tls(parts, timeout, tls, known)
            shown = ", ".join(os.path.basename(name) for name in known)
            return connection, path, f"TLS: the certificate was verified with {shown}, its name too"
        except ssl.SSLCertVerificationError as error:
            why = getattr(error, "verify_message", None) or words(error)
    connection = connect_tls(parts, timeout, tls, None)
    return connection, path, f"TLS: encrypted, but the certificate was not verified: {why}"


def connect_tls(
    parts: SplitResult, timeout: float, tls: Json, known: Sequence[str] | None
) -> http.client.HTTPSConnection:
    """HTTPS, verified with the CA files `known`; with None the certificate is not looked at."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if known is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    for name in known or ():
        context.load_verify_locations(name)
    if tls.get("cert") and tls.get("key"):
        try:  # shown where the service asks for a client's; a key with a password stays closed
            context.load_cert_chain(tls["cert"], tls["key"], password=lambda: b"")
        except (OSError, ValueError):
            pass
    connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=timeout, context=context)
    connection.connect()
    return connection


def left(until: float) -> float:
    """Seconds that remain, as a time-out: socket.timeout at once where none do."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise socket.timeout("the limit is over")
    return seconds


def words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


# -- who listens


def stranger(url: str, daemon: int) -> str | None:
    """Who holds the listening port where it is a process outside the daemon's group; None: ours, or not to be seen."""
    parts = urlsplit(url)
    sockets = listening(parts.hostname or "", parts.port or 0)
    if not sockets:
        return None
    held: dict[int, str] = {}
    for pid in pids():
        try:
            for handle in os.listdir(f"/proc/{pid}/fd"):
                target = os.readlink(f"/proc/{pid}/fd/{handle}")
                if target.startswith("socket:[") and target[8:-1] in sockets:
                    held.setdefault(pid, target)
        except OSError:
            continue
    if not held or any(pid == daemon or group(pid) == daemon for pid in held):
        return None
    return f"pid {min(held)} ({name_of(min(held)) or 'gone'})"


def listening(host: str, port: int) -> set[str]:
    """Inodes of the sockets that listen on this address and port, or on all addresses of this port."""
    try:
        address = socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return set()
    wanted = {f"{int.from_bytes(part, sys.byteorder):08X}:{port:04X}" for part in (address, bytes(4))}
    try:
        with open("/proc/net/tcp") as file:
            rows = [line.split() for line in file]
    except OSError:
        return set()
    return {row[9] for row in rows if len(row) > 9 and row[3] == "0A" and row[1] in wanted}


if __name__ == "__main__":
    main()
