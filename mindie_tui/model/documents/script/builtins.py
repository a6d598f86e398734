"""`export`, `declare`, `unset` and `set -a`: what they do to the variables of a script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mindie_tui.model.documents.script.values import Variables
from mindie_tui.model.documents.script.words import ShellWord
from mindie_tui.model.documents.script.wrappers import split_assignment
from mindie_tui.model.message import Message

EXPORTS = frozenset({"export", "declare", "typeset", "readonly", "local"})
"""Commands whose words are assignments."""
_ALL = "allexport"


def export(words: Sequence[ShellWord], variables: Variables) -> Iterator[Message]:
    """`export NAME=value`, `export NAME`, `declare -x`, `export -n`; yields what could not be done."""
    name = words[0].literal
    options = "".join((word.literal or "")[1:] for word in words[1:] if (word.literal or "").startswith("-"))
    exports = (name == "export" and "n" not in options) or "x" in options or _ALL in variables.values
    for word in words[1:]:
        assigned = split_assignment(word)
        text = word.literal or ""
        if text.startswith("-"):
            continue
        if assigned is not None:
            variables.set(assigned[0].removesuffix("+"), assigned[1], adds=assigned[0].endswith("+"))
        elif not text:
            yield Message("which variables it exports is not known here")
            continue
        named = assigned[0].removesuffix("+") if assigned is not None else text
        if exports:
            variables.exported.setdefault(named)
        elif name == "export":
            variables.exported.pop(named, None)


def unset(words: Sequence[ShellWord], variables: Variables) -> Iterator[Message]:
    """`unset NAME`; yields what a profile cannot say."""
    for word in words[1:]:
        named = word.literal or ""
        if named.startswith("-"):
            continue
        if named not in variables.values:
            yield Message("a profile cannot unset {named} on the node", named=named)
        variables.unset(named)


def set_options(words: Sequence[ShellWord], variables: Variables) -> None:
    """`set -a` and `set -o allexport`: from here on each assignment exports."""
    options = [word.literal or "" for word in words[1:]]
    if _ALL in options or any(one.startswith("-") and "a" in one[1:] and one != "-o" for one in options):
        variables.values[_ALL] = ShellWord()
