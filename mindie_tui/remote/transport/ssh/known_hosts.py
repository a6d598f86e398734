"""known_hosts as OpenSSH writes it: the known keys of a host, and their places."""

from __future__ import annotations

import base64
import binascii
import copy
import hmac
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.remote.transport.ssh.config.lexer import names_host


@dataclass(frozen=True, slots=True)
class KnownHostsLine:
    """One line: the hosts it speaks of, and a key."""

    file: Path
    line: int
    marker: str
    """"", "cert-authority" or "revoked"."""
    hosts: str
    kind: str
    """The key's type, as "ssh-ed25519"."""
    blob: bytes
    """The key itself, decoded."""

    def matches(self, host: str) -> bool:
        """Whether this line speaks of `host`, which is a name, an address or [name]:port."""
        if self.hosts.startswith("|1|"):
            return _matches_hash(self.hosts, host)
        return names_host(host, self.hosts)


def _cut(line: str) -> tuple[str, str, str, bytes] | None:
    """Marker, hosts, kind and key of one line as ssh parts them: by blanks and tabs alone. None for a line of no use.

    One exception, to the strict side: @revoked counts also where ssh would pass its line over.
    """
    line = line.split("\0", 1)[0].strip(" \t")
    words = [word for word in re.split("[ \t]+", line) if word]
    marker = words.pop(0)[1:] if words and words[0].startswith("@") else ""
    if len(words) < 3 or words[0].startswith("#"):
        return None
    if marker not in ("", "revoked") and not line.startswith(f"@{marker} ") and " " in line:
        return None  # ssh takes all before the first blank for the marker
    try:
        blob = base64.b64decode(re.sub(r"[\r\f\v]", "", words[2]), validate=True)
    except (ValueError, binascii.Error):
        return None
    if marker != "revoked" and blob[4 : 4 + int.from_bytes(blob[:4], "big")] != words[1].encode():
        return None  # the key is of another kind than the line says
    return marker, words[0], words[1], blob


def _matches_hash(hosts: str, host: str) -> bool:
    try:
        salt, wanted = (base64.b64decode(part, validate=True) for part in hosts[3:].split("|"))
    except (ValueError, binascii.Error):
        return False
    return hmac.compare_digest(hmac.digest(salt, host.encode(), "sha1"), wanted)


def known_name(host: str, port: int) -> str:
    """How known_hosts names a host: [host]:port unless the port is 22."""
    return host if port == 22 else f"[{host}]:{port}"


def hash_name(host: str) -> str:
    """The name of a host as `HashKnownHosts yes` writes it."""
    salt = os.urandom(20)
    parts = salt, hmac.digest(salt, host.encode(), "sha1")
    return "|1|" + "|".join(base64.b64encode(part).decode() for part in parts)


class KnownHosts:
    """The entries of some files. Files that are not there hold nothing; lines that cannot be read are passed over."""

    def __init__(self, files: Iterable[Path], own: int | None = None) -> None:
        """`own`: how many of the files, from the first on, are the operator's, who may add to the first; None: all."""
        self.files = tuple(files)
        self.into = self.files[0] if self.files and own != 0 else None
        """The file that a new key is added to, None for none."""
        self._entries: list[KnownHostsLine] = []
        self._stamps = self._read_stamps()
        for file in self.files:
            self._read(file)

    def beside(self, text: str, source: str) -> KnownHosts:
        """The same with the lines that a KnownHostsCommand printed."""
        joined = copy.copy(self)
        joined._entries = list(self._entries)
        joined._take(Path(source), text)
        return joined

    def _read(self, file: Path) -> None:
        try:
            text = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
        except OSError:
            return  # as ssh does: what cannot be read makes nobody known
        self._take(file, text)

    def _take(self, file: Path, text: str) -> None:
        for number, line in enumerate(text.split("\n"), 1):
            cut = _cut(line)
            if cut is not None:
                self._entries.append(KnownHostsLine(file, number, *cut))

    def _read_stamps(self) -> list[tuple[int, int] | None]:
        stamps: list[tuple[int, int] | None] = []
        for file in self.files:
            try:
                stat = file.stat()
            except OSError:
                stamps.append(None)
            else:
                stamps.append((stat.st_mtime_ns, stat.st_size))
        return stamps

    def is_stale(self) -> bool:
        """Whether a file was written since it was read: the operator took the old key of a host out."""
        return self._read_stamps() != self._stamps

    @property
    def count(self) -> int:
        """How many keys the files hold, revoked ones too."""
        return len(self._entries)

    def of(self, host: str) -> list[KnownHostsLine]:
        """The lines that speak of `host`."""
        return [entry for entry in self._entries if entry.matches(host)]

    def add(self, host: str, openssh_line: str) -> Path | None:
        """Append "type key" for `host` to the operator's first file, made (mode 600) with its folder if need be.

        `host` may be hashed. None where there is no file to add to. Raises OSError.
        """
        kind, key = openssh_line.split()[:2]
        file = self.into
        if file is not None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(descriptor, "rb+") as out:
                size = os.fstat(descriptor).st_size
                ends = size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"
                out.write(b"" if ends else b"\n")
                out.write(f"{host} {kind} {key}\n".encode())
        self._stamps = self._read_stamps()
        self._entries.append(KnownHostsLine(file or Path("none"), 0, "", host, kind, base64.b64decode(key)))
        return file
