"""What a value may be: its type and range in words, what is wrong with a value, and what typed text means."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Literal

from mindie_tui.model.documents import json_text
from mindie_tui.model.documents.cpp_values import WIDTHS, cast, is_int, shown, stoi
from mindie_tui.model.documents.document import ABSENT, Json, compact

Trouble = Literal["type", "range", "choice"]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a value will not do. `nearest`: the closest value that will, or ABSENT."""

    trouble: Trouble
    nearest: Json = ABSENT


def _json_of(text: str) -> Json:
    """The JSON in a text as MindIE would read it, so without NaN; ABSENT where it is not JSON."""
    parsed = json_text.parse(text)
    return ABSENT if parsed.flaws else parsed.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """The place of a key. `required`: MindIE refuses the file without it."""

    required: bool = False
    cpp: str = ""
    """The type's name in MindIE's own messages."""

    def words(self) -> str:
        return "anything"

    def describe(self) -> str:
        """For people: "int, 1 and up, or absent"."""
        return self.words() if self.required else f"{self.words()}, or absent"

    def wrong(self, value: Json) -> Wrong | None:
        """None where MindIE takes the value."""
        return None

    def accepts(self, value: Json) -> bool:
        """Whether typed JSON is of this kind, so that `parse` keeps it as JSON."""
        return True

    def parse(self, text: str) -> Json:
        """What an operator types, as a value: JSON where it reads as JSON of the kind, else the text. Never raises."""
        value = _json_of(text)
        return value if value is not ABSENT and self.accepts(value) else text

    def show(self, value: Json) -> str:
        """The value as the operator would type it."""
        if value is ABSENT:
            return ""
        if isinstance(value, str) and self.parse(value) == value:
            return value
        return compact(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Int(Kind):
    low: int | None = None
    high: int | None = None
    cpp: str = "uint32_t"
    strict: bool = True
    """False: MindIE casts any number."""
    also: tuple[int, ...] = ()
    """Values outside the range that mean something: -1."""

    def words(self) -> str:
        if self.low is not None and self.high is not None:
            body = f"int, {self.low} to {self.high}"
        elif self.low is not None:
            body = f"int, {self.low} and up"
        else:
            body = "int"
        return ", or ".join([body, *(str(n) for n in self.also)])

    def wrong(self, value: Json) -> Wrong | None:
        low, high = WIDTHS[self.cpp]
        if self.strict:
            if type(value) is not int:
                return Wrong("type", self._nearest(value))
            number: int = value
        else:
            made = cast(value, self.cpp)
            if made is None:
                return Wrong("type", self._nearest(value))
            number = made & (2**32 - 1) if self.cpp == "size_t" else made  # the range is checked as uint32_t
            low, high = -(2**63), 2**64  # the cast has wrapped what did not fit
        if self.low is not None and self.low > low:
            low = self.low
        if self.high is not None and self.high < high:
            high = self.high
        if low <= number <= high or number in self.also:
            return None
        return Wrong("range", self._clamped(number))

    def _clamped(self, number: int) -> int:
        low, high = WIDTHS[self.cpp]
        low = self.low if self.low is not None and self.low > low else low
        high = self.high if self.high is not None and self.high < high else high
        return min(max(number, low), high)

    def _nearest(self, value: Json) -> Json:
        if isinstance(value, float) and abs(value) < 2**63:
            return self._clamped(int(value))
        number = stoi(value) if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]+\s*", value) else None
        return ABSENT if number is None else self._clamped(number)

    def accepts(self, value: Json) -> bool:
        return isinstance(value, (int, float)) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bool(Kind):
    cpp: str = "bool"

    def words(self) -> str:
        return "true or false"

    def wrong(self, value: Json) -> Wrong | None:
        if isinstance(value, bool):
            return None
        if isinstance(value, str) and value.lower() in ("true", "false"):
            return Wrong("type", value.lower() == "true")
        return Wrong("type", bool(value) if value in (0, 1) and not isinstance(value, (list, dict)) else ABSENT)

    def accepts(self, value: Json) -> bool:
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Kind):
    cpp: str = "string"
    pattern: str = ""
    """A regular expression that the whole text must match."""
    rule: str = ""
    """The kind in words."""
    longest: int = 0
    """Bytes of UTF-8; 0: no limit."""

    def words(self) -> str:
        return f"text, {self.rule}" if self.rule else "text"

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, str):
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            return Wrong("type", str(value) if number else ABSENT)
        if self.longest and len(value.encode(errors="replace")) > self.longest:
            return Wrong("range")
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return Wrong("range")
        return None

    def parse(self, text: str) -> Json:
        if text[:1] == '"' and isinstance(value := _json_of(text), str):
            return value
        return text

    def show(self, value: Json) -> str:
        return value if isinstance(value, str) and self.parse(value) == value else Kind.show(self, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Kind):
    """One of a few words or numbers; `strict` False: another one is only a warning elsewhere."""

    of: tuple[Any, ...] = ()
    cpp: str = "string"
    strict: bool = True

    def words(self) -> str:
        return ", ".join(json.dumps(value) if value == "" else json.dumps(value).strip('"') for value in self.of)

    def wrong(self, value: Json) -> Wrong | None:
        if self.cpp == "string":
            if not isinstance(value, str):
                return Wrong("type")
        elif not (is_int(value) and value >= 0):
            return Wrong("type" if type(value) is not int else "range")
        if value in self.of:
            return None
        close = [v for v in self.of if isinstance(v, str) and isinstance(value, str) and v.lower() == value.lower()]
        return Wrong("choice", close[0] if close else ABSENT)

    def accepts(self, value: Json) -> bool:
        return isinstance(value, str) if self.cpp == "string" else isinstance(value, (int, float))


@dataclass(frozen=True, slots=True, kw_only=True)
class Array(Kind):
    """A list; what it holds is checked by rules, because MindIE looks at it in some modes only."""

    cpp: str = "array"
    what: str = "list"

    def words(self) -> str:
        return self.what

    def wrong(self, value: Json) -> Wrong | None:
        if isinstance(value, list):
            return None
        one = isinstance(value, str) and value and self.what == "list of file names"
        return Wrong("type", [value] if one else ABSENT)

    def accepts(self, value: Json) -> bool:
        return isinstance(value, list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Object(Kind):
    cpp: str = "object"

    def words(self) -> str:
        return "object"

    def wrong(self, value: Json) -> Wrong | None:
        return None if isinstance(value, dict) else Wrong("type")

    def accepts(self, value: Json) -> bool:
        return isinstance(value, dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Free(Kind):
    """MindIE's start takes any JSON here; `says` is what it should be."""

    says: str = "any JSON"
    types: tuple[type, ...] = ()
    """What typed JSON stays JSON; empty: any but a string."""

    def words(self) -> str:
        return self.says

    def accepts(self, value: Json) -> bool:
        if not self.types:
            return not isinstance(value, str)
        return isinstance(value, self.types) and not (isinstance(value, bool) and bool not in self.types)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(Kind):
    """The text of an environment variable, or a rank table's value, which is always text."""

    says: str = "text"
    pattern: str = ""
    low: int | None = None
    """With `high`: the text is a whole number in this range, a multiple of `step`."""
    high: int = 0
    step: int = 1

    def words(self) -> str:
        return self.says

    def wrong(self, value: Json) -> Wrong | None:
        if not isinstance(value, str):
            return Wrong("type", shown(value))
        if self.low is not None:
            number = int(value) if re.fullmatch(r"\s*[0-9]{1,12}\s*", value, re.ASCII) else None
            if number is None:
                return Wrong("range")
            nearest = str(min(max(number, self.low), self.high) // self.step * self.step)
            good = self.low <= number <= self.high and number % self.step == 0
            return None if good else Wrong("range", nearest)
        return None if not self.pattern or re.fullmatch(self.pattern, value) else Wrong("range")

    def parse(self, text: str) -> Json:
        return text

    def show(self, value: Json) -> str:
        return "" if value is ABSENT else value if isinstance(value, str) else shown(value)


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter. `pointer` is RFC 6901 in `file`; a variable's is /NAME."""

    pointer: str
    section: str
    """ServerConfig ... LogConfig as in a profile, `models`, `top` (keys of the root), `environment`, `rank_table`."""
    kind: Kind
    default: Json
    """What MindIE takes, or ships, where it is absent; ABSENT where there is nothing."""
    en: str
    zh: str
    source: str
    file: str = "config.json"
    since: str = ""
    """The release of MindIE that brought it; empty: it was always there, or it is not known since when."""
    until: str = ""
    """The last release that reads it; empty: the newest does."""
    name: str = field(default="", compare=False)
    """Its own name: the last token of the pointer."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.pointer.rpartition("/")[2])

    @property
    def required(self) -> bool:
        return self.kind.required

    def meaning(self, language: str = "en") -> str:
        return self.zh if language == "zh" else self.en


def need(low: int | None = None, high: int | None = None, cpp: str = "uint32_t", also: tuple[int, ...] = ()) -> Int:
    return Int(required=True, low=low, high=high, cpp=cpp, also=also)


def may(low: int | None = None, high: int | None = None, cpp: str = "uint32_t") -> Int:
    return Int(low=low, high=high, cpp=cpp)


def loose(low: int | None = None, high: int | None = None, cpp: str = "uint32_t") -> Int:
    """An integer that MindIE reads by a cast, without looking at its type."""
    return Int(low=low, high=high, cpp=cpp, strict=False)
