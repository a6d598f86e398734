"""A node over SSH: who is reached through whom, and the tries of one login. asyncssh's errors end here.

Imported at the first connection through asyncio.to_thread: asyncssh takes 100 to 200 ms to load.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import random
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncssh
from asyncssh import encryption, kex, mac, public_key

from mindie_tui.model.errors import LinkError, Unreachable
from mindie_tui.model.message import Message
from mindie_tui.remote.timings import DEFAULT, Timings
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.link import Journal
from mindie_tui.remote.transport.passwords import Denied, Secrets
from mindie_tui.remote.transport.ssh.channel import Login, SshLink
from mindie_tui.remote.transport.ssh.config import options
from mindie_tui.remote.transport.ssh.handshake import Handshake
from mindie_tui.remote.transport.ssh.host import Hosts, SshHost
from mindie_tui.remote.transport.ssh.host_keys import Added, Shown
from mindie_tui.remote.transport.ssh.known_hosts import KnownHostsLine
from mindie_tui.remote.transport.ssh.known_hosts_command import ask_command
from mindie_tui.remote.transport.ssh.login_errors import as_link_error, login_refused
from mindie_tui.remote.transport.ssh.login_gate import Gate
from mindie_tui.remote.transport.ssh.private_keys import PrivateKeys, public_half
from mindie_tui.remote.transport.ssh.sessions import open_session

TRIES = 6
"""Handshakes that a server drops before the login are tried again so often."""
SILENT_S = 3.0
"""After so long without a banner a host gives up its place among the handshakes."""
KEEPALIVES = 2
"""Answers that may be missing before a line counts as dead."""
ABLE = {
    "kexalgorithms": [name.decode() for name in kex.get_kex_algs()],
    "ciphers": [name.decode() for name in encryption.get_encryption_algs()],
    "macs": [name.decode() for name in mac.get_mac_algs()],
}
ABLE_KEYS = [name.decode() for name in (*public_key.get_certificate_algs(), *public_key.get_public_key_algs())]
"""What asyncssh can do; what of it is offered is the configuration's to say."""
DROPPED = (asyncssh.ConnectionLost, ConnectionResetError, BrokenPipeError)
DEEPEST = 8
"""The longest chain of jump hosts."""


class Ssh:
    """What the connections of one fleet share: configuration, keys, known hosts, jump hosts, and the gate."""

    def __init__(self, access: Access, timings: Timings = DEFAULT) -> None:
        """Raises Refused when the SSH configuration cannot be read."""
        self._access, self._keepalive_s = access, timings.keepalive_s
        self._hosts = Hosts(access.ssh_config)
        self.gate = Gate()
        self.secrets = Secrets(access.asker)
        self._keys = PrivateKeys(self.secrets)
        self.added: list[Added] = []
        """Host keys that a login of this fleet added to known_hosts; whoever reports one removes it here."""
        self._printed: dict[tuple[str, bytes], str] = {}
        """The output of a host's KnownHostsCommand for a key."""
        self._jumps: dict[str, asyncio.Task[Login]] = {}

    async def connect(self, node: str, target: str, journal: Journal) -> SshLink:
        """A link to `target`, a Host of the configuration or user@address:port. Raises LinkError's children."""
        login = await self._reach(node, target, None, 0)
        return SshLink(node, login, open_session, journal)

    async def close(self) -> None:
        for task in self._jumps.values():
            if task.done() and not task.cancelled() and task.exception() is None:
                task.result().connection.abort()
            task.cancel()
        await asyncio.gather(*self._jumps.values(), return_exceptions=True)
        self._jumps.clear()
        self._hosts.close()

    # -- the way there

    async def _reach(self, node: str, target: str, tunnel: Login | None, depth: int) -> Login:
        host = await self._hosts.find(target)
        jumps = host.settings.jump
        if tunnel is None and jumps:
            if depth > DEEPEST:
                raise Unreachable(
                    Message("the jump hosts of {target} form a loop", target=target),
                    node=node,
                    do="look at ProxyJump",
                )
            for hop in jumps.split(","):
                tunnel = await self._jump(node, hop.strip(), tunnel, depth + 1)
        return await self._login(node, host, tunnel)

    async def _jump(self, node: str, hop: str, before: Login | None, depth: int) -> Login:
        """A jump host is logged in to once for all the nodes behind it."""
        key = f"{before.via},{before.label}>{hop}" if before else hop
        task = self._jumps.get(key)
        if task is None or (
            task.done() and (task.cancelled() or task.exception() or task.result().connection.is_closed())
        ):
            task = self._jumps[key] = asyncio.create_task(self._reach(hop, hop, before, depth))
        try:
            return await asyncio.shield(task)
        except LinkError as error:
            again = error.__class__.__new__(error.__class__, *error.args)
            again.__dict__.update(
                error.__dict__,
                what=Message("its jump host {hop}: {what}", hop=hop, what=error.what),
                where=node,
                node=node,
            )
            raise again from error

    # -- one login

    async def _login(self, node: str, host: SshHost, tunnel: Login | None) -> Login:
        return await self.secrets.login(
            node,
            host.account,
            lambda password: self._try(node, host, tunnel, password),
            lambda since: self._keys.unlock(node, host.settings, since),
        )

    async def _try(self, node: str, host: SshHost, tunnel: Login | None, password: str | None) -> Login:
        """One login with the keys that are open and perhaps a password. Raises Denied, and LinkError's children."""
        keys, tried = self._keys.of(host.settings)
        for attempt in itertools.count(1):
            hand = Handshake(self._access, self.secrets, node, host, tunnel is None, password)
            try:
                connection = await self._shake_hands(hand, host, tunnel, keys)
            except DROPPED as error:
                if attempt == TRIES:
                    why = "the line was dropped before the login, again and again"
                    do = "look at MaxStartups of its sshd, or at sshd's log"
                    raise Unreachable(why, node=node, do=do) from error
            except asyncssh.PermissionDenied as error:
                can_ask = self.secrets.asker is not None
                raise Denied(login_refused(node, host, hand, tried, can_ask), hand.wants) from error
            except (asyncssh.Error, OSError, ValueError) as error:
                if hand.unasked is None:
                    raise as_link_error(error, node, host, hand, self._access.login_timeout) from error
            else:
                return _login_of(connection, host, tunnel)
            if hand.unasked is not None:  # the key is known now, and the handshake begins again with what is said of it
                host = await self._ask_known_hosts_command(node, host, hand.unasked)
            else:
                await asyncio.sleep(random.uniform(0.1, 0.4) * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    async def _shake_hands(self, hand: Handshake, host: SshHost, tunnel: Login | None, keys: list[Any]) -> Any:
        """One handshake in its place at the gate: asyncssh's connection. Raises what asyncssh and the system raise."""
        arguments = self._arguments(host, keys)
        async with self.gate.place() as hand.place:
            leave = asyncio.get_running_loop().call_later(SILENT_S, hand.give_up_place)
            try:
                async with asyncio.timeout(self._access.login_timeout) as hand.bound:
                    connection = await asyncssh.connect(
                        client_factory=hand.client, tunnel=tunnel.connection if tunnel else None, **arguments
                    )
            except DROPPED:
                self.gate.refused()
                raise
            else:
                self.gate.accepted()
                return connection
            finally:
                leave.cancel()
                if hand.added is not None:
                    self.added.append(hand.added)

    async def _ask_known_hosts_command(self, node: str, host: SshHost, shown: Shown) -> SshHost:
        key = host.settings.alias, shown.blob
        if key not in self._printed:
            self._printed[key] = await ask_command(host.settings, node, host.listed, shown)
        known = host.known.beside(self._printed[key], "KnownHostsCommand")
        return replace(host, known=known, asked=frozenset({*host.asked, shown.blob}))

    def _arguments(self, host: SshHost, keys: list[Any]) -> dict[str, Any]:
        """The connection options for asyncssh. Raises Refused where none of the algorithms is known here."""
        settings = host.settings
        entries = [entry for name in host.names for entry in host.known.of(name)]
        trusted = [entry.kind for entry in entries if not entry.marker]
        authorities = _import_keys(entry for entry in entries if entry.marker == "cert-authority")
        socket_path = options.agent(settings)
        arguments: dict[str, Any] = {
            **options.connection(settings),
            **options.algorithms(settings, ABLE),
            "server_host_key_algs": options.host_key_algorithms(settings, trusted, bool(authorities), ABLE_KEYS),
            "known_hosts": ([], authorities, []),  # what is revoked is Handshake's to say
            "client_keys": keys,
            "agent_path": socket_path,
            "login_timeout": 0,  # _shake_hands bounds it, but not while the operator types
            "keepalive_interval": self._keepalive_s,
            "keepalive_count_max": KEEPALIVES,
        }
        if settings.flag("identitiesonly", False):
            public = [blob for path in settings.identity_files if (blob := public_half(Path(path))) is not None]
            arguments["agent_identities"] = public or None
            if not public:
                arguments["agent_path"] = None
        return arguments


def _login_of(connection: Any, host: SshHost, tunnel: Login | None) -> Login:
    key = connection.get_server_host_key()
    peer = connection.get_extra_info("peername")
    direct = tunnel is None and not host.settings.proxy_command
    return Login(
        connection=connection,
        label=host.alias,
        address=host.account,
        via="direct" if direct else tunnel.label if tunnel else "ProxyCommand",
        host_key=key.get_fingerprint() if key else None,
        peer=peer[0] if direct and peer else None,
    )


def _import_keys(entries: Iterable[KnownHostsLine]) -> list[Any]:
    keys = []
    for entry in entries:
        with suppress(asyncssh.KeyImportError):
            keys.append(asyncssh.import_public_key(f"{entry.kind} ".encode() + base64.b64encode(entry.blob)))
    return keys
