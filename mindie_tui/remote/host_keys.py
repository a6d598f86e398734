"""Whether a host is who it was: the key that it shows against known_hosts."""

from __future__ import annotations

from dataclasses import dataclass

from mindie_tui.model.errors import HostKeyChanged, HostKeyUnknown, LinkError
from mindie_tui.remote.known_hosts import Entry, KnownHosts


@dataclass(frozen=True, slots=True)
class Shown:
    """The key that a host shows."""

    fingerprint: str
    """OpenSSH's SHA256:..."""
    kind: str
    """As "ssh-ed25519"."""
    blob: bytes
    line: str
    """As it stands in known_hosts, without the host."""


@dataclass(frozen=True, slots=True)
class Added:
    """A host key that was unknown and is in known_hosts now."""

    node: str
    fingerprint: str
    known_hosts: str


def judge(
    shown: Shown, node: str, known: KnownHosts, listed: str, alone: str | None, accepted: bool
) -> tuple[LinkError | None, Added | None]:
    """Why the key is refused, or None; and what was added to known_hosts, if it was.

    `listed` is how known_hosts names the host, `alone` its name without the port: as ssh does, a key that is known
    for that is the host's too. `accepted`: an unknown key may be added. A changed one is refused whatever else is said.
    """
    entries = [entry for entry in known.of(listed) if entry.marker != "cert-authority"]
    for entry in entries:
        if entry.blob == shown.blob:
            return (_changed(entry, shown, node, listed, "is marked as revoked") if entry.marker else None), None
    plain = [entry for entry in entries if not entry.marker]
    if plain:
        entry = next((e for e in plain if e.kind == shown.kind), plain[0])
        return _changed(entry, shown, node, listed, "is not the one that is known"), None
    if alone is not None and any(e.blob == shown.blob and not e.marker for e in known.of(alone)):
        return None, None
    file = str(known.files[0]) if known.files else "none"
    if not accepted:
        return HostKeyUnknown(
            f"its host key {shown.fingerprint} is in no known_hosts ({file})",
            node=node,
            fingerprint=shown.fingerprint,
            known_hosts=file,
            do="compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` at its console, then give "
            f"--accept-host-key {shown.fingerprint}",
        ), None
    try:
        known.add(listed, shown.line)
    except OSError as error:
        return HostKeyUnknown(
            f"its host key {shown.fingerprint} was accepted, but {file} cannot be written: {error.strerror}",
            node=node,
            fingerprint=shown.fingerprint,
            known_hosts=file,
            do="make that file writable",
        ), None
    return None, Added(node, shown.fingerprint, file)


def _changed(entry: Entry, shown: Shown, node: str, listed: str, what: str) -> HostKeyChanged:
    return HostKeyChanged(
        f"{entry.file}, line {entry.line}: its host key {shown.fingerprint} {what}: "
        "someone may be in between, or it was installed anew",
        node=node,
        known_hosts=str(entry.file),
        line=entry.line,
        do=f"find out which; if it was installed anew: ssh-keygen -R '{listed}' -f {entry.file}",
    )
