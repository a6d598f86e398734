"""on_node/machine/ports.py: a port that is taken, and by whom."""

from __future__ import annotations

import os
import socket

from mindie_tui.on_node.machine import ports


def test_a_port_that_is_listened_on_names_its_process() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server:
        port = server.getsockname()[1]
        (taken,) = ports.try_ports({"ports": [["endpoint.port", port]], "ip": "127.0.0.1"}, {})
    assert (taken["free"], taken["by"], taken["state"], taken["pid"]) == (False, "listener", "LISTEN", os.getpid())
    (free,) = ports.try_ports({"ports": [["endpoint.port", port]]}, {})
    assert free == {"name": "endpoint.port", "port": port, "free": True}


def test_an_address_of_proc_is_read_in_both_families() -> None:
    assert ports.peer_of("0C00530A:9BEF") == "10.83.0.12:39919"
    assert ports.peer_of("00000000000000000000000001000000:0050") == "[::1]:80"
    assert ports.peer_of("0000000000000000FFFF00000100007F:0050") == "127.0.0.1:80"
