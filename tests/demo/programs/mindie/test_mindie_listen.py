"""The daemon's own look at a port before it serves."""

import socket

import pytest

from mindie_tui.demo.programs.mindie.mindie_listen import bound


@pytest.fixture
def own(monkeypatch):
    """An address of this machine that nobody else uses."""
    ip = "127.9.8.7"
    monkeypatch.setenv("MINDIE_DEMO_IP", ip)
    return ip


def test_another_machines_address_is_refused_with_its_name(own):
    with pytest.raises(OSError) as refused:
        bound("10.1.2.3", 1025)
    assert refused.value.filename == "10.1.2.3:1025" and "Cannot assign" in refused.value.strerror


def test_a_free_port_is_bound_and_a_taken_one_named(own):
    with socket.socket() as free:
        free.bind((own, 0))
        port = free.getsockname()[1]
        with pytest.raises(OSError) as refused:
            bound(own, port)
        assert refused.value.filename == f"{own}:{port}"
    with bound(own, port) as serving:
        assert serving.getsockname() == (own, port) and not serving.getblocking()
