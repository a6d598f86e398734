"""The client's side of HTTP: each event of a stream with its time, an error that is final."""

import asyncio

import pytest


class Wire(asyncio.Transport):
    def __init__(self):
        super().__init__()
        self.data, self.closed = b"", False

    def write(self, data):
        self.data += bytes(data)

    def close(self):
        self.closed = True


@pytest.fixture
def http(program):
    return program("ais_bench_http")


@pytest.fixture
async def link(http):
    one = http.ClientConnection()
    one.connection_made(Wire())
    one.send("h:1", "/v1", b"{}", "secret")
    return one


async def test_a_stream_comes_event_by_event_with_its_times(link):
    assert b"Authorization: Bearer secret\r\n" in link.transport.data
    link.data_received(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for text in (b"data: {}\n\n", b"data: [DONE]\n\n"):
        link.data_received(b"%x\r\n%b\r\n" % (len(text), text))
    link.data_received(b"0\r\n\r\n")
    (one, first), (two, last), end = [link.events.get_nowait() for _ in range(3)]
    assert one <= two and (first, last, end) == (b"{}", b"[DONE]", None)


async def test_an_answer_that_is_not_200_is_final(http, link):
    link.data_received(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    error = link.events.get_nowait()
    assert isinstance(error, http.HttpError) and str(error) == "Not Found" and link.transport.closed


async def test_a_lost_line_is_an_error_of_its_own(link):
    link.connection_lost(None)
    assert isinstance(link.events.get_nowait(), ConnectionResetError) and not link.open
