"""The settings of one host as the options of a connection: plain values, under the names that asyncssh gives them."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.settings import Settings

FAST = {
    "kexalgorithms": ("curve25519-sha256", "curve25519-sha256@libssh.org"),
    "ciphers": ("aes128-gcm@openssh.com",),
}
"""Moved to the front, the rest stays: OpenSSH's own first choice costs 75 ms of CPU a login."""
_NAMES = {"kexalgorithms": "kex_algs", "ciphers": "encryption_algs", "macs": "mac_algs"}
_SIGNED_BY = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256", "ssh-rsa")}
"""The signatures of a kind of key, where they have names of their own."""
_FAMILIES = {"inet": socket.AF_INET, "inet6": socket.AF_INET6}


def algorithms(settings: Settings, able: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The algorithms that ssh would offer for key exchange, cipher and MAC and the client is `able` to use. Raises
    Refused for none."""
    found = {}
    for keyword, name in _NAMES.items():
        offered = [a for a in settings.algorithms[keyword] if a in able[keyword]]
        if not settings.chosen(keyword):
            first = [a for a in FAST.get(keyword, ()) if a in offered]
            offered = [*first, *(a for a in offered if a not in first)]
        if not offered:
            raise Refused(
                Message(
                    "no {keyword} of the SSH configuration of {alias} is known here",
                    keyword=keyword,
                    alias=settings.alias,
                ),
                do=Message("add one of {names}", names=", ".join(able[keyword][:3])),
            )
        found[name] = offered
    return found


def host_key_algorithms(settings: Settings, trusted: Iterable[str], certified: bool, able: Sequence[str]) -> list[str]:
    """What a host may show, the kinds of `trusted` keys first where the configuration gives no order of its own.

    `certified`: known_hosts knows an authority. Raises Refused where none is left.
    """
    offered = [a for a in settings.algorithms["hostkeyalgorithms"] if a in able]
    certificates = [a for a in offered if "-cert-" in a]
    plain = [a for a in offered if "-cert-" not in a]
    if not settings.chosen("hostkeyalgorithms"):
        first = [a for kind in trusted for a in _SIGNED_BY.get(kind, (kind,)) if a in plain]
        plain = list(dict.fromkeys([*first, *plain]))
    found = [*(certificates if certified else ()), *plain]
    if not found:
        raise Refused(
            Message("no HostKeyAlgorithms of the SSH configuration of {alias} is known here", alias=settings.alias),
            do="add ssh-ed25519",
        )
    return found


def connection(settings: Settings) -> dict[str, Any]:
    """Everything else of a connection. The operator's agent is never forwarded: no node needs it."""
    asked = not settings.flag("batchmode", False)
    options: dict[str, Any] = {
        "host": settings.hostname,
        "port": settings.port,
        "username": settings.user,
        "config": None,  # asyncssh reads no file of its own accord
        "host_key_alias": settings.key_alias,
        "agent_forwarding": False,
        "host_based_auth": False,
        "public_key_auth": settings.plain.get("pubkeyauthentication", "yes").lower() not in ("no", "false"),
        "password_auth": asked and settings.flag("passwordauthentication", True),
        "kbdint_auth": asked and settings.flag("kbdinteractiveauthentication", True),
        "gss_auth": settings.flag("gssapiauthentication", False),
        "gss_kex": False,
        "tcp_keepalive": settings.flag("tcpkeepalive", True),
        "family": _FAMILIES.get(settings.plain.get("addressfamily", "").lower(), socket.AF_UNSPEC),
        "env": dict(pair.partition("=")[::2] for pair in settings.set_env) or None,
        "send_env": settings.send_env or None,
        "x509_trusted_certs": None,
        "x509_trusted_cert_paths": (),
    }
    if settings.proxy_command is not None and not settings.jump:
        options["proxy_command"] = [os.environ.get("SHELL") or "/bin/sh", "-c", f"exec {settings.proxy_command}"]
    if preferred := settings.plain.get("preferredauthentications"):
        options["preferred_auth"] = preferred
    if address := settings.plain.get("bindaddress"):
        options["local_addr"] = (address, 0)
    if settings.flag("compression", False):
        options["compression_algs"] = ["zlib@openssh.com", "none"]
    limits = settings.plain.get("rekeylimit", "").split()
    for name, limit in zip(("rekey_bytes", "rekey_seconds"), limits, strict=False):
        if limit not in ("0", "default", "none"):
            options[name] = limit
    if provider := settings.plain.get("pkcs11provider"):
        options["pkcs11_provider"] = None if provider == "none" else provider
    return options


def agent(settings: Settings) -> str | None:
    """The socket of the agent to use, None for none. `SSH_AUTH_SOCK` and `$NAME` name a variable."""
    said = settings.plain.get("identityagent", "SSH_AUTH_SOCK")
    if said.lower() == "none":
        return None
    if said == "SSH_AUTH_SOCK":
        return os.environ.get("SSH_AUTH_SOCK") or None
    if said.startswith("$") and not said.startswith("${"):
        return os.environ.get(said[1:]) or None
    return os.path.expanduser(os.path.expandvars(said))


def too_open(path: Path) -> str:
    """Why ssh would not use a private key because of its mode; "" where it would."""
    found = path.stat()
    if found.st_uid == os.getuid() and found.st_mode & 0o077:
        return Message(
            "others can read it, mode {stat:o}, so it is not used: chmod 600 {path}",
            stat=stat.S_IMODE(found.st_mode),
            path=path,
        )
    return ""
