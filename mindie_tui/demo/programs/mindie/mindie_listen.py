"""The listening sockets of the demo's MindIE: its own look at a port before it serves, and its TLS."""

from __future__ import annotations

import os
import socket
import ssl

from mindie_tui.demo.programs.mindie import mindie_checks


def secured(read: mindie_checks.Read, prefix: str) -> ssl.SSLContext:
    """TLS with the files of config.json; as MindIE's, it asks for a client's certificate."""
    folder = read.config_path.parents[1]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / read.server(f"{prefix}Cert"), folder / read.server(f"{prefix}Pk"))
    for name in read.server(f"{prefix}CaFile"):
        context.load_verify_locations(folder / read.server("tlsCaPath") / name)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def bound(ip: str, port: int) -> socket.socket:
    """MindIE's own look at a port, then the socket that serves. OSError carries "ip:port" as its file name."""
    own = {os.environ["MINDIE_DEMO_IP"], "127.0.0.1", "127.0.0.2", "0.0.0.0", "localhost"}
    try:
        if ip not in own:
            raise OSError(99, "Cannot assign requested address")
        with socket.socket() as probe:
            probe.bind(("0.0.0.0", port))
        # the protocol by name: asyncio turns Nagle's delay off only then, and a token must not wait for an ACK
        serving = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        serving.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        serving.bind((ip, port))
        serving.setblocking(False)
        return serving
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"{ip}:{port}") from error
