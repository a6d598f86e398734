"""The files of an SSH configuration, read once: blocks of lines with what they include. reading.py judges them."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from mindie_tui.model.errors import Refused
from mindie_tui.model.message import Message
from mindie_tui.remote.transport.ssh.config import keywords
from mindie_tui.remote.transport.ssh.config.lexer import BadLine, arguments, split_keyword
from mindie_tui.store import disk

MOST_BYTES = 10_000_000
"""Of one file of an SSH configuration."""
SYSTEM = Path("/etc/ssh/ssh_config")
_SIMPLE = re.compile(r"[\w.,:@/+*^~\[\] -]+", re.ASCII)
_HEAD = re.compile(r"[\w.:*?! -]+", re.ASCII)
"""A Host line that there is one way to read."""
_PLAIN = re.compile(rb"[\t\x20-\x7e]*\r?|[\t ]*#.*", re.DOTALL)
_SETS = re.compile(r"\[[\w.-]+\]", re.ASCII)
"""The [abc] of a pattern that glob(3) and ours read alike."""
OF_NO_USE = frozenset(
    "controlmaster controlpath controlpersist dynamicforward localcommand localforward loglevel remotecommand "
    "remoteforward xauthlocation".split()
)
"""Whatever these say, no connection of ours is another for it."""
_CONDITIONS = frozenset({"match", "ignoreunknown", "canonicalizehostname", "refuseconnection", "tag"})
DEPTH = 16
"""ssh includes no deeper."""


def default_path() -> Path | None:
    """~/.ssh/config, where there is one."""
    path = Path("~/.ssh/config").expanduser()
    return path if path.is_file() else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line that ssh acts on."""

    place: str
    """file:number."""
    order: int
    """How many lines were read before it."""
    keyword: str
    words: tuple[str, ...]
    """Its values; for keywords that take the rest of the line, that rest alone."""
    fault: str = ""
    """Why ssh stops here, "" where it does not."""
    unknown: bool = False
    """The fault is a keyword that is not known, which IgnoreUnknown allows."""
    simple: bool = True
    """No quote, escape, comment, token or variable: there is one way to read it."""


@dataclass(slots=True)
class Block:
    """A Host or Match line (None for what precedes the first) with the lines up to the next."""

    head: Line | None
    body: list[Line | list[Block]] = field(default_factory=list)
    """Lines, and for each included file its blocks."""


def refused(line: Line, why: str) -> Refused:
    """The sentence about one line."""
    return Refused(
        Message("the SSH configuration is not well formed: {why}", why=why),
        where=line.place,
        do="fix that line, or name another file with --ssh-config",
    )


class ConfigFiles:
    """All files of one configuration. Raises Refused where ssh could not read them either."""

    def __init__(self, path: Path | None) -> None:
        """`path`: the file of --ssh-config; None for ~/.ssh/config and the system's, as ssh reads them."""
        self.faults: list[Line] = []
        """Lines where ssh stops; they count whatever host is meant."""
        self.plain = True
        """Host blocks of words that there is one way to read, in every line of every file, whoever it is meant for."""
        self._globs: dict[str, list[str]] = {}
        """What each pattern of an Include found."""
        self._stamps: dict[Path, tuple[int, int]] = {}
        self._order = 0
        if path is not None:
            self.roots = [self._read(path, 0, own=True, checked=False)]
            return
        own = default_path()
        self.roots = [self._read(own, 0, own=True, checked=True)] if own else []
        if SYSTEM.is_file():
            self.roots.append(self._read(SYSTEM, 0, own=False, checked=False))

    def lines(self) -> Iterator[Line]:
        """Every line of every file in order, whoever it is meant for; Host and Match lines too."""
        for blocks in self.roots:
            yield from _flat(blocks)

    def is_stale(self) -> bool:
        """Whether one of them was written since, or is gone."""
        for path, stamp in self._stamps.items():
            try:
                stat = path.stat()
            except OSError:
                return True
            if (stat.st_mtime_ns, stat.st_size) != stamp:
                return True
        return any(_glob(pattern) != found for pattern, found in self._globs.items())

    def _read(self, path: Path, depth: int, own: bool, checked: bool) -> list[Block]:
        try:
            number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                stat = os.fstat(number)
                if checked:
                    _check_mode(path, stat)
                self._stamps[path] = stat.st_mtime_ns, stat.st_size
                data = disk.read_open(number, path, MOST_BYTES)
            finally:
                os.close(number)
        except OSError as error:
            raise Refused(
                Message("the SSH configuration cannot be read: {strerror}", strerror=error.strerror or error),
                where=str(path),
                do="name another with --ssh-config",
            ) from error
        blocks = [Block(None)]
        for number, raw in enumerate(data.split(b"\n"), 1):
            cut = split_keyword(raw.decode("utf-8", "surrogateescape"))
            self.plain = self.plain and _PLAIN.fullmatch(raw) is not None
            if cut is None:
                self.plain = self.plain and raw.lstrip()[:1] in (b"", b"#")
                continue
            line = self._line(f"{path}:{number}", *cut)
            self.plain = self.plain and _is_plain(line)
            if line.fault:
                self.faults.append(line)
            elif line.keyword in ("host", "match"):
                blocks.append(Block(line))
            elif line.keyword == "include":
                try:
                    found = self._find_included(line, own)
                    if found and depth >= DEPTH:
                        raise BadLine("files include each other without end")
                except BadLine as error:
                    self.faults.append(replace(line, fault=str(error)))
                    continue
                blocks[-1].body += [self._read(file, depth + 1, own, checked=True) for file in found]
            else:
                blocks[-1].body.append(line)
        return blocks

    def _line(self, place: str, keyword: str, rest: str) -> Line:
        self._order += 1
        keyword = keywords.ALIASES.get(keyword, keyword)
        unknown = keyword not in keywords.KNOWN
        words: tuple[str, ...] = ()
        fault = Message("{keyword} is not a keyword of ssh", keyword=keyword) if unknown else ""
        try:
            if not rest:
                raise BadLine(Message("{keyword} has no value", keyword=keyword))
            words = tuple(arguments(rest))
            if keyword in keywords.WHOLE:
                words = (rest.lstrip(" \t\r\n="),)
            elif keyword in keywords.BLOCKS:
                if not words or not all(words) and keyword != "match":
                    raise BadLine(Message("{keyword} has an empty value", keyword=keyword))
            elif not unknown and keyword not in keywords.PASSED_OVER:
                keywords.check(keyword, list(words))
        except BadLine as error:
            return Line(place, self._order, keyword, words, str(error))
        allowed = _HEAD if keyword == "host" else _SIMPLE
        return Line(place, self._order, keyword, words, fault, unknown, allowed.fullmatch(rest) is not None)

    def _find_included(self, line: Line, own: bool) -> list[Path]:
        """The files of an Include. Raises BadLine."""
        found: list[Path] = []
        for pattern in _patterns(line, own):
            self._globs[pattern] = _glob(pattern)
            found += map(Path, self._globs[pattern])
        return found


def _is_plain(line: Line) -> bool:
    if line.keyword == "revokedhostkeys" and any("~" in word for word in line.words):
        return False  # whether ~ is the home there differs from release to release
    return not line.fault and line.keyword not in _CONDITIONS and (line.simple or line.keyword in OF_NO_USE)


def _flat(blocks: list[Block]) -> Iterator[Line]:
    for block in blocks:
        if block.head is not None:
            yield block.head
        for item in block.body:
            if isinstance(item, Line):
                yield item
            else:
                yield from _flat(item)


def _check_mode(path: Path, stat: os.stat_result) -> None:
    if stat.st_uid not in (0, os.getuid()) or stat.st_mode & 0o022:
        raise Refused(
            "others can write this file, so ssh does not read it",
            where=str(path),
            do=Message("chmod go-w {path}, and make it yours", path=path),
        )


def _patterns(line: Line, own: bool) -> Iterator[str]:
    for pattern in line.words:
        if "%" in pattern or "${" in pattern:
            raise BadLine(
                Message("Include {pattern} depends on the host, and only ssh itself can read that", pattern=pattern)
            )
        if re.search(r"[\\[]", _SETS.sub("", pattern)):
            raise BadLine(Message("Include {pattern} has a pattern that only ssh itself can read", pattern=pattern))
        if pattern.startswith("~") and not own:
            raise BadLine(Message("the system's file cannot include {pattern}", pattern=pattern))
        path = Path(pattern).expanduser()
        if not path.is_absolute():
            path = (Path("~/.ssh").expanduser() if own else SYSTEM.parent) / pattern
        yield str(path)


def _glob(pattern: str) -> list[str]:
    """The files of a pattern; a folder among them says nothing, as in ssh."""
    return [name for name in sorted(glob.glob(pattern)) if not os.path.isdir(name)]
