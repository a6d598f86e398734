"""on_node/reach.py: an address that refuses is there; one that answers on its second port is, too."""

from __future__ import annotations

import socket

from mindie_tui.on_node.reach import reach
from tests.kit.servers import free_port


def test_each_address_answers_open_or_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        rows = {row["name"]: row for row in reach([("a", "127.0.0.1", [port]), ("b", "127.0.0.1", [free_port()])])}
    assert (rows["a"]["by"], rows["a"]["said"]) == ("open", "open")
    assert rows["b"]["by"] == "refused"


def test_an_address_that_nobody_knows_is_no_route() -> None:
    (row,) = reach([("a", "no-such-host.invalid", [22])])
    assert row["by"] == "no_route" and row["name"] == "a"
