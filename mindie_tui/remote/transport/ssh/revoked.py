"""RevokedHostKeys: whether a file, of plain keys or a KRL (OpenSSH's PROTOCOL.krl), takes back a host's key."""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.message import Message
from mindie_tui.store import disk

MOST_BYTES = 64_000_000
"""Of a file of revoked keys."""
_MAGIC = b"SSHKRL\n\0"
_CERTIFICATE = "-cert-v01@openssh.com"
_FIELDS = {"ssh-rsa": 2, "ssh-ed25519": 1, "ssh-dss": 4, "sk-ssh-ed25519": 2, "sk-ecdsa-sha2-nistp256": 3}
"""Parts of the key itself in a certificate; 2 for the other ecdsa ones."""


class Unreadable(ValueError):
    """A file that says nothing certain: ssh takes no key then."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The key or certificate that a host showed."""

    plain: bytes
    """The key's blob, without what certifies it."""
    authority: bytes | None = None
    """The blob of the key that signed the certificate; None for a plain key."""
    signature: str = ""
    """The algorithm it signed with."""
    serial: int = 0
    key_id: bytes = b""


def read_offered(blob: bytes) -> Offered:
    """What is in a key as it goes over the wire. Raises Unreadable."""
    try:
        return _offered(blob)
    except struct.error as error:
        raise Unreadable("its key is cut short") from error


def _offered(blob: bytes) -> Offered:
    reader = _Reader(blob)
    kind = reader.text().decode("ascii", "replace")
    if not kind.endswith(_CERTIFICATE):
        return Offered(blob)
    name = kind.removesuffix(_CERTIFICATE)
    plain_kind = f"{name}@openssh.com" if name.startswith("sk-") else name
    reader.text()  # the nonce
    fields = [reader.text() for _ in range(_FIELDS.get(name, 2))]
    serial = reader.number(8)
    reader.number(4)
    key_id = reader.text()
    reader.text()  # principals
    reader.take(16)  # the time it is valid
    for _ in range(3):
        reader.text()  # options, extensions, reserved
    authority, signature = reader.text(), reader.text()
    plain = b"".join(_text(part) for part in (plain_kind.encode(), *fields))
    return Offered(plain, authority, _Reader(signature).text().decode("ascii", "replace"), serial, key_id)


def rsa_bits(blob: bytes) -> int | None:
    """The size of an RSA key; None for another kind. Raises Unreadable."""
    try:
        reader = _Reader(blob)
        if reader.text() != b"ssh-rsa":
            return None
        reader.text()
        return int.from_bytes(reader.text(), "big").bit_length()
    except struct.error as error:
        raise Unreadable("its key is cut short") from error


def is_revoked(shown: Offered, file: Path) -> bool:
    """Whether `file` takes it, or who signed it, back. Raises Unreadable, where ssh refuses every key."""
    try:
        data = disk.read_bytes(file, MOST_BYTES)
    except OSError as error:
        raise Unreadable(error.strerror or str(error)) from error
    keys = [shown.plain] + ([shown.authority] if shown.authority is not None else [])
    if not data.startswith(_MAGIC):
        listed = set(_plain_keys(data))
        return any(key in listed for key in keys)
    try:
        return _in_krl(data, shown, keys)
    except (struct.error, IndexError) as error:
        raise Unreadable("it is a KRL that is cut short") from error


def _plain_keys(data: bytes) -> Iterator[bytes]:
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            if len(words) < 2:
                raise ValueError
            blob = base64.b64decode(words[1], validate=True)
            if _Reader(blob).text().decode("ascii", "replace") != words[0]:
                raise ValueError
        except (ValueError, binascii.Error, struct.error) as error:
            raise Unreadable(Message("line {number} is not a public key", number=number)) from error
        yield blob


def _in_krl(data: bytes, shown: Offered, keys: list[bytes]) -> bool:
    reader = _Reader(data[len(_MAGIC) :])
    if reader.number(4) != 1:
        raise Unreadable("it is a KRL of a version that is not known")
    reader.take(24)  # its number, date and flags
    reader.text()
    reader.text()
    wanted = {
        2: set(keys),
        3: {hashlib.sha1(key).digest() for key in keys},
        5: {hashlib.sha256(key).digest() for key in keys},
    }
    found = False
    while reader.left:
        kind = reader.number(1)
        if kind == 4 and reader.left:  # signatures come last, and ssh does not check them here either
            break
        section = _Reader(reader.text())
        if kind == 1:
            found = _certificates(section, shown) or found
        elif kind in wanted:
            while section.left:
                found = section.text() in wanted[kind] or found
        else:
            raise Unreadable(Message("it is a KRL with a section {kind}, which is not known", kind=kind))
    return found


def _certificates(section: _Reader, shown: Offered) -> bool:
    authority = section.text()
    section.text()
    mine = shown.authority is not None and authority in (b"", shown.authority)
    found, serial = False, shown.serial or -1  # 0 is what an authority that counts nothing writes
    while section.left:
        kind, part = section.number(1), _Reader(section.text())
        if kind == 0x20:
            while part.left:
                found = part.number(8) == serial or found
        elif kind == 0x21:
            found = part.number(8) <= serial <= part.number(8) or found
        elif kind == 0x22:
            at, bits = serial - part.number(8), int.from_bytes(part.text(), "big")
            found = (0 <= at < bits.bit_length() and bool(bits >> at & 1)) or found
        elif kind == 0x23:
            while part.left:
                found = part.text() == shown.key_id or found
        else:
            raise Unreadable(Message("it is a KRL with a part {kind:#x}, which is not known", kind=kind))
    return found and mine


class _Reader:
    """The numbers and strings of SSH's wire format. Raises struct.error where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, size: int) -> bytes:
        if size > self.left:
            raise struct.error("too short")
        self._at += size
        return self._data[self._at - size : self._at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def text(self) -> bytes:
        return self.take(self.number(4))


def _text(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
