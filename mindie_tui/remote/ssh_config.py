"""What asyncssh's parser does not read of an ssh_config: StrictHostKeyChecking. The rest is asyncssh's to read."""

from __future__ import annotations

import fnmatch
import getpass
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mindie_tui.model.errors import Refused

Strict = Literal["yes", "ask", "accept-new", "no"]
_WORDS: dict[str, Strict] = {
    "yes": "yes",
    "true": "yes",
    "ask": "ask",
    "accept-new": "accept-new",
    "no": "no",
    "false": "no",
    "off": "no",
}
Line = tuple[Path, int, str, list[str]]
"""File, number, keyword in lower case, arguments."""


def default_path() -> Path | None:
    """~/.ssh/config, where it can be read."""
    path = Path("~/.ssh/config").expanduser()
    return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class ConfiguredHost:
    """A Host as it is shown before it becomes a node; ssh itself reads the file when it connects."""

    name: str
    hostname: str
    user: str
    """"" where the file says nothing: the operator's own."""
    port: str
    via: str
    """ProxyJump, "" for none."""


class SshConfig:
    """One file with what it includes, read once. Raises Refused with one sentence when it cannot be read."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._text = ""
        self._blocks: list[tuple[list[str] | None, str]] | None = None
        self._lines = self._read(path, 0) if path is not None else []

    def _read(self, path: Path, depth: int) -> list[Line]:
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else "it is not text"
            raise Refused(
                f"the SSH configuration cannot be read: {why}", where=str(path), do="name another with --ssh-config"
            ) from error
        self._text = text if depth == 0 else self._text
        lines: list[Line] = []
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            try:
                words = shlex.split(line)
            except ValueError as error:
                raise Refused(f"the SSH configuration is not well formed: {error}", where=f"{path}:{number}") from error
            keyword, _, value = words[0].partition("=")
            words = [w for w in ([value] if value else []) + words[1:] if w != "="]
            if keyword.lower() == "include" and depth < 16:
                lines.append((path, number, "include", []))
                for pattern in words:
                    at = Path(pattern).expanduser()
                    base = Path("~/.ssh").expanduser() if not at.is_absolute() else Path("/")
                    for found in sorted(base.glob(str(at).lstrip("/"))):
                        if found.is_file():
                            lines += self._read(found, depth + 1)
                lines.append((path, number, "included", []))
            else:
                lines.append((path, number, keyword.lower(), words))
        return lines

    def narrowed(self, alias: str) -> str | None:
        """The file's text with the lines of blocks that name no pattern of this host left blank; numbers stay.

        asyncssh reads the whole file for every host: sixty hosts of one file cost a quarter of a second without this.
        None where it is better left to asyncssh alone: with Match, Include, or without a file.
        """
        if self._blocks is None:
            self._blocks = self._in_blocks()
        if not self._blocks:
            return None
        return "".join(
            text if patterns is None or any(_may_match(alias, p) for p in patterns) else "\n" * text.count("\n")
            for patterns, text in self._blocks
        )

    def _in_blocks(self) -> list[tuple[list[str] | None, str]]:
        """(patterns of the Host line, text) of each block in order, None for what stands before the first."""
        if self.path is None or any(keyword in ("include", "match") for _, _, keyword, _ in self._lines):
            return []
        if len(self._text.splitlines()) != self._text.count("\n") + (not self._text.endswith("\n")):
            return []  # a form feed or the like, which ends a line for Python alone
        hosts = {number: words for _, number, keyword, words in self._lines if keyword == "host"}
        blocks: list[tuple[list[str] | None, list[str]]] = [(None, [])]
        for number, line in enumerate(self._text.splitlines(), 1):
            if number in hosts:
                blocks.append((hosts[number], []))
            blocks[-1][1].append(line + "\n")
        return [(patterns, "".join(lines)) for patterns, lines in blocks]

    def strict_host_key_checking(self, alias: str, hostname: str, user: str) -> Strict:
        """What the first line says that is meant for this host; `ask` where none does, as ssh has it.

        `Match exec`, `localnetwork` and what else cannot be judged here do not match: the stricter word stays.
        """
        for path, number, words in self._said("stricthostkeychecking", alias, hostname, user):
            word = words[0].lower() if words else ""
            if word not in _WORDS:
                raise Refused(
                    f"StrictHostKeyChecking {word or '(nothing)'} is no word of ssh's",
                    where=f"{path}:{number}",
                    do="write yes, ask, accept-new or no",
                )
            return _WORDS[word]
        return "ask"

    def hosts(self) -> tuple[ConfiguredHost, ...]:
        """Every host that has a name of its own, in the order of the files; patterns (* ? !) name none."""
        names = [word for _, _, keyword, words in self._lines if keyword == "host" for word in words]
        return tuple(self._host(name) for name in dict.fromkeys(names) if not set(name) & set("*?!"))

    def _host(self, alias: str) -> ConfiguredHost:
        def first(keyword: str, hostname: str = alias, user: str = "") -> str:
            found = next(self._said(keyword, alias, hostname, user), None)
            return found[2][0] if found and found[2] else ""

        hostname = first("hostname").replace("%h", alias) or alias
        user = first("user", hostname)
        jump = first("proxyjump", hostname, user)
        via = "" if jump.lower() == "none" else jump
        return ConfiguredHost(alias, hostname, user, first("port", hostname, user) or "22", via)

    def _said(self, wanted: str, alias: str, hostname: str, user: str) -> Iterator[tuple[Path, int, list[str]]]:
        """The lines of one keyword that are meant for this host; ssh takes the first."""
        matching, around = True, []
        for path, number, keyword, words in self._lines:
            if keyword == "include":
                around.append(matching)
            elif keyword == "included":
                matching = around.pop()
            elif keyword == "host":
                matching = (not around or around[-1]) and _listed(alias, words)
            elif keyword == "match":
                matching = (not around or around[-1]) and _match(words, alias, hostname, user)
            elif keyword == wanted and matching:
                yield path, number, words


def _may_match(name: str, pattern: str) -> bool:
    """False only where ssh's pattern surely does not match; a negated one by itself matches nothing."""
    plain = pattern.lower()
    return "[" in plain or (not plain.startswith("!") and fnmatch.fnmatchcase(name.lower(), plain))


def _listed(name: str, patterns: list[str]) -> bool:
    """ssh's pattern list: one must match, none with ! may."""
    if any(fnmatch.fnmatchcase(name, p[1:]) for p in patterns if p.startswith("!")):
        return False
    return any(fnmatch.fnmatchcase(name, p) for p in patterns if not p.startswith("!"))


def _match(words: list[str], alias: str, hostname: str, user: str) -> bool:
    values = {"host": hostname, "originalhost": alias, "user": user, "localuser": getpass.getuser()}
    rest = list(words)
    while rest:
        word = rest.pop(0).lower()
        negated, word = word.startswith("!"), word.lstrip("!")
        if word in ("all", "final", "canonical"):
            met = word == "all"
        elif word in values and rest:
            met = _listed(values[word], rest.pop(0).split(","))
        else:
            return False
        if met == negated:
            return False
    return True
