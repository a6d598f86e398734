"""The HTTP client of the demo's ais_bench: kept-alive connections, each event of a stream with the time it came."""

from __future__ import annotations

import asyncio
import time


class HttpError(Exception):
    """An answer that is not 200: final at once."""


class ClientConnection(asyncio.Protocol):
    """One kept-alive connection; `events` gets (time, text) of each event of the stream, then None."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[tuple[float, bytes] | Exception | None] = asyncio.Queue()
        self.buffer = b""
        self.head: list[str] | None = None
        self.length: int | None = None
        self.body = b""
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # as every stream's is
        self.transport, self.open = transport, True

    def connection_lost(self, error: Exception | None) -> None:
        self.open = False
        self.events.put_nowait(ConnectionResetError("Response payload is not completed"))

    def send(self, host: str, path: str, body: bytes, key: str | None = None) -> None:
        self.head, self.buffer, self.body, self.length = None, b"", b"", None
        kind = f"Content-Type: application/json\r\nContent-Length: {len(body)}"
        kind += f"\r\nAuthorization: Bearer {key}" if key else ""
        self.transport.write(f"POST {path} HTTP/1.1\r\nHost: {host}\r\n{kind}\r\n\r\n".encode() + body)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.buffer += data
        if self.head is None:
            head, there, rest = self.buffer.partition(b"\r\n\r\n")
            if not there:
                return
            self.head, self.buffer = head.decode("latin-1").split("\r\n"), rest
            words = self.head[0].split(" ", 2)
            if words[1] != "200":
                self.transport.close()
                self.events.put_nowait(HttpError(words[2] if len(words) > 2 else words[1]))
                return
            sizes = [line.split(":")[1] for line in self.head if line.lower().startswith("content-length:")]
            self.length = int(sizes[0]) if sizes else None
        if self.length is not None:
            if len(self.buffer) >= self.length:
                self.events.put_nowait((now, self.buffer))
                self.events.put_nowait(None)
            return
        while self._chunk(now):
            pass

    def _chunk(self, now: float) -> bool:
        """Takes one chunk of a chunked body out of the buffer; False where it is not whole yet."""
        size, there, rest = self.buffer.partition(b"\r\n")
        if not there:
            return False
        length = int(size, 16)
        if len(rest) < length + 2:
            return False
        self.buffer = rest[length + 2 :]
        if not length:
            self.events.put_nowait(None)
            return False
        self.body += rest[:length]
        while b"\n\n" in self.body:
            event, _, self.body = self.body.partition(b"\n\n")
            if event.startswith(b"data:"):
                self.events.put_nowait((now, event[5:].strip()))
        return True


class Server:
    """Connections to the service, used again."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.idle: list[ClientConnection] = []

    async def take(self) -> ClientConnection:
        while self.idle:
            link = self.idle.pop()
            if link.open:
                return link
        _, link = await asyncio.get_running_loop().create_connection(ClientConnection, self.host, self.port)
        return link

    def give(self, link: ClientConnection) -> None:
        if link.open:
            self.idle.append(link)


def as_seen(error: Exception, host: str, port: int) -> str:
    """An exception as aiohttp words it."""
    if isinstance(error, ConnectionRefusedError):
        where = f"Cannot connect to host {host}:{port} ssl:default [Connect call failed ('{host}', {port})]"
        return f"ClientConnectorError: {where}"
    if isinstance(error, ConnectionResetError):
        return f"ClientPayloadError: {error}"
    return f"{type(error).__name__}: {error}"
