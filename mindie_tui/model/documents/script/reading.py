"""A script read as a shell would run it, without running anything: the commands that it comes to, each with the
environment that it would have, and every line that this says nothing about.

Values are what the script gives. What only a running shell knows stays a reference in its word: `$1`, `$(hostname)`,
what a branch decides. Both branches are then read, each for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mindie_tui.model.documents.script import builtins, conditions
from mindie_tui.model.documents.script.grammar import parse
from mindie_tui.model.documents.script.problems import Remark
from mindie_tui.model.documents.script.statements import (
    Branches,
    Broken,
    Function,
    Group,
    Item,
    Loop,
    ParsedScript,
    Redirection,
    Simple,
)
from mindie_tui.model.documents.script.values import Variables, merged
from mindie_tui.model.documents.script.words import Opaque, PlainText, ShellWord
from mindie_tui.model.documents.script.wrappers import base_name, unwrap
from mindie_tui.model.message import Message

MOST_COMMANDS = 2_000
"""Commands that are read, loops counted each time."""
_MOST_DEPTH = 12
_TESTS = frozenset({"[", "[[", "test", "true", "false", ":"})
_SLIPS = {
    "backslash": Message("a backslash at the end of a line of JSON in single quotes stays in it; taken out"),
    "blank": Message("a blank behind the backslash: a shell ends the command here; read as it was meant"),
    "comment": Message("a comment between continued lines: a shell ends the command here; read as it was meant"),
    "empty": Message("an empty line between continued lines: a shell ends the command here; read as it was meant"),
    "here-document": Message("a here-document that never ends; its lines are read as commands"),
    "no-break space": Message("a no-break space, which a shell takes for a letter; read as a blank"),
}


@dataclass(frozen=True, slots=True)
class ScriptCommand:
    """A command that the script comes to."""

    line: int
    last_line: int
    words: tuple[ShellWord, ...]
    """With the values that the script gives; wrappers such as `nohup` and `env` are off."""
    written: tuple[ShellWord, ...]
    """The same words as the script has them."""
    environment: dict[str, ShellWord]
    """The exported variables, with those in front of the command."""
    written_environment: dict[str, ShellWord]
    wrapper: tuple[ShellWord, ...] = ()
    """What stood in front: `nohup`, `numactl -N 0`, `docker run ...`."""
    redirections: tuple[Redirection, ...] = ()
    certain: bool = True
    """False: a branch or a loop that nobody can decide has to come to it."""
    in_a_file: bool = False
    """It is in a script that this one writes to a file."""
    piped: bool = False
    """It reads what another command prints."""


@dataclass(slots=True)
class ScriptReading:
    """What a script says."""

    ran: list[ScriptCommand] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    variables: Variables = field(default_factory=Variables)
    """As they are at its end."""


def read(text: str) -> ScriptReading:
    """The commands of a script. Never raises, whatever the text is."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    reader = _ScriptReader(text.split("\n"))
    reader.script(text, 1, reader.reading.variables)
    reader.say_defaults()
    reader.reading.remarks.sort(key=lambda remark: remark.line)
    return reader.reading


@dataclass(slots=True)
class _ScriptReader:
    lines: list[str]
    reading: ScriptReading = field(default_factory=ScriptReading)
    functions: dict[str, Function] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    heredocs: list[ParsedScript] = field(default_factory=list)
    undecided: int = 0
    depth: int = 0
    in_a_file: bool = False

    def say(self, line: int, why: Message, last_line: int = 0) -> None:
        """Notes a line that is not taken over."""
        text = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ""
        more = " ..." if last_line > line else ""
        remark = Remark(line, text.removesuffix("\\").strip() + more, why)
        if remark not in self.reading.remarks[-40:]:
            self.reading.remarks.append(remark)

    def say_defaults(self) -> None:
        """Names the variables that were taken at a default, each once."""
        for line, name, value in dict.fromkeys(self.reading.variables.defaults):
            what = Message("{name} is not set here: taken at its default, {value}", name=name, value=value)
            self.say(line, what)

    def script(self, text: str, first_line: int, variables: Variables) -> None:
        """Reads a whole text."""
        if self.depth >= _MOST_DEPTH:
            self.say(first_line, Message("too many scripts inside of one another"))
            return
        parsed = parse(text, first_line)
        self.heredocs.append(parsed)
        self.depth += 1
        for line, slip in parsed.slips:
            self.say(line, _SLIPS[slip])
        self.items(parsed.items, variables)
        functions = {name: one for name, one in self.functions.items() if name not in self.called}
        for function in functions.values() if self.depth == 1 else ():
            self.called.add(function.name)
            self.undecided += 1
            self.items(function.body, variables.copy())
            self.undecided -= 1
        self.depth -= 1
        self.heredocs.pop()

    def items(self, items: Sequence[Item], variables: Variables) -> None:
        """A list of statements, one after the other."""
        decided: bool | None = True
        for at, item in enumerate(items):
            piped = item.joined == "|"
            if item.joined == "" or piped:
                decided = True
            elif item.joined == "&&" and decided is False:
                continue
            elif item.joined == "||" and decided is True and self._is_test(items[at - 1], variables):
                continue
            if item.joined == "||" and decided is None:
                self._maybe([(item,)], variables, self._line(item))
                continue
            if item.joined == "&&" and decided is None:
                self._maybe([(item,)], variables, self._line(item))
                continue
            self.statement(item, variables, piped=piped)
            decided = self._decide(item, variables) if self._is_test(item, variables) else True

    def _line(self, item: Item) -> int:
        return item.statement.line

    def _is_test(self, item: Item, variables: Variables) -> bool:
        statement = item.statement
        return isinstance(statement, Simple) and bool(statement.words) and statement.words[0].bare in _TESTS

    def _decide(self, item: Item, variables: Variables) -> bool | None:
        """Whether a test is true; None: nobody knows."""
        statement = item.statement
        if not isinstance(statement, Simple):
            return None
        return conditions.holds([one for word in statement.words for one in variables.fields(word)])

    def statement(self, item: Item, variables: Variables, *, piped: bool = False) -> None:
        """One statement."""
        one = item.statement
        if isinstance(one, Simple):
            self._simple(one, variables, piped=piped)
        elif isinstance(one, Branches):
            self._branches(one, variables)
        elif isinstance(one, Loop):
            self._loop(one, variables)
        elif isinstance(one, Group):
            self.items(one.body, variables.copy() if one.apart else variables)
        elif isinstance(one, Function):
            self.functions[one.name] = one
            self.called.discard(one.name)
        else:
            assert isinstance(one, Broken)
            self.say(one.line, one.why)

    def _branches(self, one: Branches, variables: Variables) -> None:
        """The branch that is taken, where that can be known; else each of them, apart."""
        open_: list[tuple[Item, ...]] = []
        has_rest = False
        for condition, body in one.branches:
            holds = False if has_rest else self._branch_holds(one, condition, variables)
            if holds is False:
                self._pass_by(body)
                continue
            open_.append(body)
            has_rest = bool(holds)
        if has_rest and len(open_) == 1:
            self.items(open_[0], variables)
        elif open_:
            self._maybe(open_ if has_rest else [*open_, ()], variables, one.line)

    def _pass_by(self, body: Sequence[Item]) -> None:
        """Names the lines of a branch that is not taken with the values of this script."""
        for item in body:
            self.say(item.statement.line, Message("a branch that is not taken"), item.statement.last_line)

    def _branch_holds(
        self, one: Branches, condition: tuple[Item, ...] | tuple[ShellWord, ...], variables: Variables
    ) -> bool | None:
        if not condition:
            return True
        if one.subject is not None:
            return _matches(variables.resolved(one.subject), condition, variables)
        items = [item for item in condition if isinstance(item, Item)]
        known: bool | None = True
        for item in items:
            decided = self._decide(item, variables)
            if decided is None or item.joined == "|":
                return None
            known = decided if item.joined == "" else (known and decided if item.joined == "&&" else known or decided)
        return known

    def _maybe(self, bodies: list[tuple[Item, ...]], variables: Variables, line: int) -> None:
        """Branches of which at most one runs: each is read with its own variables."""
        self.undecided += 1
        copies = []
        for body in bodies:
            copies.append(variables.copy())
            self.items(body, copies[-1])
        self.undecided -= 1
        if len(copies) == 1:
            copies.insert(0, variables.copy())
        after, unclear = merged(variables, copies, line)
        variables.values, variables.written, variables.exported = after.values, after.written, after.exported
        names = ", ".join(unclear)
        if names:
            self.say(line, Message("which branch runs is not known here, and with it {names}", names=names))
        else:
            self.say(line, Message("which branch runs is not known here"))

    def _loop(self, one: Loop, variables: Variables) -> None:
        values = None if one.values is None else [v for word in one.values for v in variables.fields(word)]
        if values is not None and one.name and all(value.literal is not None for value in values):
            for value in values:
                if len(self.reading.ran) >= MOST_COMMANDS:
                    break
                variables.set(one.name, value)
                self.items(one.body, variables)
            return
        if one.name:
            variables.values[one.name] = ShellWord((Opaque(f"${one.name}", cause=str(one.line)),), one.line)
        self._maybe([one.body], variables, one.line)

    def _simple(self, one: Simple, variables: Variables, *, piped: bool) -> None:
        if not one.words:
            for assigned in one.assignments:
                variables.set(assigned.name, assigned.value, adds=assigned.adds)
            if one.redirections and not one.assignments:
                self.say(one.line, Message("no command"), one.last_line)
            return
        words = tuple(field_ for word in one.words for field_ in variables.fields(word))
        name = words[0].literal if words else ""
        if name in builtins.EXPORTS:
            for why in builtins.export(one.words, variables):
                self.say(one.line, why)
        elif name == "unset":
            for why in builtins.unset(words, variables):
                self.say(one.line, why)
        elif name == "set":
            builtins.set_options(words, variables)
        elif name in ("shift", "return", "exit", "wait", "true", "false", ":", "[", "[[", "test", "break", "continue"):
            pass
        elif name == "eval":
            self.script(" ".join(word.raw for word in words[1:]), one.line, variables)
        elif name in self.functions and self.depth < _MOST_DEPTH:
            self._call(self.functions[name], words[1:], one, variables)
        elif words:
            inner = variables.copy()
            for assigned in one.assignments:
                inner.set(assigned.name, assigned.value, adds=assigned.adds)
                inner.exported.setdefault(assigned.name)
            self._run(one, words, inner, piped=piped)

    def _call(self, function: Function, arguments: Sequence[ShellWord], one: Simple, variables: Variables) -> None:
        self.called.add(function.name)
        before, variables.arguments = variables.arguments, tuple(arguments)
        self.depth += 1
        self.items(function.body, variables)
        self.depth -= 1
        variables.arguments = before

    def _run(self, one: Simple, words: tuple[ShellWord, ...], variables: Variables, *, piped: bool) -> None:
        """A command of the machine, its wrappers taken off."""
        written = one.words
        wrapper: tuple[ShellWord, ...] = ()
        while (off := unwrap(words)) is not None:
            if off.clears:
                variables = Variables(dict(variables.values), dict(variables.written), {}, None, variables.defaults)
            for name, value in off.environment:
                variables.set(name, value)
                variables.exported.setdefault(name)
            wrapper += off.wrapper
            if off.text is not None:
                self.script(off.text.raw, off.text.line, variables)
                return
            if off.reads_input and self._input(one, variables):
                return
            if not off.words or off.reads_input:
                break
            as_written = unwrap(written)
            written = as_written.words if as_written is not None else written
            words = off.words
        self._files(one, variables)
        if len(self.reading.ran) < MOST_COMMANDS:
            self.reading.ran.append(self._ran(one, words, written, variables, wrapper, piped))

    def _ran(
        self,
        one: Simple,
        words: tuple[ShellWord, ...],
        written: tuple[ShellWord, ...],
        variables: Variables,
        wrapper: tuple[ShellWord, ...],
        piped: bool,
    ) -> ScriptCommand:
        own = {name: variables.written[name] for name in variables.exported if name in variables.written}
        return ScriptCommand(
            one.line,
            one.last_line,
            words,
            written,
            variables.environment(),
            own,
            wrapper,
            one.redirections,
            certain=not self.undecided,
            in_a_file=self.in_a_file,
            piped=piped,
        )

    def _input(self, one: Simple, variables: Variables) -> bool:
        """Reads the here-document of a shell."""
        for redirection in one.redirections:
            found = self.heredocs[-1].heredocs.get(redirection.heredoc or 0)
            if found is not None:
                self.script(found.text, found.line, variables)
                return True
        return False

    def _files(self, one: Simple, variables: Variables) -> None:
        """A script that `cat > FILE <<EOF` writes is read as one of its own."""
        if base_name(one.words[0]) not in ("cat", "tee"):
            return
        before, self.in_a_file = self.in_a_file, True
        self.undecided += 1
        apart = Variables(dict(variables.values), dict(variables.written), {}, None, variables.defaults)
        self._input(one, apart)
        self.undecided -= 1
        self.in_a_file = before


def _matches(
    subject: ShellWord, patterns: tuple[Item, ...] | tuple[ShellWord, ...], variables: Variables
) -> bool | None:
    """Whether a `case` takes this arm."""
    words = [variables.resolved(one) for one in patterns if isinstance(one, ShellWord)]
    if any(word.literal == "*" for word in words):
        return True
    tests = [conditions.holds([*_words("[["), subject, *_words("=="), word, *_words("]]")]) for word in words]
    return True if True in tests else None if None in tests else False


def _words(text: str) -> list[ShellWord]:
    return [ShellWord((PlainText(text),))]
