"""Loopback addresses of a fleet's own: 127.k.0.1 ... 127.k.0.n, k free, so that two fleets never meet."""

from __future__ import annotations

import itertools
import random
import socket
from contextlib import ExitStack

SSH_PORT = 2222
MINDIE_PORTS = (1025, 1026, 1027, 1120, 1121)
"""Service, management, metrics, between nodes: the documented ports, free on every node."""


class NoAddressFree(OSError):
    """No 127.k.0.0 has its ports free: another program listens on 0.0.0.0 with one of them."""


def claim(nodes: int) -> list[socket.socket]:
    """One listening-to-be SSH socket per node, bound; its address is the node's. The bind is the claim on k.

    A port that still waits in TIME_WAIT of an earlier fleet counts as taken: MindIE binds without SO_REUSEADDR. Where
    all k are taken 127.k.1.n follows. Raises NoAddressFree.
    """
    last: OSError | None = None
    for j, k in itertools.product(range(4), random.sample(range(2, 255), 253)):
        addresses = [f"127.{k}.{j}.{n}" for n in range(1, nodes + 1)]
        with ExitStack() as stack:
            try:
                claimed = [stack.enter_context(_bound(address, SSH_PORT)) for address in addresses]
                for address in addresses:
                    for port in MINDIE_PORTS:
                        _bound(address, port).close()
            except OSError as error:
                last = error
                continue
            stack.pop_all()
            return claimed
    raise NoAddressFree(
        f"no address of 127.0.0.0/8 has the ports {SSH_PORT}, {', '.join(map(str, MINDIE_PORTS))} free ({last}); "
        "stop what listens on 0.0.0.0 with one of them"
    )


def _bound(address: str, port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.bind((address, port))
    except OSError:
        taken.close()
        raise
    return taken
