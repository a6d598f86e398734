"""A node over SSH. The only module that knows asyncssh; its errors end here as LinkError's children.

Imported at the first connection through asyncio.to_thread: asyncssh takes 100 to 200 ms to load.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import random
import socket
from collections.abc import Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncssh
from asyncssh import encryption, kex, mac, public_key

from mindie_tui.model.errors import (
    HostKeyChanged,
    HostKeyUnknown,
    LinkError,
    LoginRefused,
    Unreachable,
)
from mindie_tui.model.shell import Command
from mindie_tui.remote.transport.link import Journal
from mindie_tui.remote.transport.passwords import PASSWORD_WORDS, Asker, Denied, Secrets
from mindie_tui.remote.transport.ssh.channel import Login, SshLink, lost
from mindie_tui.remote.transport.ssh.command import Session
from mindie_tui.remote.transport.ssh.config import options
from mindie_tui.remote.transport.ssh.config.host import ASKERS, SshConfig
from mindie_tui.remote.transport.ssh.config.settings import Settings
from mindie_tui.remote.transport.ssh.host_keys import Added, Names, Shown, judge, refused_key
from mindie_tui.remote.transport.ssh.known_hosts import KnownHosts, spelled
from mindie_tui.remote.transport.ssh.known_hosts_command import printed
from mindie_tui.remote.transport.ssh.login_gate import Gate, Place
from mindie_tui.remote.transport.ssh.revoked import Unreadable, offered, rsa_bits

TRIES = 6
"""Handshakes that a server drops before the login are tried again so often."""
ASKED = 3
"""So often the passphrase of one key is asked for."""
SESSION_TRIES = 20
"""A session that a busy server does not open is asked for again: some eight seconds."""
SILENT_S = 3.0
"""A host that sent no banner for so long gives its place among the handshakes up."""
KEEPALIVE_S, KEEPALIVES = 5, 2
"""A dead line is noticed after (KEEPALIVES + 1) * KEEPALIVE_S = 15 s."""
ABLE = {
    "kexalgorithms": [name.decode() for name in kex.get_kex_algs()],
    "ciphers": [name.decode() for name in encryption.get_encryption_algs()],
    "macs": [name.decode() for name in mac.get_mac_algs()],
}
ABLE_KEYS = [name.decode() for name in (*public_key.get_certificate_algs(), *public_key.get_public_key_algs())]
"""What asyncssh can do; what of it is offered is the configuration's to say."""
UNREADABLE = (asyncssh.KeyImportError, asyncssh.KeyEncryptionError, OSError)
"""What loading a key raises."""
DROPPED = (asyncssh.ConnectionLost, ConnectionResetError, BrokenPipeError)


class Ssh:
    """What the connections of one fleet share: configuration, keys, known hosts, jump hosts, and the gate."""

    def __init__(
        self,
        ssh_config: Path | None,
        login_timeout: float,
        accept_host_keys: Set[str],
        asker: Asker | None = None,
    ) -> None:
        """Raises Refused when the SSH configuration cannot be read."""
        self.config = SshConfig(ssh_config)
        self.login_timeout = login_timeout
        self.accept = accept_host_keys
        self.gate = Gate()
        self.secrets = Secrets(asker)
        self._unlocking = asyncio.Lock()
        self._asking = ThreadPoolExecutor(ASKERS, "ssh -G")
        self.added: list[Added] = []
        self._known: dict[tuple[tuple[Path, ...], int], KnownHosts] = {}
        self._printed: dict[tuple[str, bytes], str] = {}
        """What the KnownHostsCommand of a host said of a key."""
        self._keys: dict[str, list[Any]] = {}
        self._jumps: dict[str, asyncio.Task[Login]] = {}

    async def connect(self, name: str, target: str, journal: Journal) -> SshLink:
        """A link to `target`, a Host of the configuration or user@address:port. Raises LinkError's children."""
        login = await self._reach(name, target, None, 0)
        return SshLink(name, login, _open_session, journal)

    async def close(self) -> None:
        for task in self._jumps.values():
            if task.done() and not task.cancelled() and task.exception() is None:
                task.result().connection.abort()
            task.cancel()
        await asyncio.gather(*self._jumps.values(), return_exceptions=True)
        self._jumps.clear()
        self.config.close()
        asking, self._asking = self._asking, ThreadPoolExecutor(ASKERS, "ssh -G")  # a fleet may connect again
        asking.shutdown(wait=False, cancel_futures=True)

    # -- one login

    async def _reach(self, name: str, target: str, tunnel: Login | None, depth: int) -> Login:
        host = await self._host(target)
        jumps = host.settings.jump
        if tunnel is None and jumps:
            if depth > 8:
                raise Unreachable(
                    f"the jump hosts of {target} lead round in a circle", node=name, do="look at ProxyJump"
                )
            for hop in jumps.split(","):
                tunnel = await self._jump(name, hop.strip(), tunnel, depth + 1)
        return await self._login(name, host, tunnel)

    async def _jump(self, name: str, hop: str, before: Login | None, depth: int) -> Login:
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
            again.__dict__.update(error.__dict__, what=f"its jump host {hop}: {error.what}", where=name, node=name)
            raise again from error

    async def _host(self, target: str) -> _Host:
        user, alias, port = split_target(target)
        loop = asyncio.get_running_loop()
        settings = await loop.run_in_executor(self._asking, self.config.settings, alias, user, port)
        files, own = (*settings.user_files, *settings.global_files), len(settings.user_files)
        if (files, own) not in self._known or self._known[files, own].is_stale():
            self._known[files, own] = KnownHosts(files, own)
        listed = settings.key_alias or spelled(settings.hostname, settings.port)
        return _Host(alias, settings, self._known[files, own], listed)

    async def _login(self, name: str, host: _Host, tunnel: Login | None) -> Login:
        account = host.account
        return await self.secrets.login(
            name,
            account,
            lambda password: self._tried(name, host, tunnel, password),
            lambda since: self._unlocked(name, host, since),
        )

    async def _tried(self, name: str, host: _Host, tunnel: Login | None, password: str | None) -> Login:
        """One login with the keys that are open and perhaps a password. Raises Denied, and LinkError's children."""
        keys, tried = self._keys_for(host.settings)
        attempt = 0
        while True:
            attempt += 1
            arguments = self._arguments(host, keys)
            hand = _Handshake(self, name, host, tunnel is None, password)
            async with self.gate.place() as place:
                leave = asyncio.get_running_loop().call_later(SILENT_S, _give_up_place, hand, place)
                try:
                    async with asyncio.timeout(self.login_timeout) as hand.bound:
                        hand.place = place
                        connection = await asyncssh.connect(
                            client_factory=hand.client, tunnel=tunnel.connection if tunnel else None, **arguments
                        )
                except DROPPED as error:
                    self.gate.refused()
                    if attempt == TRIES:
                        why = "the line was dropped before the login, again and again"
                        raise Unreachable(
                            why, node=name, do="look at MaxStartups of its sshd, or at sshd's log"
                        ) from error
                except asyncssh.PermissionDenied as error:
                    raise Denied(self._denied(name, host, hand, tried), hand.wants) from error
                except (asyncssh.Error, OSError, ValueError) as error:
                    if hand.unasked is None:
                        raise self._told(error, name, host, hand) from error
                else:
                    self.gate.accepted()
                    return _login_of(connection, host, tunnel)
                finally:
                    leave.cancel()
            if hand.unasked is not None:  # the key is known now, and the handshake begins again with what is said of it
                host = await self._with_command(name, host, hand.unasked)
            else:
                await asyncio.sleep(random.uniform(0.1, 0.4) * 2 ** (attempt - 1))

    async def _with_command(self, name: str, host: _Host, shown: Shown) -> _Host:
        key = host.settings.alias, shown.blob
        if key not in self._printed:
            self._printed[key] = await printed(host.settings, name, host.listed, shown)
        known = host.known.beside(self._printed[key], "KnownHostsCommand")
        return replace(host, known=known, asked=frozenset({*host.asked, shown.blob}))

    def _arguments(self, host: _Host, keys: list[Any]) -> dict[str, Any]:
        """How asyncssh is to connect. Raises Refused for algorithms of which none is known here."""
        settings = host.settings
        entries = [entry for name in host.names for entry in host.known.of(name)]
        trusted = [entry.kind for entry in entries if not entry.marker]
        authorities = _imported(entry for entry in entries if entry.marker == "cert-authority")
        socket_path = options.agent(settings)
        arguments: dict[str, Any] = {
            **options.connection(settings),
            **options.algorithms(settings, ABLE),
            "server_host_key_algs": options.host_key_algorithms(settings, trusted, bool(authorities), ABLE_KEYS),
            "known_hosts": ([], authorities, []),  # what is revoked is _Handshake's to say
            "client_keys": keys,
            "agent_path": socket_path,
            "login_timeout": 0,  # _tried bounds it, but not while the operator types
            "keepalive_interval": KEEPALIVE_S,
            "keepalive_count_max": KEEPALIVES,
        }
        if settings.flag("identitiesonly", False):
            public = [blob for path in settings.identity_files if (blob := _public_of(Path(path))) is not None]
            arguments["agent_identities"] = public or None
            if not public:
                arguments["agent_path"] = None
        return arguments

    def _keys_for(self, settings: Settings) -> tuple[list[Any], list[str]]:
        """The private keys that can be read, and what to say of each key that was looked at."""
        keys, tried = [], []
        for path in map(Path, settings.identity_files):
            if not path.is_file():
                tried += [f"{path} (is not there)"] if settings.identities_named else []
                continue
            if open_to := options.too_open(path):
                tried.append(f"{path} ({open_to})")
                continue
            name = _key_name(path, settings.certificates)
            said = str(path)
            if name not in self._keys:
                try:
                    self._keys[name] = list(asyncssh.load_keypairs([said], certlist=settings.certificates))
                except UNREADABLE as error:
                    said = f"{path} ({'has a passphrase: ssh-add it' if _is_locked(error) else _why(error)})"
            # a pair remembers the signature that one server asked for: each connection takes copies
            keys += [copy.copy(pair) for pair in self._keys.get(name, ())]
            tried.append(said)
        tried.append("the agent" if options.agent(settings) else "no agent (SSH_AUTH_SOCK is not set)")
        return keys, tried

    async def _unlocked(self, name: str, host: _Host, since: int) -> bool:
        """Ask for the passphrases of this host's keys. True where one was opened, now or by another node."""
        certificates = host.settings.certificates
        opened = False
        if host.settings.flag("batchmode", False):
            return False
        for path in map(Path, host.settings.identity_files):
            what = _key_name(path, certificates)
            if what in self._keys or not _needs_passphrase(path, certificates) or options.too_open(path):
                continue
            async with self._unlocking:
                asked = 0
                while what not in self._keys and not self.secrets.is_declined(what, since):
                    again = "that does not open it; " if asked else ""
                    typed = await self.secrets.ask("passphrase", name, f"{again}the passphrase of {path}")
                    asked += 1
                    try:
                        pairs = None
                        if typed:  # in a thread: bcrypt takes a good part of a second by design
                            pairs = await asyncio.to_thread(
                                asyncssh.load_keypairs, [str(path)], passphrase=typed, certlist=certificates
                            )
                    except UNREADABLE:
                        pairs = None
                    if pairs:
                        self._keys[what] = list(pairs)
                    elif not typed or asked == ASKED:
                        self.secrets.decline(what)
            opened = opened or what in self._keys
        return opened

    def _denied(self, name: str, host: _Host, hand: _Handshake, tried: list[str]) -> LoginRefused:
        account = host.account
        if hand.sent:
            said = f"{account} accepted no key and not the password"
        elif hand.wants and self.secrets.asker is None:
            said = f"{account} accepted no key and takes a password, but there is no terminal to ask for it on"
        else:
            said = f"{account} accepted no key" + (", and no password was given" if hand.wants else "")
        return LoginRefused(
            f"{said}; tried {', '.join(tried)}",
            node=name,
            do=f"put your public key there (ssh-copy-id), or name one with IdentityFile for Host {host.alias}",
        )

    def _told(self, error: Exception, name: str, host: _Host, hand: _Handshake) -> LinkError:
        """What asyncssh or the system said, as one of ours."""
        place = f"{host.settings.hostname}:{host.settings.port}"
        match error:
            case _ if hand.refusal is not None:
                return hand.refusal
            case asyncssh.HostKeyNotVerifiable():
                return HostKeyUnknown(
                    f"the host certificate of {place} is not trusted: {error.reason}",
                    node=name,
                    fingerprint="",
                    known_hosts=str(host.known.files[0]) if host.known.files else "none",
                    do="look at the @cert-authority lines of known_hosts",
                )
            case TimeoutError():
                heard = (
                    "it answered, but the login did not end"
                    if hand.heard
                    else ("it took the connection, but says nothing" if hand.connected else "no answer")
                )
                return Unreachable(
                    f"{place}: {heard} within {self.login_timeout:g} s", node=name, do="is the machine up, and sshd?"
                )
            case socket.gaierror():
                return Unreachable(
                    f"the name {host.settings.hostname} is not known here",
                    node=name,
                    do="write HostName for it in the SSH configuration, or an address",
                )
            case ConnectionRefusedError():
                return Unreachable(
                    f"{place} refused the connection", node=name, do="is sshd running there, on that port?"
                )
            case asyncssh.Error():
                return Unreachable(f"{place}: {error.reason}", node=name)
            case OSError():
                return Unreachable(f"{place}: {error.strerror or error}", node=name)
        return Unreachable(f"{place}: {error}", node=name, do="look at its lines in the SSH configuration")


@dataclass(frozen=True, slots=True)
class _Host:
    """One host as the configuration has it."""

    alias: str
    settings: Settings
    known: KnownHosts
    listed: str
    """How known_hosts names it."""
    asked: frozenset[bytes] = frozenset()
    """The keys of which its KnownHostsCommand has spoken."""

    @property
    def names(self) -> tuple[str, ...]:
        """As ssh does, what is known of the name without the port counts for the host, too."""
        settings = self.settings
        alone = settings.key_alias is None and settings.port != 22
        return (self.listed, settings.hostname) if alone else (self.listed,)

    @property
    def account(self) -> str:
        return f"{self.settings.user}@{self.settings.hostname}:{self.settings.port}"


def _login_of(connection: Any, host: _Host, tunnel: Login | None) -> Login:
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


async def _open_session(name: str, connection: Any, command: Command, session: Session) -> Any:
    """A channel that runs `command`. Raises Lost, and Unreachable where the server opens no more of them."""
    for attempt in range(1, SESSION_TRIES + 1):
        try:
            channel, _ = await connection.create_session(
                lambda: session, command.text, encoding=None, request_pty=False
            )
            return channel
        except asyncssh.ChannelOpenError as error:
            if connection.is_closed():
                raise lost(name, error) from error
            if attempt == SESSION_TRIES:
                what = f"it opens no more sessions: {error.reason}"
                raise Unreachable(what, node=name, do="look at MaxSessions of its sshd") from error
        except (asyncssh.Error, OSError) as error:
            raise lost(name, error) from error
        # sshd counts a session until its process is reaped, a little longer than we do
        await asyncio.sleep(min(0.05 * attempt, 0.5))
    raise AssertionError("unreachable")


class _Handshake:
    """One try to log in: how far the host came, what was said of its key, and what it asked for."""

    def __init__(self, ssh: Ssh, name: str, host: _Host, direct: bool, password: str | None) -> None:
        self._ssh, self._name, self._host = ssh, name, host
        self._direct = direct and host.settings.proxy_command is None
        self.unasked: Shown | None = None
        """A key of which the KnownHostsCommand has not spoken yet."""
        self._password = password
        self.refusal: LinkError | None = None
        self.wants = self.sent = False
        """Whether it would take a password; whether it got one."""
        self.place: Place | None = None
        self.bound: asyncio.Timeout | None = None
        self._keyboard = False
        self._connection: Any = None

    def client(self) -> asyncssh.SSHClient:
        hand = self

        class Client(asyncssh.SSHClient):
            def connection_made(self, conn: Any) -> None:
                hand._connection = conn
                taken = conn.validate_server_host_key

                def checked(blob: bytes) -> Any:
                    hand._check(blob)
                    return taken(blob)

                conn.validate_server_host_key = checked

            def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
                hand.refusal = hand._verdict(key)
                return hand.refusal is None

            def password_auth_requested(self) -> str | None:
                return hand._password_once()

            def kbdint_auth_requested(self) -> str | None:
                began, hand._keyboard = hand._keyboard, True
                return None if began else ""

            async def kbdint_challenge_received(
                self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
            ) -> list[str] | None:
                return await hand._answers(instructions, prompts)

        return Client()

    def _password_once(self) -> str | None:
        self.wants = True
        if self.sent or self._password is None:
            return None
        self.sent = True
        return self._password

    async def _answers(self, instructions: str, prompts: Sequence[tuple[str, bool]]) -> list[str] | None:
        """To a keyboard-interactive login. What is not the password is asked now, without a bound on the time."""
        answers: list[str] = []
        for prompt, echo in prompts:
            is_password = not echo and any(word in prompt.lower() for word in PASSWORD_WORDS)
            if is_password:
                answer = self._password_once()
            else:
                if self.place is not None:
                    self.place.leave()
                if self.bound is not None:
                    self.bound.reschedule(None)
                said = " ".join(filter(None, (instructions.strip(), prompt.strip())))
                answer = await self._ssh.secrets.ask("keyboard", self._name, said)
                if self.bound is not None:
                    self.bound.reschedule(asyncio.get_running_loop().time() + self._ssh.login_timeout)
            if answer is None:
                return None
            answers.append(answer)
        return answers

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @property
    def heard(self) -> bool:
        """Whether it has sent its banner."""
        return self.connected and bool(self._connection.get_extra_info("server_version"))

    def _check(self, blob: bytes) -> None:
        """What ssh asks of every key and certificate before it looks whether it is known. Raises asyncssh's error."""
        host, settings = self._host, self._host.settings
        try:
            key = offered(blob)
            line = asyncssh.import_public_key(_openssh_line(key.plain))
            bits = rsa_bits(key.plain)
        except (Unreadable, asyncssh.KeyImportError) as error:
            raise asyncssh.HostKeyNotVerifiable(f"its host key cannot be read: {error}") from error
        shown = Shown(line.get_fingerprint(), line.get_algorithm(), blob, "")
        if settings.known_hosts_command and blob not in host.asked:
            self.unasked = shown
            raise asyncssh.HostKeyNotVerifiable("its KnownHostsCommand comes first")
        self.refusal = refused_key(self._name, host.known, host.names, key, settings.revoked, shown.fingerprint)
        least = settings.number("requiredrsasize", 1024)
        if self.refusal is None and bits is not None and bits < least:
            self.refusal = _weak(self._name, shown, f"is RSA with {bits} bits, and RequiredRSASize is {least}")
        if self.refusal is None and key.signature and key.signature not in settings.algorithms["casignaturealgorithms"]:
            self.refusal = _weak(self._name, shown, f"has a certificate signed with {key.signature}")
        if self.refusal is not None:
            raise asyncssh.HostKeyNotVerifiable(self.refusal.what)

    def _verdict(self, key: Any) -> LinkError | None:
        host, settings = self._host, self._host.settings
        line = key.export_public_key("openssh").decode()
        shown = Shown(key.get_fingerprint(), key.get_algorithm(), key.public_data, line)
        names = Names(
            host.listed,
            host.names[1] if len(host.names) > 1 else None,
            self._address() if settings.flag("checkhostip", False) and settings.key_alias is None else None,
            settings.flag("hashknownhosts", False),
        )
        # as ssh does: what cannot be written down is not taken of its own accord
        recorded = host.known.into is not None and not set(settings.hostname) & set("@?*#[]|'\"\\")
        accepted = shown.fingerprint in self._ssh.accept or (recorded and settings.strict in ("accept-new", "no"))
        refusal, added = judge(shown, self._name, host.known, names, accepted)
        if added is not None:
            self._ssh.added.append(added)
        return refusal

    def _address(self) -> str | None:
        """The address that was reached, as known_hosts names it; None through a jump host or a proxy."""
        peer = self._connection.get_extra_info("peername") if self._direct else None
        if not peer or peer[0] == self._host.settings.hostname or peer[0].startswith("127.") or peer[0] == "::1":
            return None
        return spelled(peer[0], self._host.settings.port)


def _give_up_place(hand: _Handshake, place: Place) -> None:
    """A host that has said nothing so far is waited for outside."""
    if not hand.heard:
        place.leave()


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


def _key_name(path: Path, certificates: Any) -> str:
    return f"{path} {certificates}"


def _is_locked(error: Exception) -> bool:
    return isinstance(error, asyncssh.KeyEncryptionError) or "passphrase" in str(error).lower()


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _needs_passphrase(path: Path, certificates: Any) -> bool:
    try:
        asyncssh.load_keypairs([str(path)], certlist=certificates)
    except UNREADABLE as error:
        return _is_locked(error)
    return False


def _public_of(path: Path) -> bytes | None:
    """The public half of an identity file, for an agent that holds the private one."""
    for candidate in (path.with_name(path.name + ".pub"), path):
        with suppress(OSError, asyncssh.KeyImportError):
            return asyncssh.read_public_key(candidate).public_data
    return None


def _openssh_line(blob: bytes) -> str:
    kind = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode("ascii", "replace")
    return f"{kind} {base64.b64encode(blob).decode()}"


def _weak(name: str, shown: Shown, what: str) -> HostKeyChanged:
    return HostKeyChanged(
        f"its host key {shown.fingerprint} {what}: ssh does not take it",
        node=name,
        known_hosts="",
        line=0,
        do="give the machine a new host key (ssh-keygen -A makes ed25519)",
    )


def _imported(entries: Any) -> list[Any]:
    keys = []
    for entry in entries:
        with suppress(asyncssh.KeyImportError):
            keys.append(asyncssh.import_public_key(f"{entry.kind} ".encode() + base64.b64encode(entry.blob)))
    return keys
