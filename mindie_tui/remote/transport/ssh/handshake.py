"""One try to log in: asyncssh's questions about the host's key and the operator's words are answered here."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

import asyncssh

from mindie_tui.model.errors import HostKeyChanged, LinkError
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.access import Access
from mindie_tui.remote.transport.passwords import PASSWORD_WORDS, Secrets
from mindie_tui.remote.transport.ssh.host import SshHost
from mindie_tui.remote.transport.ssh.host_keys import Added, Names, Shown, judge, refused_key
from mindie_tui.remote.transport.ssh.known_hosts import known_name
from mindie_tui.remote.transport.ssh.login_gate import HandshakePlace
from mindie_tui.remote.transport.ssh.revoked import Unreadable, read_offered, rsa_bits


class Handshake:
    """One login attempt: how far the host came, the verdict on its key, and what it asked for."""

    def __init__(
        self, access: Access, secrets: Secrets, node: str, host: SshHost, direct: bool, password: str | None
    ) -> None:
        self._access, self._secrets, self._node, self._host = access, secrets, node, host
        self._direct = direct and host.settings.proxy_command is None
        self.unasked: Shown | None = None
        """A key that the KnownHostsCommand has not judged yet."""
        self._password = password
        self.refusal: LinkError | None = None
        """Why its key is not taken."""
        self.added: Added | None = None
        """Its key, where known_hosts has it since this try."""
        self.wants = self.sent = False
        """Whether it would take a password; whether it got one."""
        self.place: HandshakePlace | None = None
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
        """The answers to a keyboard-interactive login. Anything but the password is asked now, without a bound on the
        time."""
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
                answer = await self._secrets.ask("keyboard", self._node, said)
                if self.bound is not None:
                    self.bound.reschedule(asyncio.get_running_loop().time() + self._access.login_timeout)
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

    def give_up_place(self) -> None:
        """A host that has sent nothing so far is waited for outside."""
        if not self.heard and self.place is not None:
            self.place.leave()

    def _check(self, blob: bytes) -> None:
        """What ssh asks of every key and certificate before it looks whether it is known. Raises asyncssh's error."""
        host, settings = self._host, self._host.settings
        try:
            key = read_offered(blob)
            line = asyncssh.import_public_key(_openssh_line(key.plain))
            bits = rsa_bits(key.plain)
        except (Unreadable, asyncssh.KeyImportError) as error:
            raise asyncssh.HostKeyNotVerifiable(Message("its host key cannot be read: {error}", error=error)) from error
        shown = Shown(line.get_fingerprint(), line.get_algorithm(), blob, "")
        if settings.known_hosts_command and blob not in host.asked:
            self.unasked = shown
            raise asyncssh.HostKeyNotVerifiable("its KnownHostsCommand comes first")
        self.refusal = refused_key(self._node, host.known, host.names, key, settings.revoked, shown.fingerprint)
        least = settings.number("requiredrsasize", 1024)
        if self.refusal is None and bits is not None and bits < least:
            self.refusal = _weak(
                self._node,
                shown,
                Message("is RSA with {bits} bits, and RequiredRSASize is {least}", bits=bits, least=least),
            )
        if self.refusal is None and key.signature and key.signature not in settings.algorithms["casignaturealgorithms"]:
            self.refusal = _weak(
                self._node, shown, Message("has a certificate signed with {signature}", signature=key.signature)
            )
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
        accepted = shown.fingerprint in self._access.accept_host_keys or (
            recorded and settings.strict in ("accept-new", "no")
        )
        refusal, self.added = judge(shown, self._node, host.known, names, accepted)
        return refusal

    def _address(self) -> str | None:
        """The address that was reached, as known_hosts names it; None through a jump host or a proxy."""
        peer = self._connection.get_extra_info("peername") if self._direct else None
        if not peer or peer[0] == self._host.settings.hostname or peer[0].startswith("127.") or peer[0] == "::1":
            return None
        return known_name(peer[0], self._host.settings.port)


def _openssh_line(blob: bytes) -> str:
    kind = blob[4 : 4 + int.from_bytes(blob[:4], "big")].decode("ascii", "replace")
    return f"{kind} {base64.b64encode(blob).decode()}"


def _weak(name: str, shown: Shown, what: str) -> HostKeyChanged:
    return HostKeyChanged(
        Message("its host key {fingerprint} {what}: ssh does not take it", fingerprint=shown.fingerprint, what=what),
        node=name,
        known_hosts="",
        line=0,
        do="give the machine a new host key (ssh-keygen -A makes ed25519)",
    )
