"""How ssh itself cuts the lines of an ssh_config, matches patterns and expands tokens (readconf.c, misc.c, match.c)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import lru_cache

from mindie_tui.model.message import Message

_BLANK = " \t\r\n"
_TOKEN = re.compile(r"\$\{([^}]*)(\})?|%(.?)", re.DOTALL)


class BadLine(ValueError):
    """What ssh refuses about one line; the message is one clause."""


def split_keyword(line: str) -> tuple[str, str] | None:
    """The keyword in lower case and the rest of the line as it is written; None where ssh passes the line over.

    Trailing blanks are gone, a comment at the end is not: `arguments` knows where one begins.
    """
    line = line.split("\0", 1)[0]
    first, rest = line[:1], line[1:].rstrip(_BLANK + "\f")  # as ssh does: the first character is never trimmed
    line = first + rest
    cut = _split_delimiter(line)
    if cut is not None and cut[0] == "":
        cut = _split_delimiter(cut[1])
    if cut is None or not cut[0] or cut[0].startswith(("#", "\n")):
        return None
    return cut[0].lower(), cut[1].lstrip(_BLANK)


def _split_delimiter(text: str) -> tuple[str, str] | None:
    """strdelim(): the first word and what follows; one = may be in between; None for a quote that never closes."""
    at = next((n for n, char in enumerate(text) if char in _BLANK + '"='), None)
    if at is None:
        return text, ""
    if text[at] == '"':
        end = text.find('"', at + 1)
        return None if end < 0 else (text[:at] + text[at + 1 : end], text[end + 1 :].lstrip(_BLANK))
    rest = text[at + 1 :].lstrip(_BLANK)
    if text[at] != "=" and rest.startswith("="):
        rest = rest[1:].lstrip(_BLANK)
    return text[:at], rest


def arguments(text: str, comments: bool = True) -> list[str]:
    """argv_split(): quotes of both kinds, ssh's few escapes, # ends the line where a word would begin.

    Raises BadLine for a quote that never closes.
    """
    words: list[str] = []
    at, end = 0, len(text)
    while at < end:
        if text[at] in " \t":
            at += 1
            continue
        if comments and text[at] == "#":
            break
        word, quote = [], ""
        while at < end:
            char, following = text[at], text[at + 1 : at + 2]
            if char == "\\" and following and (following in "'\"\\" or (not quote and following == " ")):
                at += 1
                word.append(following)
            elif not quote and char in " \t":
                break
            elif not quote and char in "\"'":
                quote = char
            elif quote and char == quote:
                quote = ""
            else:
                word.append(char)
            at += 1
        if quote:
            raise BadLine("a quote is not closed")
        words.append("".join(word))
    return words


@lru_cache(maxsize=4096)
def _compile(pattern: str) -> re.Pattern[str]:
    pieces = {"*": ".*", "?": "."}
    return re.compile("".join(pieces.get(c, re.escape(c)) for c in re.sub(r"\*+", "*", pattern)), re.DOTALL)


def matches(text: str, pattern: str) -> bool:
    """match_pattern(): * and ? are special, nothing else; capitals count."""
    return _compile(pattern).fullmatch(text) is not None


def matches_any(text: str, patterns: str, lower: bool = False) -> bool:
    """match_pattern_list(): one of the patterns between commas matches, and none of those behind a `!` does."""
    found = False
    for pattern in (patterns.lower() if lower else patterns).split(","):
        negated = pattern.startswith("!")
        if pattern and matches(text, pattern[negated:]):
            if negated:
                return False
            found = True
    return found


def names_host(host: str, patterns: str) -> bool:
    """match_hostname(): as `listed`, capitals do not count."""
    return matches_any(host.lower(), patterns, lower=True)


def expand(text: str, tokens: Mapping[str, str], environment: bool = True) -> str:
    """%tokens and, where ssh does so, ${VARIABLES}. Raises BadLine for what ssh does not know."""

    def one(found: re.Match[str]) -> str:
        variable, closed, token = found[1], found[2], found[3]
        if token is None:
            if not environment:
                return found[0]
            if not closed or variable not in os.environ:
                raise BadLine(Message("the variable {found} has no value", found=found[0]))
            return os.environ[variable]
        if token == "%":
            return "%"
        if token not in tokens:
            raise BadLine(Message("%{token} cannot be expanded here", token=token))
        return tokens[token]

    return _TOKEN.sub(one, text)


def at_home(path: str) -> str:
    """tilde_expand_filename(): ~/ and ~user/."""
    return os.path.expanduser(path)
