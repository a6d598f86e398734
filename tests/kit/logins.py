"""A play whose nodes ask before they can be used: it notes what was accepted, and has hosts to import."""

from __future__ import annotations

from collections.abc import Sequence

from mindie_tui.model.events import codec as ev
from mindie_tui.model.node import Facts
from mindie_tui.remote.transport.ssh.config.host import ConfiguredHost
from tests.kit.plays import Play, answers, deployment


class AskingPlay(Play):
    """`rows` are the answers of its nodes; `hosts` what the SSH configuration names, or why it cannot be read."""

    def __init__(self, *rows: Facts | ev.NodeRefused, hosts: Sequence[ConfiguredHost] | Exception = ()) -> None:
        super().__init__(deployment(len(rows)), {"probe": answers(*rows)})
        self.accepted: list[str] = []
        self.hosts = hosts

    def accept_host_key(self, fingerprint: str) -> None:
        self.accepted.append(fingerprint)

    def importable(self) -> Sequence[ConfiguredHost]:
        if isinstance(self.hosts, Exception):
            raise self.hosts
        return self.hosts
