"""What holds for one host, from `ssh -G` or from our own reading: plain values, no file and no asyncssh."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.algorithms import DEFAULTS, assemble
from mindie_tui.remote.transport.ssh.config.lexer import BadLine, at_home, expand
from mindie_tui.remote.transport.ssh.config.reading import Reading, Words, doubtful, local_user
from mindie_tui.remote.transport.ssh.config.ssh_g import Said, defaults, own_known_hosts

Strict = Literal["yes", "ask", "accept-new", "no"]
STRICT: dict[str, Strict] = {
    "yes": "yes",
    "true": "yes",
    "ask": "ask",
    "accept-new": "accept-new",
    "no": "no",
    "false": "no",
    "off": "no",
}
Lookup = Callable[[str], Words | None]
_STRICTEST: tuple[Strict, ...] = ("yes", "ask", "accept-new", "no")
_KNOWN = "~/.ssh/known_hosts", "~/.ssh/known_hosts2"
_GLOBAL = "/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"
_KEYS = tuple(f"~/.ssh/id_{kind}" for kind in ("rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"))
_SPELLINGS = {"yes": ("yes", "true"), "no": ("no", "false"), "true": ("yes", "true"), "false": ("no", "false")}
_USED = frozenset(
    "batchmode pubkeyauthentication passwordauthentication kbdinteractiveauthentication tcpkeepalive addressfamily "
    "preferredauthentications bindaddress hashknownhosts checkhostip identitiesonly requiredrsasize".split()
)
_DECIDING = (
    "hostname user port userknownhostsfile globalknownhostsfile hostkeyalias revokedhostkeys hostkeyalgorithms "
    "casignaturealgorithms kexalgorithms ciphers macs proxyjump proxycommand knownhostscommand checkhostip "
    "requiredrsasize tag batchmode refuseconnection"
).split()
"""Where one of these is in doubt without ssh, nobody is connected to: it may be another host, or a laxer rule."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One host as the configuration has it."""

    alias: str
    hostname: str
    user: str
    port: int
    strict: Strict
    user_files: tuple[Path, ...]
    """UserKnownHostsFile; a new key goes into the first."""
    global_files: tuple[Path, ...]
    revoked: tuple[Path, ...]
    key_alias: str | None
    jump: str
    """ProxyJump, "" for none."""
    proxy_command: str | None
    """With its tokens filled in."""
    identity_files: tuple[str, ...]
    identities_named: bool
    """The configuration names them: a missing one is reported."""
    certificates: tuple[str, ...]
    algorithms: Mapping[str, tuple[str, ...]]
    """kexalgorithms, ciphers, macs, hostkeyalgorithms, casignaturealgorithms: what ssh offers and takes, in order."""
    plain: Mapping[str, str]
    """Every other keyword with one value."""
    send_env: tuple[str, ...]
    set_env: tuple[str, ...]
    known_hosts_command: str
    tokens: Mapping[str, str]

    def flag(self, keyword: str, usual: bool) -> bool:
        """A yes or no of the configuration."""
        word = self.plain.get(keyword, "").lower()
        return usual if word not in ("yes", "true", "no", "false") else word in ("yes", "true")

    def number(self, keyword: str, usual: int) -> int:
        """A number of the configuration."""
        word = self.plain.get(keyword, "")
        return int(word) if word.isdecimal() else usual

    def chosen(self, keyword: str) -> bool:
        """Whether the configuration itself says which algorithms, so that their order is the operator's."""
        return self.algorithms[keyword] != assemble(keyword, "")


def alike(one: Settings, other: Settings) -> bool:
    """Whether they say the same of what is used of them; a key that nobody named is no difference."""
    keys = "identities_named", "identity_files", "certificates"
    same = [f for f in Settings.__slots__ if f not in ("plain", *keys)]
    same += keys if one.identities_named or other.identities_named else ()
    flags = [(k, v) for k, v in other.plain.items() if k in _USED]
    return all(getattr(one, f) == getattr(other, f) for f in same) and all(
        one.plain.get(k, "").lower() in _SPELLINGS.get(v.lower(), (v.lower(),)) for k, v in flags
    )


def from_ssh(alias: str, said: Said, written: Iterable[Words] = ()) -> Settings:
    """From the output of `ssh -G`. `written`: the lists of files as the configuration has them. Raises Refused."""
    lists = list(written)

    def words(keyword: str) -> Words | None:
        values = said.get(keyword)
        return tuple(values) if values else None

    def files(keyword: str) -> Words | None:
        values = words(keyword)
        if keyword == "userknownhostsfile" and values == (own_known_hosts(),):
            return _KNOWN  # by our $HOME, should the password file have another
        return None if values is None else tuple(file for value in values for file in _file_names(value, lists, tokens))

    port, key_alias = int(_one(words("port"))), _one(words("hostkeyalias")).lower() or None
    tokens = _tokens(alias, _one(words("hostname")), _one(words("user")), port, key_alias)
    offered = {k: tuple(said[k][0].split(",")) if said.get(k) else assemble(k, "") for k in DEFAULTS}
    strict = _one(words("stricthostkeychecking"))
    return _settings(alias, _Source(words, files, offered, strict, plain=said, raw=False))


def from_reading(alias: str, reading: Reading) -> Settings:
    """From our own reading: in doubt the strictest word. Raises Refused where doubt leaves no such word."""
    line = doubtful(reading, _DECIDING)
    if line is None and re.search(r"%|\$\{", _one(reading.values.get("user"))):
        raise Refused(
            Message("only ssh itself can fill in the User of {alias}", alias=alias),
            do="install the OpenSSH client here",
        )
    if line is not None:
        raise Refused(
            Message(
                "only ssh itself can say whether {keyword} of this line is meant for {alias}",
                keyword=line.keyword,
                alias=alias,
            ),
            where=line.place,
            do="install the OpenSSH client on this machine, or name another file with --ssh-config",
        )
    strict = [STRICT[words[0].lower()] for words in reading.candidates("stricthostkeychecking", ("ask",))]
    offered = {k: assemble(k, _one(reading.values.get(k))) for k in DEFAULTS}
    values = {keyword: list(words) for keyword, words in reading.values.items()}
    words = reading.values.get
    return _settings(alias, _Source(words, words, offered, min(strict, key=_STRICTEST.index), plain=values, raw=True))


@dataclass(frozen=True, slots=True)
class _Source:
    """The settings of one host, from `ssh -G` or our own reading."""

    words: Lookup
    files: Lookup
    """The same for keywords that name files."""
    offered: Mapping[str, Words]
    """Algorithms."""
    strict: str
    plain: Said
    """Every keyword with its values."""
    raw: bool
    """HostName, known hosts and the like still have their tokens."""


def _settings(alias: str, source: _Source) -> Settings:
    """Tokens filled in, defaults taken. Raises Refused."""
    words, files = source.words, source.files
    hostname = _one(words("hostname")) or alias
    user, port = _one(words("user")) or local_user(), int(_one(words("port")) or 22)
    key_alias = _one(words("hostkeyalias")).lower() or None
    try:
        if source.raw:
            hostname = expand(hostname, {"h": alias}, environment=False)
        hostname = hostname if _is_address(hostname) else hostname.lower()
        tokens = _tokens(alias, hostname, user, port, key_alias)
        user_files, everyones = files("userknownhostsfile") or _KNOWN, files("globalknownhostsfile") or _GLOBAL
        revoked = tuple(f for f in files("revokedhostkeys") or () if f.lower() != "none")
        proxy = "" if (command := _one(words("proxycommand"))).lower() == "none" else command
        hops = _one(words("proxyjump")).split("#")[0].strip().split(",")
        jump = "" if hops[0].lower() == "none" else ",".join(hop.removeprefix("ssh://") for hop in hops)
        filled = [expand(at_home(f), tokens) for f in user_files] if source.raw else list(user_files)
        keys = words("identityfile")
        settings = Settings(
            alias=alias,
            hostname=hostname,
            user=user,
            port=port,
            strict=STRICT.get(source.strict.lower(), "yes") if source.strict else "ask",
            user_files=tuple(Path(at_home(f)) for f in filled if f.lower() != "none"),
            global_files=tuple(Path(at_home(f)) for f in everyones if f.lower() != "none"),
            revoked=tuple(Path(expand(at_home(f), tokens) if source.raw else f) for f in revoked),
            key_alias=key_alias,
            jump=expand(jump, tokens, environment=False),  # ssh puts it into a ProxyCommand, which fills tokens in
            proxy_command=expand(proxy, tokens, environment=False) if proxy else None,
            identity_files=_paths(keys or _KEYS, tokens),
            identities_named=keys is not None and keys != _KEYS and _names_keys(keys),
            certificates=_paths(words("certificatefile") or (), tokens),
            algorithms=source.offered,
            plain={keyword: values[0] for keyword, values in {**defaults(), **source.plain}.items() if values},
            send_env=tuple(words("sendenv") or ()),
            set_env=tuple(words("setenv") or ()),
            known_hosts_command="" if (c := _one(words("knownhostscommand"))).lower() == "none" else c,
            tokens=tokens,
        )
    except BadLine as error:
        raise Refused(
            Message("the SSH configuration of {alias} cannot be used: {error}", alias=alias, error=error)
        ) from error
    return settings


def _one(words: Sequence[str] | None) -> str:
    return words[0] if words else ""


def _names_keys(words: Words) -> bool:
    """ssh -G lists its own defaults too; they differ a little from release to release."""
    return any(not re.fullmatch(r"~/\.ssh/id_[a-z0-9_]+", word) for word in words)


def _is_address(host: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host.partition("%")[0])
            return True
        except OSError:
            continue
    return False


def _tokens(alias: str, hostname: str, user: str, port: int, key_alias: str | None) -> dict[str, str]:
    here = socket.gethostname()
    return {
        "d": os.path.expanduser("~"),
        "h": hostname,
        "i": str(os.getuid()),
        "k": key_alias or alias,
        "L": here.partition(".")[0],
        "l": here,
        "n": alias,
        "p": str(port),
        "r": user,
        "u": local_user(),
    }


def _paths(names: Sequence[str], tokens: Mapping[str, str]) -> tuple[str, ...]:
    """Key files; one that depends on what cannot be known here is left out, which offers less and never more."""
    found = []
    for name in names:
        if name.lower() == "none":
            continue
        try:
            found.append(expand(at_home(name), tokens))
        except BadLine:
            continue
    return tuple(dict.fromkeys(found))


def _file_names(value: str, written: Iterable[Words], tokens: Mapping[str, str]) -> Sequence[str]:
    """`ssh -G` parts the names of files by blanks and does not quote a blank within one: the line that says them
    decides, or which files exist."""
    words = value.split(" ")
    for line in written if len(words) > 1 else ():
        for spelled in (line, tuple(map(at_home, line)), _paths(line, tokens)):
            if " ".join(spelled) == value:
                return spelled
    names: list[str] = []
    while words:
        whole = next((n for n in range(len(words), 1, -1) if Path(at_home(" ".join(words[:n]))).is_file()), 1)
        names.append(" ".join(words[:whole]))
        words = words[whole:]
    return [name for name in names if name]
