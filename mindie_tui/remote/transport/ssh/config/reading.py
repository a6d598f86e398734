"""The configuration of one host, read as ssh reads it, where `ssh -G` cannot be used.

What only ssh could judge (Match exec, localnetwork, names that DNS decides) is neither true nor false: the settings of
such a block are doubtful, and whoever uses the reading takes the strictest of them or refuses.
"""

from __future__ import annotations

import getpass
import ipaddress
import pwd
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from os import getuid

from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.files import Block, ConfigFiles, Line, refused
from mindie_tui.remote.transport.ssh.config.keywords import APPENDED
from mindie_tui.remote.transport.ssh.config.lexer import BadLine, expand, matches, matches_any, names_host

_NUMERIC = re.compile(r"[\d.]*|0x[\da-f.x]*|.*:.*", re.ASCII | re.IGNORECASE | re.DOTALL)
"""What the system may take for an address in some spelling of its own."""
Words = tuple[str, ...]
Met = bool | None
"""Whether a condition is met; None: it cannot be known here."""


def local_user() -> str:
    """The operator as the system knows it, which is who ssh logs in as by default; its number where it has no name."""
    with suppress(KeyError):
        return pwd.getpwuid(getuid()).pw_name
    with suppress(KeyError, OSError):  # OSError from Python 3.13 on
        return getpass.getuser()
    return str(getuid())


@dataclass(slots=True)
class Reading:
    """The values of one host, by keyword in lower case."""

    values: dict[str, Words] = field(default_factory=dict)
    """What holds; of lines that add up, all of them."""
    doubts: dict[str, list[tuple[Words, Line]]] = field(default_factory=dict)
    """What may hold instead, with the line that says so."""

    def candidates(self, keyword: str, usual: Words) -> list[Words]:
        """Every value that may hold; one where nothing is in doubt. `usual`: where no line says anything."""
        return list(dict.fromkeys([*(w for w, _ in self.doubts.get(keyword, ())), self.values.get(keyword, usual)]))


def read(files: ConfigFiles, alias: str, user: str | None = None, port: int | None = None) -> Reading:
    """The reading for `ssh [-l user] [-p port] alias`. Raises Refused where ssh stops."""
    walk = _Walk(files, alias, user, port)
    walk.once(final=False)
    host = walk.hostname()
    wants = walk.reading.candidates("canonicalizehostname", ("no",))
    canonical = any(words[0].lower() not in ("no", "false") for words in wants)
    if walk.wants_final or canonical:
        walk.host = host if _is_address(host) else host.lower()
        walk.once(final=True)
    if canonical and (len(wants) > 1 or "canonicaldomains" in walk.reading.values):
        line = next(line for line in files.lines() if line.keyword == "canonicalizehostname")
        walk.reading.doubts.setdefault("hostname", []).append((("?",), line))
    return walk.reading


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class _Walk:
    def __init__(self, files: ConfigFiles, alias: str, user: str | None, port: int | None) -> None:
        self.files, self.alias, self.host = files, alias, alias
        self.reading = Reading()
        if user is not None:
            self.reading.values["user"] = (user,)
        if port is not None:
            self.reading.values["port"] = (str(port),)
        self.wants_final = False
        self._final = False
        self._ignored_from: int | None = None

    def once(self, final: bool) -> None:
        """All files from the top. Raises Refused."""
        self._final = final
        for blocks in self.files.roots:
            self._blocks(blocks, True)
        allowed = ",".join(self.reading.values.get("ignoreunknown", ()))
        for line in self.files.faults:
            from_here = self._ignored_from is not None and line.order > self._ignored_from
            if not (line.unknown and from_here and names_host(line.keyword, allowed)):
                raise refused(line, line.fault)

    def hostname(self) -> str:
        """The HostName so far, the alias where no line says it."""
        words = self.reading.values.get("hostname")
        if words is None:
            return self.host
        try:
            return words[0] if self._final else expand(words[0], {"h": self.alias}, environment=False)
        except BadLine as error:
            line = next(line for line in self.files.lines() if line.keyword == "hostname" and line.words == words)
            raise refused(line, str(error)) from error

    def _blocks(self, blocks: list[Block], active: Met) -> None:
        outer = active
        for block in blocks:
            if block.head is not None:
                met = self._host(block.head) if block.head.keyword == "host" else self._match(block.head)
                active = _both(outer if outer is None else True, met)
            if active is False:
                continue
            for item in block.body:
                if isinstance(item, Line):
                    self._take(item, active)
                else:
                    self._blocks(item, active)

    def _take(self, line: Line, active: Met) -> None:
        values, keyword = self.reading.values, line.keyword
        if keyword == "refuseconnection" and active:
            raise refused(line, f"RefuseConnection: {' '.join(line.words)}")
        if keyword == "proxyjump" and "proxycommand" in values:
            return  # whichever comes first
        if keyword == "proxycommand" and values.get("proxyjump", ("none",))[0].lower() != "none":
            return
        if keyword in APPENDED:
            if active and not (self._final and all(word in values.get(keyword, ()) for word in line.words)):
                values[keyword] = (*values.get(keyword, ()), *line.words)
        elif keyword not in values:
            if active:
                values[keyword] = line.words
                if keyword == "ignoreunknown":
                    self._ignored_from = line.order
            else:
                self.reading.doubts.setdefault(keyword, []).append((line.words, line))

    def _host(self, head: Line) -> bool:
        found = False
        for pattern in head.words:
            negated = pattern.startswith("!")
            if matches(self.host, pattern[negated:]):
                if negated:
                    return False
                found = True
        return found

    def _match(self, head: Line) -> Met:
        words, met, seen = list(head.words), True, 0
        result: Met = met
        while words:
            word = words.pop(0)
            if word.startswith("#"):
                break
            negated = word.startswith("!")
            name, equals, value = word[negated:].partition("=")
            name = name.lower()
            if name == "all":
                if seen > 1 or (words and words[0]):
                    raise refused(head, "Match all stands with other conditions")
                return _both(result, not negated)
            seen += 1
            if name in ("final", "canonical"):
                self.wants_final = self.wants_final or (name == "final" and not negated)
                one: Met = self._final
            else:
                if not equals:
                    if not words:
                        raise refused(head, Message("Match {word} has no value", word=word))
                    value = words.pop(0)
                if not value and name not in ("tagged", "command"):
                    raise refused(head, Message("Match {word} has no value", word=word))
                one = self._condition(head, name, value)
            result = _both(result, one if one is None else one != negated)
        if seen == 0:
            raise refused(head, "Match has no condition")
        return result

    def _condition(self, head: Line, name: str, value: str) -> Met:
        if name == "host":
            return self._any("hostname", (self.host,), lambda said: names_host(_named(said, self.alias), value))
        if name == "originalhost":
            return names_host(self.alias, value)
        if name == "user":
            return self._any("user", (local_user(),), lambda said: matches_any(said, value))
        if name == "localuser":
            return matches_any(local_user(), value)
        if name == "tagged":
            return self._any("tag", ("",), lambda said: matches_any(said, value) if said else not value)
        if name in ("exec", "localnetwork", "version", "command", "sessiontype"):
            return None
        raise refused(head, Message("Match {name} is not a condition of ssh", name=name))

    def _any(self, keyword: str, usual: Words, judged: Callable[[str], bool]) -> Met:
        verdicts = {judged(words[0]) for words in self.reading.candidates(keyword, usual)}
        return verdicts.pop() if len(verdicts) == 1 else None


def _named(hostname: str, alias: str) -> str:
    try:
        return expand(hostname, {"h": alias}, environment=False)
    except BadLine:
        return hostname


def _both(one: Met, other: Met) -> Met:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def is_simple(files: ConfigFiles, reading: Reading, alias: str) -> bool:
    """Whether every OpenSSH must read this host alike: plain files, and a host that is no number to be rewritten."""
    host = reading.values.get("hostname", (alias,))[0]
    return files.plain and (not _NUMERIC.fullmatch(host) or _is_canonical(host))


def _is_canonical(host: str) -> bool:
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        return False


def doubtful(reading: Reading, keywords: Iterable[str]) -> Line | None:
    """The first line that may or may not say something of these keywords, None where all is certain."""
    for keyword in keywords:
        for words, line in reading.doubts.get(keyword, ()):
            if words != reading.values.get(keyword):
                return line
    return None
