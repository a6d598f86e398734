"""A connection to the demo's MindIE without a network: what is written to it is kept."""

import asyncio

import pytest

from mindie_tui.demo.programs.mindie import mindie_engine, mindie_http, mindie_log, mindie_ports


class Wire(asyncio.Transport):
    """A transport whose other end is the test."""

    def __init__(self):
        super().__init__()
        self.data, self.closed = b"", False

    def get_extra_info(self, name, default=None):
        return ("127.0.0.9", 4000) if name == "peername" else self

    def setsockopt(self, *_):
        pass

    def write(self, data):
        self.data += bytes(data)

    def close(self):
        self.closed = True

    abort = close


class Client:
    """`ask()` sends a request; `wire.data` is what came back."""

    def __init__(self, service, answer):
        self.wire, self.service = Wire(), service
        self.connection = mindie_http.ServerConnection(service, answer)
        self.connection.connection_made(self.wire)

    def ask(self, method, path, body=b"", *headers):
        head = "\r\n".join([f"{method} {path} HTTP/1.1", f"Content-Length: {len(body)}", *headers])
        self.connection.data_received(head.encode() + b"\r\n\r\n" + body)

    @property
    def status(self):
        return int(self.wire.data.split()[1])


@pytest.fixture
async def served(monkeypatch, tmp_path):
    """A service with a fast engine that runs; its faults are `service.given`."""
    monkeypatch.setenv("MINDIE_DEMO_NAME", "a3-01")
    monkeypatch.setenv("HOME", str(tmp_path))
    engine = mindie_engine.SimulatedEngine(
        speed=1000, max_batch=8, max_prefill_batch=2, max_prefill_tokens=8192, mtp=False
    )
    given, stopped = {}, asyncio.Event()
    service = mindie_http.ServedModel(
        "deepseek", "/w/", engine, mindie_log.MindieLog(), lambda: given, stopped.set, lambda: not given.get("dead")
    )
    service.given, service.stopped = given, stopped
    running = asyncio.create_task(engine.run())
    yield service
    running.cancel()


@pytest.fixture
def client(served):
    """A client of the service port."""
    return Client(served, mindie_ports.serve_service)


@pytest.fixture
def manager(served):
    """A client of the management port."""
    return Client(served, mindie_ports.serve_management)
