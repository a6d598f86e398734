"""HTTP/1.1 as MindIE speaks it: kept alive, one answer after the other, a body within its limit."""

import pytest

from mindie_tui.demo.programs.mindie.mindie_http import LONGEST_BODY
from tests.kit.waiting import until


async def test_two_requests_in_one_piece_are_answered_one_after_the_other(client):
    one = b"GET /v1/models HTTP/1.1\r\n\r\n"
    client.connection.data_received(one + one)
    await until(lambda: client.wire.data.count(b"HTTP/1.1 200 OK") == 2)
    assert not client.wire.closed


async def test_a_request_in_pieces_is_waited_for(client):
    client.connection.data_received(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 5\r\n\r\n{")
    assert client.wire.data == b""
    client.connection.data_received(b"oops")
    assert client.status == 422


@pytest.mark.parametrize(
    "head", [f"POST / HTTP/1.1\r\nContent-Length: {LONGEST_BODY + 1}", "GET /", "GET / HTTP/1.1 x"]
)
async def test_what_is_no_request_is_refused_and_the_line_closed(client, head):
    client.connection.data_received(head.encode() + b"\r\n\r\n")
    assert client.status == 400 and client.wire.closed


async def test_a_client_that_goes_ends_its_completion(client):
    client.ask("POST", "/v1/chat/completions", b'{"model":"deepseek","messages":[{"content":"hi"}],"max_tokens":400}')
    ours = client.connection.request
    client.connection.connection_lost(None)
    assert ours.gone
