"""How addresses answer a connection from this node. A refusal is an answer too: the address is there.

Argument: a JSON object {"reach": [[name, ip, [port, ...]], ...]}. One JSON line: {"reach": [{"name", "by", "said"}]},
`by` is open, refused, no_route or silent.
"""

from __future__ import annotations

import errno
import json
import os
import select
import socket
import sys
import time
from collections.abc import Sequence

from mindie_tui.on_node.shared.small_files import Json

ANSWER_S = 2.5
"""So long an address may take to answer a connection."""


def main() -> None:
    nonce, given = sys.argv[3], json.loads(sys.argv[4])
    try:
        answer: object = reach(given["reach"])
    except (OSError, ValueError) as error:
        answer = {"error": str(error)}
    print("\n" + nonce, json.dumps({"reach": answer}), flush=True)


def reach(wanted: Sequence[tuple[str, str, Sequence[int]]]) -> list[Json]:
    """A connection to each address: its first port, and the next where nothing was said."""
    left = [(name, ip, list(ports)) for name, ip, ports in wanted]
    rows = {}
    while left:
        told = answers([(name, ip, ports[0]) for name, ip, ports in left])
        rows.update(told)
        left = [(name, ip, ports[1:]) for name, ip, ports in left if told[name]["by"] == "silent" and ports[1:]]
    return [dict(row, name=name) for name, row in rows.items()]


def answers(wanted: Sequence[tuple[str, str, int]]) -> dict[str, Json]:
    """How each (name, ip, port) answers: open, refused, no_route or silent."""
    rows, asking = {}, {}
    poll, until = select.poll(), time.monotonic() + ANSWER_S
    try:
        for name, ip, port in wanted:
            tried = socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM)
            tried.setblocking(False)
            asking[tried.fileno()] = (name, tried)
            try:
                code = tried.connect_ex((ip, port))
            except (OSError, ValueError) as error:  # a name that nobody knows
                rows[name] = {"by": "no_route", "said": getattr(error, "strerror", None) or str(error)}
                continue
            if code in (0, errno.EINPROGRESS):
                poll.register(tried, select.POLLOUT)
                rows[name] = {"by": "silent", "said": "no answer"}
            else:
                rows[name] = row_of(code)
        waiting = sum(row["by"] == "silent" and row["said"] == "no answer" for row in rows.values())
        while waiting and time.monotonic() < until:
            for number, _ in poll.poll(max(0, 1000 * (until - time.monotonic()))):
                name, tried = asking[number]
                rows[name] = row_of(tried.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
                poll.unregister(number)
                waiting -= 1
    finally:
        for _, tried in asking.values():
            tried.close()
    return rows


def row_of(code: int) -> Json:
    by = {0: "open", errno.ECONNREFUSED: "refused", errno.EHOSTUNREACH: "no_route", errno.ENETUNREACH: "no_route"}
    return {"by": by.get(code, "silent"), "said": os.strerror(code) if code else "open"}


if __name__ == "__main__":
    main()
