"""Whether a host is who it was: the key that it shows against known_hosts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import HostKeyChanged, HostKeyUnknown, LinkError
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.known_hosts import KnownHosts, KnownHostsLine, hash_name
from mindie_tui.remote.transport.ssh.revoked import Offered, Unreadable, is_revoked


@dataclass(frozen=True, slots=True)
class Shown:
    """The key that a host shows."""

    fingerprint: str
    """OpenSSH's SHA256:..."""
    kind: str
    """As "ssh-ed25519"."""
    blob: bytes
    line: str
    """Its known_hosts entry, without the host."""


@dataclass(frozen=True, slots=True)
class Added:
    """A host key that was unknown and is in known_hosts now."""

    node: str
    fingerprint: str
    known_hosts: str


@dataclass(frozen=True, slots=True)
class Names:
    """How known_hosts names a host."""

    listed: str
    """HostKeyAlias, or the host with its port."""
    alone: str | None = None
    """The name without the port: as ssh does, a key that is known for that is the host's too."""
    address: str | None = None
    """With CheckHostIP, the address that was reached; its own lines must not contradict."""
    hash: bool = False
    """A new name is written as HashKnownHosts has it."""


def judge(
    shown: Shown, node: str, known: KnownHosts, names: Names, accepted: bool
) -> tuple[LinkError | None, Added | None]:
    """Why the key is refused, or None; and what was added to known_hosts, if anything was.

    `accepted`: an unknown key may be added. A changed one is always refused.
    """
    for name in (names.listed, names.alone, names.address):
        for entry in known.of(name) if name else ():
            if entry.marker == "revoked" and entry.blob == shown.blob:
                return _changed(entry, shown, node, name or "", "is marked as revoked"), None
    if names.address is not None:
        there = [e for e in known.of(names.address) if not e.marker and e.kind == shown.kind]
        if there and all(entry.blob != shown.blob for entry in there):
            return _changed(
                there[0],
                shown,
                node,
                names.address,
                Message("is not the one of its address {address}", address=names.address),
            ), None
    plain = [entry for entry in known.of(names.listed) if not entry.marker]
    if any(entry.blob == shown.blob for entry in plain):
        return None, None
    if plain:
        entry = next((e for e in plain if e.kind == shown.kind), plain[0])
        return _changed(entry, shown, node, names.listed, "is not the one that is known"), None
    if names.alone is not None and any(e.blob == shown.blob and not e.marker for e in known.of(names.alone)):
        return None, None
    return _new(shown, node, known, names, accepted)


def _new(
    shown: Shown, node: str, known: KnownHosts, names: Names, accepted: bool
) -> tuple[LinkError | None, Added | None]:
    file = str(known.into or (known.files[0] if known.files else "none"))
    if not accepted:
        return HostKeyUnknown(
            Message(
                "its host key {fingerprint} is in no known_hosts ({file})", fingerprint=shown.fingerprint, file=file
            ),
            node=node,
            fingerprint=shown.fingerprint,
            known_hosts=file,
            do=Message(
                "compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` at its console, "
                "then give --accept-host-key {fingerprint}",
                fingerprint=shown.fingerprint,
            ),
        ), None
    try:
        known.add(hash_name(names.listed) if names.hash else names.listed, shown.line)
    except OSError as error:
        return HostKeyUnknown(
            Message(
                "its host key {fingerprint} was accepted, but {file} cannot be written: {strerror}",
                fingerprint=shown.fingerprint,
                file=file,
                strerror=error.strerror,
            ),
            node=node,
            fingerprint=shown.fingerprint,
            known_hosts=file,
            do="make that file writable",
        ), None
    return None, Added(node, shown.fingerprint, file)


def refused_key(
    node: str, known: KnownHosts, names: Iterable[str], key: Offered, files: tuple[Path, ...], fingerprint: str
) -> HostKeyChanged | None:
    """Why a key or certificate is taken back, by an @revoked line of known_hosts or a file of RevokedHostKeys."""
    for entry in (entry for name in names for entry in known.of(name)):
        if entry.marker == "revoked" and entry.blob in (key.plain, key.authority):
            what = "its host key" if entry.blob == key.plain else "the authority that signed its host key"
            return HostKeyChanged(
                Message(
                    "{file}, line {line}: {what} {fingerprint} is marked as revoked",
                    file=entry.file,
                    line=entry.line,
                    what=what,
                    fingerprint=fingerprint,
                ),
                node=node,
                known_hosts=str(entry.file),
                line=entry.line,
                do="give the machine a new host key; whoever has the old one can impersonate it",
            )
    for file in files:
        try:
            taken, why = (
                is_revoked(key, file),
                Message("{file} revokes its host key {fingerprint}", file=file, fingerprint=fingerprint),
            )
            do = "give the machine a new host key; whoever has the old one can impersonate it"
        except Unreadable as error:
            taken, why = (
                True,
                Message(
                    "RevokedHostKeys {file} cannot be read, so no host key is taken: {error}", file=file, error=error
                ),
            )
            do = "make that file readable, or take RevokedHostKeys out of the SSH configuration"
        if taken:
            return HostKeyChanged(why, node=node, known_hosts=str(file), line=0, do=do)
    return None


def _changed(entry: KnownHostsLine, shown: Shown, node: str, listed: str, what: str) -> HostKeyChanged:
    return HostKeyChanged(
        Message(
            "{file}, line {line}: its host key {fingerprint} {what}: "
            "someone may intercept the connection, or the machine was reinstalled",
            file=entry.file,
            line=entry.line,
            fingerprint=shown.fingerprint,
            what=what,
        ),
        node=node,
        known_hosts=str(entry.file),
        line=entry.line,
        do=Message(
            "find out which; if the machine was reinstalled: ssh-keygen -R '{listed}' -f {file}",
            listed=listed,
            file=entry.file,
        ),
    )
