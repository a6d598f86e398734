"""A sentence for people as a value: its English, and what it takes to say it in another language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Final, Literal

from mindie_tui.model import language
from mindie_tui.model.chinese.kept_english import translate_kept


class Message(str):
    """A sentence that knows its template and what fills its gaps; a value may be a Message too.

    As a `str` it is its own English, so that events, JSON and records hold English whatever language is spoken. Only
    `in_language` looks at the template; what cuts or joins the text itself gets plain English. Names, paths, numbers
    and what programs print are values; they are never translated.
    """

    __slots__ = ("template", "values")
    template: Final[str]  # type: ignore[misc]
    values: Final[dict[str, object]]  # type: ignore[misc]

    def __new__(cls, template: str, /, **values: object) -> Message:
        made = super().__new__(cls, template.format(**values) if values else template)
        object.__setattr__(made, "template", template)
        object.__setattr__(made, "values", values)
        return made

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Message is frozen: {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return _message, (self.template, self.values)


def _message(template: str, values: dict[str, object]) -> Message:
    return Message(template, **values)


def in_english(text: str) -> str:
    """A message's English as plain text."""
    return str.__str__(text)


def in_language(text: str) -> str:
    """A message in the language in force, its values too; of plain text what is a sentence of ours, else as it is."""
    if language.in_force() == "en":
        return str.__str__(text)
    if not isinstance(text, Message):
        return translate_kept(text)
    if not text.values:
        return translate_kept(text.template)
    return (language.translation(text.template) or text.template).format(**spoken(text.values))


def spoken(values: dict[str, object]) -> dict[str, object]:
    """Values for the gaps of a sentence, in the language in force: messages, and texts that are sentences of ours."""
    return {
        name: in_language(value) if isinstance(value, Message) or (isinstance(value, str) and " " in value) else value
        for name, value in values.items()
    }


_TWO = {"; ": "{first}; {second}", ", ": "{first}, {second}"}


def phrase(text: str) -> str:
    """A text that may be one of our sentences, as a value of another one: what the catalogue has is translated."""
    return text if isinstance(text, Message) or not text else Message(text)


def either(parts: Sequence[str]) -> str:
    """Several of which one will do: "a or b or c"."""
    return reduce(lambda first, second: Message("{first} or {second}", first=first, second=second), parts or [""])


def cleaned(text: str, clean: Callable[[str], str]) -> str:
    """The text with `clean` over all of it that is foreign: a message stays one, its values are cleaned."""
    if not isinstance(text, Message):
        return clean(text)
    values = {name: cleaned(value, clean) if isinstance(value, str) else value for name, value in text.values.items()}
    return Message(text.template, **values)


def joined(*parts: str, between: Literal["; ", ", "] = "; ") -> str:
    """Clauses of one sentence; empty ones are left out."""
    clauses = [part for part in parts if part]
    return reduce(lambda first, second: Message(_TWO[between], first=first, second=second), clauses or [""])
