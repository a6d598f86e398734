"""What an operator types to see the same as each preflight check, and the ports that MindIE binds."""

from __future__ import annotations

from mindie_tui.model.artefacts import BACKEND, SERVER
from mindie_tui.model.document import ABSENT, Json, get
from mindie_tui.model.judges.seen import Seen
from mindie_tui.model.shell import sh

PORTS = (
    ("port", f"{SERVER}/port", 1025),
    ("managementPort", f"{SERVER}/managementPort", 1026),
    ("metricsPort", f"{SERVER}/metricsPort", 1027),
)


def ports_of(config: Json, master: bool, several: bool) -> tuple[tuple[str, int], ...]:
    """The ports that MindIE binds on a node: the three of its server, and multiNodesInferPort on the master.

    Slaves serve no HTTP, yet the daemon binds there too where it runs alone; so all nodes are asked for the three.
    """
    wanted = [
        *PORTS,
        *([("multiNodesInferPort", f"{BACKEND}/multiNodesInferPort", 1120)] if master and several else []),
    ]
    found = []
    for name, pointer, default in wanted:
        value = get(config, pointer) if config is not None else ABSENT
        found.append((name, value if type(value) is int else default))
    return tuple(found)


def ssh(s: Seen) -> str:
    address = s.facts.address if s.facts else None
    return "true" if address == "this machine" else sh("ssh {} true", s.node).text


def bind(s: Seen) -> str:
    ports = [port for _, port in ports_of(s.config, s.master, len(s.serving) > 1)]
    return s.entered(
        sh(
            "for p in {}; do python3 -c {} $p; done",
            ports,
            "import socket, sys; socket.socket().bind(('0.0.0.0', int(sys.argv[1])))",
        )
    )


def inspect(s: Seen) -> str:
    if s.container.engine == "none":
        return "true"
    words = ["sudo", "-n", s.container.engine] if s.container.sudo else [s.container.engine]
    return sh("{} inspect -f {} {}", words, "{{.State.Status}} {{.Config.Image}}", s.container.name).text


def config(s: Seen) -> str:
    return s.entered(sh("ls -l {}", (s.facts.config_path if s.facts else None) or "conf/config.json"))


def weights(s: Seen) -> str:
    return s.entered(sh("ls -l {}", s.weights or "/path/to/file"))
