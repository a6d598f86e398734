"""The target of a login, and the host that the SSH configuration makes of it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.remote.transport.ssh.config.host import ASKERS, SshConfig
from mindie_tui.remote.transport.ssh.config.settings import Settings
from mindie_tui.remote.transport.ssh.known_hosts import KnownHosts, known_name


@dataclass(frozen=True, slots=True)
class SshHost:
    """One host as the configuration has it."""

    alias: str
    settings: Settings
    known: KnownHosts
    listed: str
    """How known_hosts names it."""
    asked: frozenset[bytes] = frozenset()
    """The keys that its KnownHostsCommand has judged."""

    @property
    def names(self) -> tuple[str, ...]:
        """As ssh does, what is known of the name without the port counts for the host, too."""
        settings = self.settings
        alone = settings.key_alias is None and settings.port != 22
        return (self.listed, settings.hostname) if alone else (self.listed,)

    @property
    def account(self) -> str:
        """user@hostname:port."""
        return f"{self.settings.user}@{self.settings.hostname}:{self.settings.port}"


class Hosts:
    """The hosts of one configuration with what known_hosts has of them, each file read once while it stays the same."""

    def __init__(self, ssh_config: Path | None) -> None:
        """Raises Refused when the SSH configuration cannot be read."""
        self._config = SshConfig(ssh_config)
        self._threads = ThreadPoolExecutor(ASKERS, "ssh -G")
        self._known: dict[tuple[tuple[Path, ...], int], KnownHosts] = {}

    async def find(self, target: str) -> SshHost:
        """The host of `target`. Raises Refused where ssh would not continue."""
        user, alias, port = split_target(target)
        loop = asyncio.get_running_loop()
        settings = await loop.run_in_executor(self._threads, self._config.settings, alias, user, port)
        files, own = (*settings.user_files, *settings.global_files), len(settings.user_files)
        if (files, own) not in self._known or self._known[files, own].is_stale():
            self._known[files, own] = KnownHosts(files, own)
        listed = settings.key_alias or known_name(settings.hostname, settings.port)
        return SshHost(alias, settings, self._known[files, own], listed)

    def close(self) -> None:
        """Wait for no ssh that still reads the configuration. It may be used again."""
        self._config.close()
        threads, self._threads = self._threads, ThreadPoolExecutor(ASKERS, "ssh -G")
        threads.shutdown(wait=False, cancel_futures=True)


def split_target(target: str) -> tuple[str | None, str, int | None]:
    """User, host and port of user@host:port, user@[v6]:port, a bare v6 address or a Host."""
    user, at, rest = target.removeprefix("ssh://").rpartition("@")
    if rest.startswith("["):
        host, _, port = rest[1:].partition("]")
        port = port.lstrip(":")
    elif rest.count(":") == 1:
        host, _, port = rest.partition(":")
    else:
        host, port = rest, ""
    return (user if at else None), host, int(port) if port.isdecimal() else None
