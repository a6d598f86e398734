"""The text of a script to tokens: words, operators, redirections, ends of lines.

POSIX shell, 2.3 Token Recognition and 2.7 Redirection, with what people do when they copy from a page: `<name>` is a
placeholder, and a backslash continues its line also where blanks, a comment or an empty line follow. A shell reads
these otherwise, so each is noted in `slips`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from mindie_tui.model.documents.script.cursor import Cursor
from mindie_tui.model.documents.script.problems import never_closed
from mindie_tui.model.documents.script.words import Part, PlainText, Reference, ShellWord

_OPERATORS = ("&&", "||", ";;&", ";;", ";&", "|&", ";", "&", "|", "(", ")")
_REDIRECTION = re.compile(r"(\d*)(<<<|<<-|<<|<&|<>|>>|>&|>\||&>>|&>|<(?!\()|>(?!\())")
_PLACEHOLDER = re.compile(r"<[A-Za-z0-9_|](?:[^\s<>'\"`$;&()]| (?=[^\s<>]))*>(?=[\s:/,;&|)}\]\"'`.\\@_-]|$)")
_SUBSTITUTION = re.compile(r"\|[A-Za-z]+(?:_[A-Za-z]+)+\|(?=[\s\"']|$)")
"""`image:|vllm_ascend_version|`, as the pages of vLLM-Ascend have it in their source."""
_ASSIGNS_A_LIST = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_BACKSLASH = re.compile(r"\\([ \t\u00a0]*(?:(?<=[ \t\u00a0])#[^\n]*)?)\n")
_BETWEEN = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)+")
_MEANT = re.compile(r"[ \t]*(?:--?[A-Za-z]|['\"]\s*\{)")
_BLANKS = " \t\u00a0"
Slip = Literal["backslash", "blank", "comment", "empty", "here-document", "no-break space"]


@dataclass(frozen=True, slots=True)
class Token:
    """One token: a word (`word`, or `array` where it assigns a list), or the text of an operator or redirection."""

    kind: Literal["word", "operator", "redirection", "newline", "end"]
    line: int
    at: int
    text: str = ""
    word: ShellWord = ShellWord()
    array: tuple[ShellWord, ...] | None = None


@dataclass(frozen=True, slots=True)
class Heredoc:
    """The text of a here-document."""

    text: str
    line: int
    literal: bool
    """Its delimiter was quoted: nothing in it is expanded."""


@dataclass(slots=True)
class Scanner(Cursor):
    """One pass over a text. Raises ScriptError where a quote or a bracket is never closed."""

    slips: list[tuple[int, Slip]] = field(default_factory=list)
    """(line, what a shell reads otherwise there)"""
    pending: list[tuple[int, str, bool, bool]] = field(default_factory=list)
    """Here-documents that begin behind this line: number, delimiter, whether it was quoted, whether tabs go."""
    heredocs: dict[int, Heredoc] = field(default_factory=dict)
    """Those that were read, by their numbers."""
    announced: int = 0

    def token(self) -> Token:
        """The next token."""
        self._skip_blanks()
        at, line = self.at, self.line
        if at >= len(self.text):
            return Token("end", line, at)
        if self.begins("\n"):
            self.at += 1
            self._read_heredocs()
            return Token("newline", line, at, "\n")
        if not self._at_placeholder():
            found = _REDIRECTION.match(self.text, at)
            if found:
                self.at = found.end()
                return Token("redirection", line, at, found[0])
            operator = next((one for one in _OPERATORS if self.begins(one)), None)
            if operator is not None:
                self.at += len(operator)
                return Token("operator", line, at, operator)
        return self._word(at, line)

    def announce(self, delimiter: str, *, quoted: bool, tabs: bool) -> int:
        """The number of a here-document whose text begins behind this line."""
        self.announced += 1
        self.pending.append((self.announced, delimiter, quoted, tabs))
        return self.announced

    def skip_line(self, line: int) -> None:
        """Go behind a line, so that what cannot be read in it spoils no other."""
        end = self.text.find("\n", self.starts[line - self.first_line])
        self.at = len(self.text) if end < 0 else end + 1
        self.pending.clear()

    def _at_placeholder(self) -> bool:
        return self.begins("<") and _PLACEHOLDER.match(self.text, self.at) is not None

    def _placeholder(self, parts: list[Part]) -> re.Match[str] | None:
        if self.begins("|") and parts:
            return _SUBSTITUTION.match(self.text, self.at)
        return _PLACEHOLDER.match(self.text, self.at) if self.begins("<") else None

    def _skip_blanks(self) -> None:
        """Over blanks, comments and continued lines."""
        while self.at < len(self.text):
            char = self.text[self.at]
            if char in _BLANKS:
                self._note_no_break(char)
                self.at += 1
            elif char == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif not self._skip_continuation():
                return

    def _note_no_break(self, char: str) -> None:
        if char == "\u00a0":
            self.slips.append((self.line, "no-break space"))

    def _skip_continuation(self) -> bool:
        """Skip a backslash that ends its line, and everything between it and the rest of the command."""
        found = _BACKSLASH.match(self.text, self.at)
        if found is None or (found[1] and not self._is_meant(found.end())):
            return False
        if found[1]:
            self.slips.append((self.line, "blank"))
        self.at = found.end()
        between = _BETWEEN.match(self.text, self.at)
        if between is not None and _MEANT.match(self.text, between.end()):
            self.slips.append((self.line, "comment" if "#" in between[0] else "empty"))
            self.at = between.end()
        return True

    def _is_meant(self, at: int) -> bool:
        """Whether the command continues there: the next line that is not empty begins with an option or with JSON."""
        between = _BETWEEN.match(self.text, at)
        return _MEANT.match(self.text, between.end() if between else at) is not None

    def _word(self, at: int, line: int) -> Token:
        parts: list[Part] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == "(" and _ASSIGNS_A_LIST.fullmatch("".join(part.source for part in parts)):
                self.at += 1
                return Token("word", line, at, word=ShellWord(tuple(parts), line), array=self._list())
            if char in "<>" and self.begins("<(", ">("):
                parts.append(self.process())
            elif found := self._placeholder(parts):
                self.at = found.end()
                parts.append(PlainText(found[0], quoted=True))
            elif char in "\n;&|()<>" or char in _BLANKS or not self._take(parts):
                break
        return Token("word", line, at, word=ShellWord(tuple(parts), line))

    def _take(self, parts: list[Part]) -> bool:
        """The next part of a word; False where a continued line ends it."""
        if self.begins("\\"):
            found = _BACKSLASH.match(self.text, self.at)
            if found is not None and found[1] and self._is_meant(found.end()):
                return False
            if self.begins("\\\n"):
                if self._ends_at(self.at + 2):
                    return False
                self.at += 2
                return True
        if self.begins("~") and self._expands_home(parts):
            self.at += 1
            parts.append(Reference("HOME", "~"))
        else:
            quote = self.at if self.begins("'") else None
            more = self.quoted_or_expanded()
            parts += more if quote is None else self._without_backslashes(more, quote)
        return True

    def _without_backslashes(self, parts: list[Part], quote: int) -> list[Part]:
        """JSON in single quotes whose lines end with a backslash, which the shell leaves in it and no JSON has."""
        text = parts[0].source
        if not text.lstrip().startswith(("{", "[")) or "\\\n" not in text:
            return parts
        self.slips.append((self.line_of(quote), "backslash"))
        return [PlainText(text.replace("\\\n", "\n"), quoted=True)]

    def _ends_at(self, at: int) -> bool:
        """Whether no word continues there."""
        return at >= len(self.text) or self.text[at] in _BLANKS or _BETWEEN.match(self.text, at) is not None

    def _expands_home(self, parts: list[Part]) -> bool:
        """A tilde at the start of a word or of the value that it assigns, before a slash or the word's end."""
        before = "".join(part.source for part in parts)
        behind = self.text[self.at + 1 : self.at + 2]
        return (not parts or _ASSIGNS_A_LIST.fullmatch(before) is not None) and behind in (
            "",
            "/",
            " ",
            "\t",
            "\n",
            ":",
        )

    def _list(self) -> tuple[ShellWord, ...]:
        """The elements of `NAME=(...)`; lines and comments between them do not count."""
        start, found = self.at, []
        while True:
            token = self.token()
            if token.kind == "word":
                found.append(token.word)
            elif token.text == ")":
                return tuple(found)
            elif token.kind != "newline":
                self.at = start - 1
                raise never_closed(self.line, "(")

    def _read_heredocs(self) -> None:
        """The here-documents that begin here, one behind the other."""
        for number, delimiter, literal, tabs in self.pending:
            start, line = self.at, self.line
            rows: list[str] = []
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                end = len(self.text) if end < 0 else end
                row = self.text[self.at : end]
                row = row.lstrip("\t") if tabs else row
                self.at = min(end + 1, len(self.text))
                if row == delimiter:
                    self.heredocs[number] = Heredoc("".join(rows), line, literal)
                    break
                rows.append(row + "\n")
            else:  # it never ends: its lines are read as commands, so that none is lost
                self.at = start
                self.slips.append((self.line_of(max(start - 1, 0)), "here-document"))
        self.pending.clear()
