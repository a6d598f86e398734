"""Tokens to statements. A line that is no shell becomes `Broken`, and the next one is read as if nothing had been.

POSIX shell, 2.10 Shell Grammar, with bash's `function`, `[[ ]]`, `(( ))` and `+=`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mindie_tui.model.documents.script.problems import ScriptError, never_closed
from mindie_tui.model.documents.script.scanner import Scanner, Token
from mindie_tui.model.documents.script.statements import (
    Assignment,
    Branches,
    Broken,
    Function,
    Group,
    Item,
    Loop,
    ParsedScript,
    Redirection,
    Simple,
    Statement,
)
from mindie_tui.model.documents.script.words import NAME, PlainText, ShellWord, text_word
from mindie_tui.model.message import Message

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=", re.DOTALL)
_CLOSERS = frozenset({"then", "elif", "else", "fi", "do", "done", "esac", "}"})
_MOST_DEPTH = 60


def parse(text: str, first_line: int = 1) -> ParsedScript:
    """The statements of a script, whatever it holds."""
    return _GrammarReader(Scanner(text, first_line=first_line)).script()


@dataclass(slots=True)
class _GrammarReader:
    scanner: Scanner
    ahead: Token | None = None
    last: int = 1
    """The line of the last token that was taken."""
    passed_over: int = 0
    open: list[frozenset[str]] = field(default_factory=list)
    """What ends the lists that are being read, the outer ones first."""

    def script(self) -> ParsedScript:
        items = self._items(frozenset())
        return ParsedScript(items, self.scanner.heredocs, tuple(self.scanner.slips))

    def _peek(self) -> Token:
        if self.ahead is None:
            self.ahead = self.scanner.token()
        return self.ahead

    def _take(self) -> Token:
        token = self._peek()
        self.ahead = None
        self.last = self.scanner.line_of(max(self.scanner.at - 1, 0))
        return token

    def _keyword(self) -> str:
        """The next token as a keyword or an operator; empty for anything else."""
        token = self._peek()
        if token.kind == "word":
            return (token.word.bare or "") if token.array is None else ""
        return token.text if token.kind == "operator" else ""

    def _items(self, ends: frozenset[str]) -> tuple[Item, ...]:
        """A list up to one of `ends`, or to what ends a list around it, or to the end of the script."""
        self.open.append(ends)
        if len(self.open) > _MOST_DEPTH:
            self.open.pop()
            raise ScriptError(self.scanner.line, Message("too many commands inside of one another"))
        found: list[Item] = []
        joined = ""
        while True:
            start = self.scanner.at if self.ahead is None else self.ahead.at
            line = self.scanner.line_of(min(start, len(self.scanner.text)))
            try:
                token = self._peek()
                line = token.line
                if token.kind == "end":
                    break
                if token.kind == "newline" or token.text in (";", "&"):
                    self._take()
                    continue
                word = self._keyword()
                if word in ends:
                    break
                if word in _CLOSERS or word in (")", ";;", ";&", ";;&"):
                    if any(word in one for one in self.open[:-1]):
                        break
                    raise ScriptError(line, Message("{word} closes nothing here", word=word))
                statement = self._statement()
                end = self._end()
                found.append(Item(statement, joined, end))
                joined = end if end in ("&&", "||", "|") else ""
            except ScriptError as error:
                self._pass_over(error, line, found)
                joined = ""
        self.open.pop()
        return tuple(found)

    def _pass_over(self, error: ScriptError, line: int, found: list[Item]) -> None:
        """Goes on behind the line where the statement began; what is inside of a longer one is read by itself."""
        self.scanner.skip_line(line)
        self.ahead = None
        found.append(Item(Broken(line, line, error.why)))
        self.passed_over += 1
        if self.passed_over > 2 * len(self.scanner.starts) + 20:
            self.scanner.at = len(self.scanner.text)  # each line twice: what is nested is read again

    def _end(self) -> str:
        """What ends a statement: `&&`, `||`, `|`, `&` or nothing."""
        word = self._keyword()
        if word not in ("&&", "||", "|", "|&", "&", ";"):
            return ""
        self._take()
        if word in ("&&", "||", "|", "|&"):
            while self._peek().kind == "newline":
                self._take()
        return {"|&": "|", ";": ""}.get(word, word)

    def _statement(self) -> Statement:
        token, word = self._peek(), self._keyword()
        if word in ("!", "time"):
            self._take()
            if self._keyword() == "-p":
                self._take()
            return self._statement()
        if word == "if":
            return self._if()
        if word in ("for", "select"):
            return self._for()
        if word in ("while", "until"):
            return self._while()
        if word == "case":
            return self._case()
        if word == "function":
            self._take()
            name = self._take().word.bare or ""
            if self._keyword() == "(":
                self._take()
                self._expect(")", "(", token.line)
            return self._function(name, token.line)
        if word == "{" or word == "(":
            if word == "(" and self.scanner.begins("("):
                return self._arithmetic(token.line)
            return self._group(token.line)
        return self._simple()

    def _expect(self, wanted: str, opened: str, line: int) -> None:
        while self._peek().kind == "newline":
            self._take()
        if self._keyword() != wanted:
            raise never_closed(line, opened)
        self._take()

    def _close(self, wanted: str, opened: str, line: int) -> tuple[Item, ...]:
        """Reads the end of a statement; a missing one is reported, and what was read so far is kept."""
        if self._keyword() == wanted:
            self._take()
            return ()
        return (Item(Broken(line, line, never_closed(line, opened).why)),)

    def _if(self) -> Branches:
        line = self._take().line
        found: list[tuple[tuple[Item, ...], tuple[Item, ...]]] = []
        condition = self._condition_of("then", "if", line)
        while True:
            body = self._items(frozenset({"elif", "else", "fi"}))
            found.append((condition, body))
            word = self._keyword()
            if word == "elif":
                self._take()
                condition = self._condition_of("then", "elif", line)
            elif word == "else":
                self._take()
                found.append(((), self._items(frozenset({"fi"}))))
                break
            else:
                break
        if missing := self._close("fi", "if", line):
            found[-1] = (found[-1][0], found[-1][1] + missing)
        return Branches(line, self.last, None, tuple(found))

    def _for(self) -> Loop:
        line = self._take().line
        if self._keyword() == "(":
            self._take()
            self.scanner.skip_to(")")
            return self._body(line, "", None, ())
        name = self._take().word.bare or ""
        values: list[ShellWord] | None = None
        while self._peek().kind == "newline":
            self._take()
        if self._keyword() == "in":
            self._take()
            values = []
            while self._peek().kind == "word":
                values.append(self._take().word)
        return self._body(line, name, None if values is None else tuple(values), ())

    def _while(self) -> Loop:
        line = self._take().line
        condition = self._condition_of("do", "while", line)
        return self._body(line, "", None, condition)

    def _condition_of(self, ends: str, opened: str, line: int) -> tuple[Item, ...]:
        """The commands of a condition, all on one line: prose that begins with `if` ends there. Takes `then`."""
        found, joined = [], ""
        while self._peek().kind not in ("newline", "end") and self._keyword() not in (ends, ";"):
            statement = self._statement()
            end = self._end()
            found.append(Item(statement, joined, end))
            joined = end
        if self._keyword() == ";":
            self._take()
        if ends == "then":
            self._expect(ends, opened, line)
        return tuple(found)

    def _body(self, line: int, name: str, values: tuple[ShellWord, ...] | None, condition: tuple[Item, ...]) -> Loop:
        while self._peek().kind == "newline" or self._keyword() == ";":
            self._take()
        self._expect("do", "for", line)
        body = self._items(frozenset({"done"}))
        body += self._close("done", "do", line)
        self._redirections()
        return Loop(line, self.last, name, values, condition, body)

    def _case(self) -> Branches:
        line = self._take().line
        subject = self._take().word
        self._expect("in", "case", line)
        found: list[tuple[tuple[ShellWord, ...], tuple[Item, ...]]] = []
        while True:
            while self._peek().kind == "newline":
                self._take()
            if self._keyword() in ("esac", "") and self._peek().kind != "word":
                break
            if self._keyword() == "esac":
                break
            found.append((self._patterns(line), self._items(frozenset({";;", ";&", ";;&", "esac"}))))
            if self._keyword() in (";;", ";&", ";;&"):
                self._take()
        if missing := self._close("esac", "case", line):
            found.append(((), missing))
        return Branches(line, self.last, subject, tuple(found))

    def _patterns(self, line: int) -> tuple[ShellWord, ...]:
        if self._keyword() == "(":
            self._take()
        found = []
        while self._peek().kind == "word" or self._keyword() == "|":
            token = self._take()
            if token.kind == "word":
                found.append(token.word)
        self._expect(")", "case", line)
        return tuple(found)

    def _group(self, line: int) -> Group:
        end = "}" if self._take().kind == "word" else ")"
        body = self._items(frozenset({end}))
        body += self._close(end, "{" if end == "}" else "(", line)
        self._redirections()
        return Group(line, self.last, body, end == ")")

    def _arithmetic(self, line: int) -> Simple:
        """`((...))`: one word that nobody reads."""
        start = self._take().at
        self.scanner.skip_to(")")
        return Simple(line, self.last, words=(text_word(self.scanner.text[start : self.scanner.at], line),))

    def _function(self, name: str, line: int) -> Function:
        while self._peek().kind == "newline":
            self._take()
        body = self._statement()
        items = body.body if isinstance(body, Group) else (Item(body),)
        return Function(line, self.last, name, items)

    def _redirections(self) -> list[Redirection]:
        found = []
        while self._peek().kind == "redirection":
            found.append(self._redirection())
        return found

    def _redirection(self) -> Redirection:
        operator = self._take().text
        if self._peek().kind != "word":
            raise ScriptError(self.last, Message("{operator} names no file", operator=operator))
        target = self._take().word
        bare = operator.lstrip("0123456789")
        if bare not in ("<<", "<<-"):
            return Redirection(operator, target)
        quoted = any(isinstance(part, PlainText) and part.quoted for part in target.parts)
        return Redirection(operator, target, self.scanner.announce(target.raw, quoted=quoted, tabs=bare == "<<-"))

    def _simple(self) -> Statement:
        first = self._peek()
        if self._keyword() == "[[":
            return self._condition()
        assignments: list[Assignment] = []
        words: list[ShellWord] = []
        redirections: list[Redirection] = []
        while True:
            token = self._peek()
            if token.kind == "redirection":
                redirections.append(self._redirection())
                continue
            if token.kind != "word":
                break
            self._take()
            assigned = None if words else _assignment(token)
            if assigned is not None:
                assignments.append(assigned)
            else:
                words += [token.word] if token.array is None else _assigned_words(token)
            if len(words) == 1 and not assignments and self._keyword() == "(" and NAME.fullmatch(words[0].bare or ""):
                self._take()
                self._expect(")", "(", first.line)
                return self._function(words[0].raw, first.line)
        if not (words or assignments or redirections):
            raise ScriptError(first.line, Message("{text} is out of place", text=first.text))
        return Simple(first.line, self.last, tuple(assignments), tuple(words), tuple(redirections))

    def _condition(self) -> Simple:
        """`[[ ... ]]`: its operators are words here."""
        line, words = self._peek().line, [self._take().word]
        while words[-1].bare != "]]":
            token = self._take()
            if token.kind in ("end", "newline"):
                raise never_closed(line, "[[")
            words.append(token.word if token.kind == "word" else ShellWord((PlainText(token.text),), token.line))
        return Simple(line, self.last, words=tuple(words))


def _assignment(token: Token) -> Assignment | None:
    """The assignment that a word is."""
    first = token.word.parts[0] if token.word.parts else None
    found = _ASSIGNMENT.match(first.text) if isinstance(first, PlainText) and not first.quoted else None
    if found is None or not isinstance(first, PlainText):
        return None
    if token.array is not None:
        return Assignment(found[1], token.array, found[2] == "+", token.line)
    rest = first.text[found.end() :]
    parts = (*([PlainText(rest)] if rest else []), *token.word.parts[1:])
    return Assignment(found[1], ShellWord(parts, token.line), found[2] == "+", token.line)


def _assigned_words(token: Token) -> list[ShellWord]:
    """A list that a word of a command assigns, as `declare -a LIST=(...)` has it."""
    return [token.word, *(token.array or ())]
