"""An SSH configuration as the operator's own ssh reads it: what holds for one host, and which hosts it names."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config.files import ConfigFiles
from mindie_tui.remote.transport.ssh.config.lexer import BadLine, expand
from mindie_tui.remote.transport.ssh.config.reading import Reading, doubtful, is_simple, local_user, read
from mindie_tui.remote.transport.ssh.config.settings import Settings, alike, from_reading, from_ssh
from mindie_tui.remote.transport.ssh.config.ssh_g import LIMIT_S, Children, ask, program, stop

ASKERS = 4
"""`ssh -G` at once: each takes 5 ms of one core."""
_FILE_LISTS = frozenset({"userknownhostsfile", "globalknownhostsfile", "revokedhostkeys"})
_SHOWN = ("hostname", "user", "port", "proxyjump")


@dataclass(frozen=True, slots=True)
class ConfiguredHost:
    """A Host as it is shown before it becomes a node."""

    name: str
    hostname: str
    user: str
    """"" where the file says nothing: the operator's own."""
    port: str
    via: str
    """ProxyJump, "" for none."""


def _check_names(alias: str, user: str | None) -> None:
    """Raises Refused for what ssh takes from no command line: it would reach a shell by ProxyCommand, or be an option.

    The rules are those of OpenSSH 9.6; an older ssh has none.
    """
    host = re.search(r"^-|[\s\x00-\x1f\x7f'`\"$\\;&<>|(){}]|[\ud800-\udfff]", alias)
    if not alias or host:
        raise Refused(
            Message("{alias!r} is not a host name", alias=alias),
            do="name a Host of the SSH configuration, or user@address:port",
        )
    if user is not None and re.search(r"^-|[\x00-\x1f\x7f'`\";&<>|(){}]|\s-|\\$|[\ud800-\udfff]", user):
        raise Refused(
            Message("{user!r} is not a valid user name", user=user), do="write User in the SSH configuration instead"
        )


class SshConfig:
    """One configuration, read once. Raises Refused with one sentence when it cannot be read."""

    def __init__(self, path: Path | None, limit_s: float = LIMIT_S) -> None:
        """`path`: the file of --ssh-config; None for ~/.ssh/config and /etc/ssh/ssh_config, as ssh has it.

        `limit_s`: how long one `ssh -G` may take.
        """
        self.path, self._limit_s = path, limit_s
        self._files = ConfigFiles(path)
        self._children: Children = set()
        self._agreed: bool | None = None
        """Whether ssh and our own reading of this file say the same; None: not compared yet."""
        self._first = threading.Lock()
        self._remembered: dict[tuple[str, str | None, int | None], Settings] = {}

    def settings(self, alias: str, user: str | None = None, port: int | None = None) -> Settings:
        """The settings for `ssh -l user -p port alias`, remembered. Raises Refused where ssh would not continue.

        `ssh -G` gives them where ssh is installed; elsewhere our own reading, strict where it is in doubt. In a
        configuration of plain Host blocks ssh is asked for the first host only, and if our reading of it is the same,
        our reading is used for the others: sixty times `ssh -G` take a fifth of the time of sixty logins. May take
        `limit_s`: call it in a thread.
        """
        key = alias, user, port
        _check_names(alias, user)
        if self._files.is_stale():
            self._files, self._remembered, self._agreed = ConfigFiles(self.path), {}, None
        if key not in self._remembered:
            simple = self._simple(*key)
            if simple is None:
                self._remembered[key] = self._ask_ssh(*key)
            else:
                with self._first:  # sixty begin at once, and one of them is compared
                    if self._agreed is None:
                        told = self._ask_ssh(*key)
                        self._agreed = alike(told, simple)
                        return self._remembered.setdefault(key, told)
                self._remembered[key] = simple if self._agreed else self._ask_ssh(*key)
        return self._remembered[key]

    def _simple(self, alias: str, user: str | None, port: int | None) -> Settings | None:
        """Our own reading, where every OpenSSH must come to the same."""
        try:
            reading = read(self._files, alias, user, port)
            return from_reading(alias, reading) if is_simple(self._files, reading, alias) else None
        except Refused:
            return None

    def _ask_ssh(self, alias: str, user: str | None, port: int | None) -> Settings:
        said = ask(self.path, alias, user, port, self._children, self._limit_s)
        if said is None:
            return from_reading(alias, read(self._files, alias, user, port))
        lists = (line.words for line in self._files.lines() if line.keyword in _FILE_LISTS)
        return from_ssh(alias, said, lists)

    def close(self) -> None:
        """Wait for no ssh that still reads the configuration."""
        stop(self._children)

    def hosts(self) -> tuple[ConfiguredHost, ...]:
        """Every host that has a name of its own, in the order of the files; patterns (* ? !) name none.

        By our own reading, which starts no process; only where that is in doubt is ssh asked. Raises Refused.
        """
        words = [word for line in self._files.lines() if line.keyword == "host" for word in line.words]
        names = [name for name in dict.fromkeys(words) if not set(name) & set("*?!") and name.isprintable()]
        with ThreadPoolExecutor(ASKERS) as threads:
            return tuple(threads.map(self._host, names))

    def _host(self, alias: str) -> ConfiguredHost:
        try:
            reading = read(self._files, alias)
        except Refused:
            if program() is None:
                raise
            return self._ask_for_shown(alias, None)
        if doubtful(reading, _SHOWN) is not None:
            return self._ask_for_shown(alias, reading)
        return self._as_shown(alias, reading)

    def _ask_for_shown(self, alias: str, reading: Reading | None) -> ConfiguredHost:
        try:
            said = ask(self.path, alias, limit_s=self._limit_s)
        except Refused:
            if reading is None:
                raise
            said = None
        if said is None:
            return self._as_shown(alias, reading or Reading())
        told = {keyword: tuple(values) for keyword, values in said.items()}
        if reading is not None:  # what is certain stays as the file has it: "" for the user that ssh would take
            told = {k: told[k] for k in _SHOWN if k in told and doubtful(reading, (k,))} | reading.values
        return self._as_shown(alias, Reading(told))

    @staticmethod
    def _as_shown(alias: str, reading: Reading) -> ConfiguredHost:
        def first(keyword: str) -> str:
            words = reading.candidates(keyword, ("",))[0]
            return (words[0] if words else "").encode("utf-8", "surrogateescape").decode("utf-8", "replace")

        def filled(text: str, tokens: dict[str, str]) -> str:
            try:
                return expand(text, tokens, environment=False)
            except BadLine:
                return text

        hostname = filled(first("hostname"), {"h": alias}) or alias
        user, port = first("user"), first("port") or "22"
        jump = first("proxyjump").split("#")[0].strip()
        jump = filled(jump, {"h": hostname, "n": alias, "p": port, "r": user or local_user()})
        return ConfiguredHost(alias, hostname, user, port, "" if jump.lower() == "none" else jump)
