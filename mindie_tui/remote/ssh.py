"""A node over SSH. The only module that knows asyncssh; its errors end here as LinkError's children.

Imported at the first connection through asyncio.to_thread: asyncssh takes 100 to 200 ms to load.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import os
import random
import re
import socket
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh

from mindie_tui.model.errors import (
    HostKeyUnknown,
    LinkError,
    LoginRefused,
    Refused,
    Unreachable,
)
from mindie_tui.model.shell import Command
from mindie_tui.remote.gate import Gate, Place
from mindie_tui.remote.host_keys import Added, Shown, judge
from mindie_tui.remote.known_hosts import KnownHosts, spelled
from mindie_tui.remote.link import Journal
from mindie_tui.remote.secrets import PASSWORD_WORDS, Asker, Denied, Secrets
from mindie_tui.remote.ssh_config import SshConfig, Strict, default_path
from mindie_tui.remote.ssh_link import Login, SshLink, lost
from mindie_tui.remote.ssh_session import Session

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
FAST_KEX = "^curve25519-sha256,curve25519-sha256@libssh.org"
FAST_CIPHERS = "^aes128-gcm@openssh.com"
"""Moved to the front, the rest stays: OpenSSH's own first choice costs 75 ms of CPU a login."""
HOST_KEY_ALGORITHMS = {
    "ssh-ed25519": ["ssh-ed25519"],
    "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
    "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
    "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
    "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
}
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
        self.config = SshConfig(ssh_config or default_path())
        self.login_timeout = login_timeout
        self.accept = accept_host_keys
        self.gate = Gate()
        self.secrets = Secrets(asker)
        self._unlocking = asyncio.Lock()
        self._parsing = asyncio.Lock()
        self.added: list[Added] = []
        self._known: dict[tuple[Path, ...], KnownHosts] = {}
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

    # -- one login

    async def _reach(self, name: str, target: str, tunnel: Login | None, depth: int) -> Login:
        async with self._parsing:
            host = self._options_of(name, target)
            await asyncio.sleep(0)  # one of sixty in each turn of the loop: all in one would stall it for 0.3 s
        jumps = host.options.config.get("ProxyJump")
        if tunnel is None and jumps:
            if depth > 8:
                raise Unreachable(
                    f"the jump hosts of {target} lead round in a circle", node=name, do="look at ProxyJump"
                )
            for hop in str(jumps).split(","):
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

    def _options_of(self, name: str, target: str) -> _Host:
        user, alias, port = split_target(target)
        try:
            with _readable(self.config, alias) as paths:
                options = asyncssh.SSHClientConnectionOptions(
                    config=paths, host=alias, username=user or (), port=port or (), client_keys=None, known_hosts=None
                )
        except (ValueError, OSError) as error:
            said = re.sub(r"/proc/self/fd/\d+", str(self.config.path), str(error))
            raise Refused(
                f"the SSH configuration of {alias} cannot be used: {said}",
                where=str(self.config.path or "ssh"),
                do="mend that line, or name another file with --ssh-config",
            ) from error
        known = options.config.get("UserKnownHostsFile")
        files = ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"] if known is None else list(known)
        files += options.config.get("GlobalKnownHostsFile") or ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"]
        tokens = {
            "d": os.path.expanduser("~"),
            "h": options.host,
            "u": options.client_username,
            "r": options.username,
            "%": "%",
        }
        expanded = tuple(
            Path(os.path.expandvars(re.sub(r"%(.)", lambda m: tokens.get(m[1], m[0]), file))).expanduser()
            for file in files
        )
        if expanded not in self._known or self._known[expanded].is_stale():
            self._known[expanded] = KnownHosts(expanded if known != [] else ())
        return _Host(
            alias=alias,
            options=options,
            known=self._known[expanded],
            listed=options.host_key_alias or spelled(options.host, options.port),
            strict=self.config.strict_host_key_checking(alias, options.host, options.username),
        )

    async def _login(self, name: str, host: _Host, tunnel: Login | None) -> Login:
        account = f"{host.options.username}@{host.options.host}:{host.options.port}"
        return await self.secrets.login(
            name,
            account,
            lambda password: self._tried(name, host, tunnel, password),
            lambda since: self._unlocked(name, host, since),
        )

    async def _tried(self, name: str, host: _Host, tunnel: Login | None, password: str | None) -> Login:
        """One login with the keys that are open and perhaps a password. Raises Denied, and LinkError's children."""
        keys, tried = self._keys_for(host.options)
        arguments = self._arguments(host, keys)
        for attempt in range(1, TRIES + 1):
            hand = _Handshake(self, name, host, password)
            async with self.gate.place() as place:
                leave = asyncio.get_running_loop().call_later(SILENT_S, _give_up_place, hand, place)
                try:
                    async with asyncio.timeout(self.login_timeout) as hand.bound:
                        hand.place = place
                        connection = await asyncssh.connect(
                            host.alias,
                            options=host.options,
                            config=(),
                            client_factory=hand.client,
                            tunnel=tunnel.connection if tunnel else None,
                            **arguments,
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
                    raise self._told(error, name, host, hand) from error
                else:
                    self.gate.accepted()
                    return _login_of(connection, host, tunnel)
                finally:
                    leave.cancel()
            await asyncio.sleep(random.uniform(0.1, 0.4) * 2 ** (attempt - 1))
        raise AssertionError("unreachable")

    def _arguments(self, host: _Host, keys: list[Any]) -> dict[str, Any]:
        config = host.options.config
        entries = host.known.of(host.listed)
        trusted = [entry.kind for entry in entries if not entry.marker]
        kinds = [*dict.fromkeys(k for k in trusted if k in HOST_KEY_ALGORITHMS), *HOST_KEY_ALGORITHMS]
        algorithms = list(dict.fromkeys(name for kind in kinds for name in HOST_KEY_ALGORITHMS[kind]))
        authorities = _imported(entry for entry in entries if entry.marker == "cert-authority")
        revoked = _imported(entry for entry in entries if entry.marker == "revoked")
        arguments: dict[str, Any] = {
            "known_hosts": ([], authorities, revoked),
            "client_keys": keys,
            "x509_trusted_certs": None,
            "login_timeout": 0,  # _tried bounds it, but not while the operator types
            "keepalive_interval": KEEPALIVE_S,
            "keepalive_count_max": KEEPALIVES,
        }
        if not authorities and config.get("HostKeyAlgorithms") is None:
            arguments["server_host_key_algs"] = algorithms
        if config.get("KexAlgorithms") is None:
            arguments["kex_algs"] = FAST_KEX
        if config.get("Ciphers") is None:
            arguments["encryption_algs"] = FAST_CIPHERS
        if config.get("IdentitiesOnly"):
            public = [blob for path in self._identity_files(config) if (blob := _public_of(path)) is not None]
            arguments["agent_identities"] = public or None
            if not public:
                arguments["agent_path"] = None
        return arguments

    @staticmethod
    def _identity_files(config: Any) -> list[Path]:
        named = config.get("IdentityFile")
        if named is None:
            named = [f"~/.ssh/id_{kind}" for kind in ("ed25519", "ecdsa", "rsa", "ed25519_sk", "ecdsa_sk", "dsa")]
        return [Path(name).expanduser() for name in named]

    def _keys_for(self, options: Any) -> tuple[list[Any], list[str]]:
        """The private keys that can be read, and what to say of each key that was looked at."""
        keys, tried = [], []
        named = options.config.get("IdentityFile") is not None
        certificates = options.config.get("CertificateFile") or ()
        for path in self._identity_files(options.config):
            if not path.is_file():
                tried += [f"{path} (is not there)"] if named else []
                continue
            name = _key_name(path, certificates)
            said = str(path)
            if name not in self._keys:
                try:
                    self._keys[name] = list(asyncssh.load_keypairs([said], certlist=certificates))
                except UNREADABLE as error:
                    said = f"{path} ({'has a passphrase: ssh-add it' if _is_locked(error) else _why(error)})"
            # a pair remembers the signature that one server asked for: each connection takes copies
            keys += [copy.copy(pair) for pair in self._keys.get(name, ())]
            tried.append(said)
        agent = options.config.get("IdentityAgent") or os.environ.get("SSH_AUTH_SOCK")
        tried.append("the agent" if agent and agent != "none" else "no agent (SSH_AUTH_SOCK is not set)")
        return keys, tried

    async def _unlocked(self, name: str, host: _Host, since: int) -> bool:
        """Ask for the passphrases of this host's keys. True where one was opened, now or by another node."""
        certificates = host.options.config.get("CertificateFile") or ()
        opened = False
        for path in self._identity_files(host.options.config):
            what = _key_name(path, certificates)
            if what in self._keys or not _needs_passphrase(path, certificates):
                continue
            async with self._unlocking:
                asked = 0
                while what not in self._keys and not self.secrets.is_declined(what, since):
                    again = "that does not open it; " if asked else ""
                    typed = await self.secrets.ask("passphrase", name, f"{again}the passphrase of {path}")
                    asked += 1
                    try:
                        # in a thread: bcrypt takes a good part of a second by design
                        pairs = typed and await asyncio.to_thread(
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
        account = f"{host.options.username}@{host.options.host}:{host.options.port}"
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
        place = f"{host.options.host}:{host.options.port}"
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
                    f"the name {host.options.host} is not known here",
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


@contextmanager
def _readable(config: SshConfig, alias: str) -> Iterator[list[str | Path] | None]:
    """What asyncssh is to read for one host: its part of the file, in memory, or the file itself."""
    text = config.narrowed(alias) if hasattr(os, "memfd_create") else None
    if text is None:
        yield [config.path] if config.path else None
        return
    number = os.memfd_create("ssh_config", os.MFD_CLOEXEC)
    try:
        with open(number, "wb", closefd=False) as out:
            out.write(text.encode())
        yield [f"/proc/self/fd/{number}"]
    finally:
        os.close(number)


@dataclass(frozen=True, slots=True)
class _Host:
    """One host as the configuration has it."""

    alias: str
    options: Any
    known: KnownHosts
    listed: str
    """How known_hosts names it."""
    strict: Strict


def _login_of(connection: Any, host: _Host, tunnel: Login | None) -> Login:
    options, key = host.options, connection.get_server_host_key()
    peer = connection.get_extra_info("peername")
    direct = tunnel is None and not options.proxy_command
    return Login(
        connection=connection,
        label=host.alias,
        address=f"{options.username}@{options.host}:{options.port}",
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

    def __init__(self, ssh: Ssh, name: str, host: _Host, password: str | None) -> None:
        self._ssh, self._name, self._host = ssh, name, host
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

            def validate_host_public_key(self, host: str, addr: str, port: int, key: Any) -> bool:
                hand.refusal = hand._verdict(key)
                return hand.refusal is None

            def password_auth_requested(self) -> str | None:
                return hand._password_once()

            def kbdint_auth_requested(self) -> str | None:
                began, hand._keyboard = hand._keyboard, True
                return None if began else ""

            async def kbdint_challenge_received(
                self, name: str, instructions: str, lang: str, prompts: list[tuple[str, bool]]
            ) -> list[str] | None:
                return await hand._answers(instructions, prompts)

        return Client()

    def _password_once(self) -> str | None:
        self.wants = True
        if self.sent or self._password is None:
            return None
        self.sent = True
        return self._password

    async def _answers(self, instructions: str, prompts: list[tuple[str, bool]]) -> list[str] | None:
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

    def _verdict(self, key: Any) -> LinkError | None:
        host, line = self._host, key.export_public_key("openssh").decode()
        shown = Shown(key.get_fingerprint(), key.get_algorithm(), key.public_data, line)
        alone = host.options.host if host.options.host_key_alias is None and host.options.port != 22 else None
        accepted = shown.fingerprint in self._ssh.accept or host.strict in ("accept-new", "no")
        refusal, added = judge(shown, self._name, host.known, host.listed, alone, accepted)
        if added is not None:
            self._ssh.added.append(added)
        return refusal


def _give_up_place(hand: _Handshake, place: Place) -> None:
    """A host that has said nothing so far is waited for outside."""
    if not hand.heard:
        place.leave()


def split_target(target: str) -> tuple[str | None, str, int | None]:
    """User, host and port of user@host:port, user@[v6]:port, a bare v6 address or a Host."""
    user, at, rest = target.rpartition("@")
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


def _imported(entries: Any) -> list[Any]:
    keys = []
    for entry in entries:
        with suppress(asyncssh.KeyImportError):
            keys.append(asyncssh.import_public_key(f"{entry.kind} ".encode() + base64.b64encode(entry.blob)))
    return keys
