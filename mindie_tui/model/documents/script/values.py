"""What the variables of a script hold at one moment, and what a word becomes with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from mindie_tui.model.documents.script.arithmetic import whole_number
from mindie_tui.model.documents.script.words import Opaque, Part, PlainText, Reference, ShellWord

Value = ShellWord | tuple[ShellWord, ...]
"""What a variable holds: text, or a list."""
_CAT_HEREDOC = re.compile(
    r"""\$\(\s*cat\s+<<(?P<tabs>-?)\s*(?P<quote>['"]?)(?P<end>\w+)(?P=quote)[ \t]*\n"""
    r"(?P<text>(?:.*\n)*?)(?P<before>\t*)(?P=end)\n\s*\)"
)
_FROM_OUTSIDE = re.compile(r"[@*#?$!-]|\d+")
_SERIES = re.compile(r"\{(-?\d{1,6})\.\.(-?\d{1,6})\}")
MOST_ITEMS = 256


@dataclass(slots=True)
class Variables:
    """The variables of a script, some of them exported."""

    values: dict[str, Value] = field(default_factory=dict)
    """As far as the script gives them; what is not here comes from outside."""
    written: dict[str, ShellWord] = field(default_factory=dict)
    """The same as the script has them: references are left."""
    exported: dict[str, None] = field(default_factory=dict)
    """Names, in the order of their exports."""
    arguments: tuple[ShellWord, ...] | None = None
    """What the function that runs was called with; None: those of the script, which nobody knows."""
    defaults: list[tuple[int, str, str]] = field(default_factory=list)
    """(line, name, value): a variable that was taken at the default that its reference gives."""

    def copy(self) -> Variables:
        """A copy of the variables for a branch. The list of defaults stays the same one."""
        return Variables(dict(self.values), dict(self.written), dict(self.exported), self.arguments, self.defaults)

    def set(self, name: str, value: Value, *, adds: bool = False) -> None:
        """Assigns a value as it is written: references are resolved here. After `set -a` it is exported."""
        if "allexport" in self.values:
            self.exported.setdefault(name)
        if isinstance(value, tuple):
            items = tuple(item for word in value for item in self.fields(word))
            self.values[name] = (*self._listed(name), *items) if adds else items
            return
        known = self.resolved(value)
        before = self.values.get(name) if adds else None
        if isinstance(before, tuple):
            self.values[name] = (*before, known)
            return
        if before is not None:
            known = ShellWord(before.parts + known.parts, known.line)
            value = ShellWord(self.written.get(name, before).parts + value.parts, value.line)
        self.values[name] = known
        self.written[name] = value

    def _listed(self, name: str) -> tuple[ShellWord, ...]:
        value = self.values.get(name, ())
        return (value,) if isinstance(value, ShellWord) else value

    def unset(self, name: str) -> None:
        """Forgets a variable."""
        for table in (self.values, self.written, self.exported):
            table.pop(name, None)

    def environment(self) -> dict[str, ShellWord]:
        """The exported variables with their values."""
        found = ((name, self.values.get(name)) for name in self.exported)
        return {name: value for name, value in found if isinstance(value, ShellWord)}

    def resolved(self, word: ShellWord) -> ShellWord:
        """A word that is not split: the value of an assignment, the inside of double quotes."""
        parts: list[Part] = []
        for part in word.parts:
            parts += self._value(part, word.line)
        return ShellWord(tuple(parts), word.line)

    def fields(self, word: ShellWord) -> list[ShellWord]:
        """The words that a word of a command becomes: unquoted values are split at blanks, lists are spread."""
        series = _SERIES.fullmatch(word.bare or "")
        if series is not None:
            return [
                ShellWord((PlainText(str(number)),), word.line) for number in _series(int(series[1]), int(series[2]))
            ]
        found: list[list[Part]] = [[]]
        for part in word.parts:
            items = self._list(part)
            if items is None:
                self._add(found, part, self._value(part, word.line))
            else:
                for at, item in enumerate(items):
                    if at:
                        found.append([])
                    found[-1] += item.parts
        if len(found) == 1 and not found[0] and word.parts:
            return []
        return [ShellWord(tuple(parts), word.line) for parts in found]

    def _add(self, found: list[list[Part]], part: Part, values: list[Part]) -> None:
        """Puts the value of a part behind what is there."""
        if isinstance(part, PlainText) or part.quoted:
            found[-1] += values or [PlainText("", quoted=True)]
            return
        for value in values:
            if not isinstance(value, PlainText):
                found[-1].append(value)
                continue
            pieces = re.split(r"[ \t\n]+", value.text)
            for at, piece in enumerate(pieces):
                if at and found[-1]:
                    found.append([])
                if piece:
                    found[-1].append(PlainText(piece, quoted=True))
        if len(found) > 1 and not found[-1]:
            found.pop()

    def _list(self, part: Part) -> tuple[ShellWord, ...] | None:
        """The elements of `${LIST[@]}` and of `$@`, where they are known."""
        if not isinstance(part, Reference) or part.operator:
            return None
        if part.name in ("@", "*") and not part.index:
            return self.arguments
        if part.index in ("@", "*"):
            value = self.values.get(part.name)
            return (value,) if isinstance(value, ShellWord) else value
        return None

    def _value(self, part: Part, line: int) -> list[Part]:
        """What replaces a part: the parts of its value, or the part itself where the value is unknown."""
        if isinstance(part, PlainText):
            return [part]
        if isinstance(part, Opaque):
            if (printed := _printed_heredoc(part.source)) is not None:
                return [PlainText(printed, quoted=part.quoted)]
            number = whole_number(part.source, self._number)
            return [part if number is None else PlainText(str(number), quoted=True)]
        value = self._known(part)
        if part.operator:
            return self._with_operand(part, value, line)
        return [part] if value is None else [replace(one, quoted=True) for one in value.parts]

    def _known(self, part: Reference) -> ShellWord | None:
        """The value of a variable or of a function's argument."""
        if part.name.isdigit():
            at = int(part.name) - 1
            if self.arguments is None or at < 0:
                return None
            return self.arguments[at] if at < len(self.arguments) else ShellWord((), 0)
        if _FROM_OUTSIDE.fullmatch(part.name):
            return None
        value = self.values.get(part.name)
        if isinstance(value, ShellWord):
            return value if part.index in ("", "0") else None
        if value is None or not (part.index or "0").isdigit():
            return None
        at = int(part.index or "0")
        return value[at] if at < len(value) else ShellWord((), 0)

    def _with_operand(self, part: Reference, value: ShellWord | None, line: int) -> list[Part]:
        """`${NAME:-word}` and its kin. An empty default is no value: the variable comes from outside."""
        kind, operand = part.operator[-1], part.operand or ShellWord()
        if value is not None and value.unknown:
            return [Opaque(part.source, part.quoted)]
        is_set = value is not None and (bool(value.raw) or part.operator == kind)
        if kind == "+":
            known = part.name.isdigit() and self.arguments is not None or value is not None
            return list(self.resolved(operand).parts) if is_set else [] if known else [part]
        if is_set and value is not None:
            return [replace(one, quoted=True) for one in value.parts]
        default = self.resolved(operand)
        if kind == "?" or (value is None and not default.raw):
            return [part]
        if value is None:
            self.defaults.append((line, part.name, default.raw))
        if kind == "=":
            self.values[part.name] = default
            self.written[part.name] = operand
        return [replace(one, quoted=part.quoted) for one in default.parts]

    def _number(self, name: str) -> int | None:
        """The whole number that a variable holds."""
        value = self._known(Reference(name, name))
        text = value.literal if value is not None else None
        return int(text) if text is not None and re.fullmatch(r"-?\d{1,12}", text) else None


def _printed_heredoc(source: str) -> str | None:
    """The text of `$(cat <<END ...)` without the newlines at its end; None where a shell would expand something."""
    found = _CAT_HEREDOC.fullmatch(source)
    if found is None or (found["before"] and not found["tabs"]):
        return None
    if not found["quote"] and re.search(r"[$`\\\\]", found["text"]):
        return None
    text = re.sub(r"^\t+", "", found["text"], flags=re.MULTILINE) if found["tabs"] else found["text"]
    return text.rstrip("\n")


def merged(before: Variables, branches: list[Variables], line: int) -> tuple[Variables, tuple[str, ...]]:
    """The variables behind branches of which one runs, and the names that have different values in them."""
    after = branches[-1].copy()
    after.arguments = before.arguments
    unclear = []
    names = dict.fromkeys(name for one in branches for name in one.values)
    for name in names:
        values = [one.values.get(name) for one in branches]
        if any(value != values[0] for value in values):
            unclear.append(name)
            known = [value for value in values if value is not None]
            after.values[name] = ShellWord((Opaque(f"${name}", quoted=True, cause=str(line)),), line)
            written = [one.written[name] for one in branches if name in one.written]
            if written and isinstance(known[-1], ShellWord):
                after.written[name] = written[-1]
    for one in branches:
        after.exported |= one.exported
    return after, tuple(unclear)


def _series(first: int, last: int) -> Iterator[int]:
    step = 1 if last >= first else -1
    yield from list(range(first, last + step, step))[:MOST_ITEMS]
