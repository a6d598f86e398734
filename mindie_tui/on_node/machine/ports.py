"""Which ports can be bound as MindIE binds them, and who holds one that cannot."""

from __future__ import annotations

import os
import socket
import struct

from mindie_tui.on_node.shared.proc import name_of, pids
from mindie_tui.on_node.shared.small_files import Json, read_text

STATES = {
    "0A": "LISTEN",
    "01": "ESTABLISHED",
    "08": "CLOSE-WAIT",
    "02": "SYN-SENT",
    "03": "SYN-RECV",
    "04": "FIN-WAIT-1",
    "05": "FIN-WAIT-2",
    "09": "LAST-ACK",
    "0B": "CLOSING",
    "06": "TIME-WAIT",
}
"""The states of /proc/net/tcp by the names that `ss` has for them."""


def try_ports(given: Json, place: Json) -> list[Json]:
    """Bind each on 0.0.0.0 without SO_REUSEADDR, as MindIE does after it has loaded the weights."""
    answer = []
    for name, port in given["ports"]:
        one = {"name": name, "port": port, "free": True}
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tried:
            try:
                tried.bind(("0.0.0.0", port))
            except PermissionError:
                one.update(free=False, by="permission")
            except (OSError, OverflowError) as error:
                one.update(free=False, **holder(port, given.get("ip"), error))
        answer.append(one)
    return answer


def holder(port: int, ip: str | None, error: Exception) -> Json:
    """Who holds a port, by /proc/net/tcp: a listener with its process, or a connection, its state and its peer.

    The most telling one: a listener, then what a process has open, then what no process has and only time ends.
    """
    rows = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in (read_text(table) or "").splitlines()[1:]:
            fields = line.split()
            if len(fields) > 9 and int(fields[1].rsplit(":", 1)[1], 16) == port:
                rows.append((fields[1].rsplit(":", 1)[0], fields[3], fields[9], fields[2]))
    if ip:
        try:
            mine = "{:08X}".format(struct.unpack("<I", socket.inet_aton(ip))[0])
            rows = [row for row in rows if row[0] == mine or not row[0].strip("0")] or rows
        except OSError:
            pass
    found = [row for row in rows if row[1] in STATES]
    if not found:
        return {"by": "unknown", "said": str(error)}
    state, _, inode, peer = min(
        ((has, mine, inode, peer) for mine, has, inode, peer in found),
        key=lambda row: (row[0] != "0A", row[2] == "0", list(STATES).index(row[0])),
    )
    pid = owner(inode) if inode != "0" else None
    by = {"0A": "listener", "06": "time_wait"}.get(state, "connection" if inode != "0" else "closing")
    return {
        "by": by,
        "pid": pid,
        "program": name_of(pid) if pid else None,
        "state": STATES[state],
        "peer": peer_of(peer) if state != "0A" else None,
    }


def peer_of(text: str) -> str:
    """ "10.83.0.12:39919" of the hexadecimal address of /proc/net/tcp or tcp6."""
    address, port = text.rsplit(":", 1)
    words = b"".join(struct.pack("=I", int(address[at : at + 8], 16)) for at in range(0, len(address), 8))
    family = socket.AF_INET if len(words) == 4 else socket.AF_INET6
    shown = socket.inet_ntop(family, words)
    mapped = shown[7:] if shown.startswith("::ffff:") and "." in shown else shown
    return ("[" + mapped + "]" if ":" in mapped else mapped) + ":" + str(int(port, 16))


def owner(inode: str) -> int | None:
    """The pid that has this socket open, where we may see it."""
    wanted = "socket:[" + inode + "]"
    for pid in pids():
        try:
            for handle in os.listdir(f"/proc/{pid}/fd"):
                if os.readlink(f"/proc/{pid}/fd/{handle}") == wanted:
                    return pid
        except OSError:
            continue
    return None
