"""The algorithms that OpenSSH offers by default, and its +, - and ^ lists (myproposal.h of 10.0, kex.c)."""

from __future__ import annotations

from mindie_tui.remote.transport.ssh.config.lexer import matches_any
from mindie_tui.remote.transport.ssh.config.ssh_g import defaults

_ECDSA = "ecdsa-sha2-nistp256 ecdsa-sha2-nistp384 ecdsa-sha2-nistp521"
_PLAIN = f"ssh-ed25519 {_ECDSA} sk-ssh-ed25519@openssh.com sk-ecdsa-sha2-nistp256@openssh.com rsa-sha2-512 rsa-sha2-256"
_CERTIFIED = " ".join(f"{name.partition('@')[0]}-cert-v01@openssh.com" for name in _PLAIN.split())
DEFAULTS: dict[str, tuple[str, ...]] = {
    "kexalgorithms": tuple(
        "mlkem768x25519-sha256 sntrup761x25519-sha512 sntrup761x25519-sha512@openssh.com curve25519-sha256 "
        "curve25519-sha256@libssh.org ecdh-sha2-nistp256 ecdh-sha2-nistp384 ecdh-sha2-nistp521".split()
    ),
    "ciphers": tuple(
        "chacha20-poly1305@openssh.com aes128-gcm@openssh.com aes256-gcm@openssh.com aes128-ctr aes192-ctr "
        "aes256-ctr".split()
    ),
    "macs": tuple(
        "umac-64-etm@openssh.com umac-128-etm@openssh.com hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com "
        "hmac-sha1-etm@openssh.com umac-64@openssh.com umac-128@openssh.com hmac-sha2-256 hmac-sha2-512 "
        "hmac-sha1".split()
    ),
    "hostkeyalgorithms": tuple(f"{_CERTIFIED} {_PLAIN}".split()),
    "casignaturealgorithms": tuple(_PLAIN.split()),
}
"""By keyword, where there is no ssh that says its own."""


def assemble(keyword: str, said: str) -> tuple[str, ...]:
    """The list that `said` makes of the defaults; "" gives the defaults themselves."""
    own = defaults().get(keyword)
    usual = tuple(own[0].split(",")) if own else DEFAULTS[keyword]
    kind, names = said[:1], said[1:]
    if not said:
        return usual
    if kind == "-":
        return tuple(name for name in usual if not matches_any(name, names))
    if kind == "+":
        return tuple(dict.fromkeys((*usual, *names.split(","))))
    if kind == "^":
        return tuple(dict.fromkeys((*names.split(","), *usual)))
    return tuple(dict.fromkeys(said.split(",")))
