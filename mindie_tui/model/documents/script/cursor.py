"""A place in the text of a script, and the parts of a word that begin there: quotes, references, substitutions.

POSIX shell, 2.2 Quoting and 2.6 ShellWord Expansions; `$'...'`, `$"..."` and `<(...)` are bash's.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate

from mindie_tui.model.documents.script.problems import ScriptError, never_closed
from mindie_tui.model.documents.script.words import Opaque, Part, PlainText, Reference, ShellWord, quoted_parts
from mindie_tui.model.message import Message

_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|\d|[@*#?$!-]")
_BRACED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*|\d+|[@*])(?:\[([^\]]*)\])?(?:(:?[-=+?])(.*))?", re.DOTALL)
_IN_DOUBLE = re.compile(r'[^"\\$`]+')
_UNQUOTED = re.compile(r"[^\s;&|()<>\"'`$\\]+")
_APOSTROPHE = re.compile(r"[A-Za-z]'[A-Za-z][^'\n]*(?:\n|$)")
"""That of `don't`, in a line of prose: a quote between two letters which its line does not close."""
_C_ESCAPE = re.compile(r"\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|['\"\\abefnrtv?])")
_NESTED = re.compile(r"[()'\"`\\{}]|\$\{")
MOST_DEPTH = 40
"""Expansions inside expansions that are read; nobody nests more."""


MOST_CHARACTERS = 65_536
"""Of one substitution."""


@dataclass(slots=True)
class Cursor:
    """A text and a place in it. Each reading method goes past what it reads; ScriptError where that never ends."""

    text: str
    at: int = 0
    first_line: int = 1
    """The number of the text's first line: a here-document is read by itself."""
    depth: int = 0
    starts: list[int] = field(default_factory=list)
    """Where each line begins."""

    def __post_init__(self) -> None:
        self.starts = [0, *accumulate(len(row) + 1 for row in self.text.split("\n"))][:-1]

    @property
    def line(self) -> int:
        """The number of the line that the cursor is in."""
        return self.line_of(self.at)

    def line_of(self, at: int) -> int:
        """The number of a character's line."""
        return bisect_right(self.starts, at) - 1 + self.first_line

    def begins(self, *texts: str) -> bool:
        """Whether one of these is here."""
        return self.text.startswith(texts, self.at)

    def quoted_or_expanded(self) -> list[Part]:
        """The parts that begin here with a quote, a backslash, a dollar or a backtick; else a plain text."""
        char = self.text[self.at]
        if char == "'":
            if _APOSTROPHE.match(self.text, max(self.at - 1, 0)):
                self.at += 1
                return [PlainText(char)]
            return [PlainText(self._until("'", 1), quoted=True)]
        if char == '"':
            return self._double()
        if char == "\\":
            self.at += 2
            return [PlainText(self.text[self.at - 1 : self.at] or "\\", quoted=True)]
        if char == "`":
            return [self._backticks()]
        if char == "$":
            return self._dollar(quoted=False)
        found = _UNQUOTED.match(self.text, self.at)
        self.at = found.end() if found else self.at + 1
        return [PlainText(found[0] if found else char)]

    def process(self) -> Opaque:
        """`<(command)` or `>(command)`."""
        start = self.at
        self.at += 2
        self.skip_to(")")
        return Opaque(self.text[start : self.at])

    def skip_to(self, end: str) -> None:
        """Past the bracket that closes the one before the cursor; quotes and inner brackets are skipped."""
        start, expected = self.at, [end]
        while expected:
            found = _NESTED.search(self.text, self.at)
            if found is None or len(expected) > MOST_DEPTH or found.end() - start > MOST_CHARACTERS:
                self.at = start
                raise never_closed(self.line_of(max(start - 1, 0)), self.text[max(start - 2, 0) : start].strip())
            self.at = found.end()
            sign = found[0]
            if sign == expected[-1]:
                expected.pop()
            elif sign in ("(", "${") or (sign == "{" and expected[-1] == "}"):
                expected.append(")" if sign == "(" else "}")
            elif sign == "\\":
                self.at += 1
            elif sign in "'`" or (sign == '"'):
                self._skip_quote(sign)

    def _skip_quote(self, sign: str) -> None:
        start = self.at
        while True:
            found = self.text.find(sign, self.at)
            if found < 0:
                self.at = start
                raise never_closed(self.line_of(start - 1), sign)
            self.at = found + 1
            backslashes = len(self.text[start:found]) - len(self.text[start:found].rstrip("\\"))
            if sign == "'" or backslashes % 2 == 0:
                return

    def _until(self, end: str, opening: int) -> str:
        """The text between the opening sign and `end`."""
        found = self.text.find(end, self.at + opening)
        if found < 0:
            raise never_closed(self.line, self.text[self.at : self.at + opening])
        text = self.text[self.at + opening : found]
        self.at = found + len(end)
        return text

    def _double(self) -> list[Part]:
        start = self.at
        self.at += 1
        parts: list[Part] = []
        while not self.begins('"'):
            if self.at >= len(self.text):
                self.at = start
                raise never_closed(self.line, '"')
            parts += self._in_double()
        self.at += 1
        return parts or [PlainText("", quoted=True)]

    def _in_double(self) -> list[Part]:
        char = self.text[self.at]
        if char == "\\":
            self.at += 2
            behind = self.text[self.at - 1 : self.at]
            return (
                []
                if behind == "\n"
                else [PlainText(behind if behind in tuple('$`"\\') else char + behind, quoted=True)]
            )
        if char == "`":
            return [self._backticks(quoted=True)]
        if char == "$":
            return self._dollar(quoted=True)
        found = _IN_DOUBLE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        return [PlainText(found[0], quoted=True)]

    def _backticks(self, *, quoted: bool = False) -> Opaque:
        start = self.at
        self.at += 1
        try:
            self._skip_quote("`")
        except ScriptError:
            self.at = start
            raise
        return Opaque(self.text[start : self.at], quoted)

    def _dollar(self, *, quoted: bool) -> list[Part]:
        start = self.at
        if self.begins("$'") and not quoted:
            return [self._c_quoted()]
        if self.begins('$"') and not quoted:
            self.at += 1
            return self._double()
        if self.begins("$(", "${"):
            self.at += 2
            self.skip_to(")" if self.text[start + 1] == "(" else "}")
            source = self.text[start : self.at]
            return [self._braced(source, quoted) if source[1] == "{" else Opaque(source, quoted)]
        found = _PARAMETER.match(self.text, self.at + 1)
        if found is None:
            self.at += 1
            return [PlainText("$", quoted)]
        self.at = found.end()
        return [Reference(found[0], self.text[start : self.at], quoted)]

    def _braced(self, source: str, quoted: bool) -> Part:
        """`${...}`: a reference where its operator is one that has a word, else opaque."""
        found = _BRACED.fullmatch(source, 2, len(source) - 1)
        if found is None:
            return Opaque(source, quoted)
        name, index, operator, operand = found.groups()
        word = None
        if operator is not None:
            word = fragment(operand, self.line, self.depth + 1)
            word = ShellWord(quoted_parts(word.parts), word.line) if quoted else word
        return Reference(name, source, quoted, operator or "", word, index or "")

    def _c_quoted(self) -> PlainText:
        start = self.at
        self.at += 2
        self._skip_quote_c(start)
        text = self.text[start + 2 : self.at - 1]
        return PlainText(_C_ESCAPE.sub(_c_character, text), quoted=True)

    def _skip_quote_c(self, start: int) -> None:
        found = re.compile(r"(?:[^'\\]|\\.)*'", re.DOTALL).match(self.text, self.at)
        if found is None:
            self.at = start
            raise never_closed(self.line, "$'")
        self.at = found.end()


def fragment(text: str, line: int, depth: int = 0) -> ShellWord:
    """A text inside an expansion, as one word: blanks belong to it."""
    if depth > MOST_DEPTH:
        raise ScriptError(line, Message("too many expansions inside of one another"))
    cursor = Cursor(text, first_line=line, depth=depth)
    parts: list[Part] = []
    while cursor.at < len(text):
        char = text[cursor.at]
        if char.isspace() or char in ";&|()<>":
            cursor.at += 1
            parts.append(PlainText(char))
        else:
            parts += cursor.quoted_or_expanded()
    return ShellWord(tuple(parts), line)


def _c_character(found: re.Match[str]) -> str:
    escape = found[0]
    if escape in (r"\e", r"\?", r"\""):
        return {"e": "\x1b", "?": "?", '"': '"'}[escape[1]]
    return codecs.decode(escape.encode(), "unicode_escape")
