"""What the three ports answer, well and with faults."""

import json

import pytest

from mindie_tui.demo.programs.mindie import mindie_ports
from tests.kit.waiting import until

GOOD = {"model": "deepseek", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 9, "ignore_eos": True}


def ask(client, **more):
    client.ask("POST", "/v1/chat/completions", json.dumps(GOOD | more).encode())


@pytest.mark.parametrize(
    ("more", "status"),
    [({"messages": []}, 422), ({"messages": ["x"]}, 422), ({"model": "llama"}, 404), ({"max_tokens": 0}, 422),
     ({"max_tokens": True}, 422)],
)  # fmt: skip
async def test_what_is_no_question_is_refused(client, served, more, status):
    ask(client, **more)
    assert client.status == status and served.failed == 1


async def test_a_whole_answer_comes_with_its_usage(client):
    ask(client)
    await until(lambda: client.wire.data)
    answer = json.loads(client.wire.data.partition(b"\r\n\r\n")[2])
    assert answer["usage"]["completion_tokens"] == 9 and answer["choices"][0]["finish_reason"] == "length"


async def test_a_stream_ends_with_usage_and_done(client):
    ask(client, stream=True)
    await until(lambda: client.wire.data.endswith(b"0\r\n\r\n"))
    assert b"data: [DONE]" in client.wire.data and client.wire.data.count(b'"usage"') == 1


@pytest.mark.parametrize(
    ("fault", "shown"),
    [({"http_status": 503}, b"503 Service"), ({"stream": "empty"}, b"[DONE]"), ({"stream": "json_error"}, b"no free"),
     ({"stream": "slow"}, b"Hel"), ({"garbage_tokens": True}, b"\\ufffd"), ({"model_name": "other"}, b'"other"')],
)  # fmt: skip
async def test_a_fault_shows_in_the_answer(client, served, fault, shown):
    served.given |= fault
    ask(client, stream=True)
    await until(lambda: shown in client.wire.data)
    assert client.wire.data.startswith(b"HTTP/1.1 ")


async def test_each_answer_of_a_number_is_cut(client, served):
    served.given |= {"fail_every": 1}
    ask(client, stream=True)
    await until(lambda: client.wire.closed)
    assert b"[DONE]" not in client.wire.data and served.failed == 1


async def test_health_is_that_of_the_workers(manager, served):
    manager.ask("GET", "/health/timed-3")
    assert manager.status == 200 and b"healthy" in manager.wire.data
    manager.wire.data, served.given["dead"] = b"", True
    await until(lambda: not manager.connection._busy)
    manager.ask("GET", "/health/timed-3")
    assert manager.status == 503


async def test_a_stop_is_answered_once_and_then_the_daemon_ends(manager, served):
    manager.ask("GET", "/stopService")
    await until(lambda: served.stopped.is_set())
    assert manager.status == 200 and served.stopping
    manager.wire.data = b""
    manager.ask("GET", "/stopService")
    assert manager.status == 500


class Read:
    """A config.json of which the ports alone are asked."""

    def __init__(self, **values):
        self.values = values

    def server(self, key, default=None):
        return self.values.get(key, default)


def test_the_environment_decides_before_the_file_where_they_listen():
    read = Read(ipAddress="10.0.0.1", port=1, metricsPort=3)
    found = mindie_ports.ports(read, {})
    assert [(port.ip, port.number) for port in found] == [("10.0.0.1", 1), ("127.0.0.2", 1026), ("127.0.0.2", 3)]
    own = {"MIES_CONTAINER_IP": "10.0.0.9", "MIES_CONTAINER_MANAGEMENT_IP": "10.0.0.8"}
    assert [port.ip for port in mindie_ports.ports(read, own)] == ["10.0.0.9", "10.0.0.8", "10.0.0.8"]
