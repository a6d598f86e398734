"""One fault: what must occur in a log line, what it causes, its cause and its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

CANN_CODE = re.compile(r"E[A-Z]\d{4}|E\d{5}")
"""A code of CANN: EI0015 (HCCL), EE1001 (runtime), E19999 (graph engine)."""
CODE = re.compile(rf"{CANN_CODE.pattern}|MIE\d\d[EW][0-9A-F]{{6}}|ERR\d{{5}}")
"""A code that a line carries as a word: CANN's, MindIE's (MIE04E02041C) or torch_npu's (ERR02200)."""
_REGEX_ONLY = re.compile(r"\\[AbBdDsSwWZ]|\(\?P?<?[!=:]?\w*>?|\[[^\]]*\]|[().*+?^$|{}\\]")

_PREFIX = re.compile(r"^\s*\[?MIE\w{9}\]?:?\s*")
"""MindIE puts its code before the text of another program."""
_FIELDS = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of the table. `mindie-tui explain CODE` prints it."""

    code: str
    """Stable name, as "hccl-16666"."""
    severity: Literal["error", "warn", "info", "ok"]
    """Only `error` is reported; `ok` is a line that a good start prints."""
    all: tuple[tuple[str, ...], ...]
    """A line shows this fault only if it holds every text of one of these lists."""
    title: str
    cause: str
    remedy: str
    sample: str
    """A line that shows it."""
    source: str
    """Where the facts are from."""
    sources: tuple[str, ...] = ("service",)
    """Logs that hold such lines: service, plog, python, dmesg, machine, device, bench."""
    phase: str = "any"
    """config, ranktable, parallel, memory, network, npu, model, serve, stop, ready, bench or any."""
    regex: str = ""
    """Must also match somewhere in the line; "" where the texts suffice."""
    effects: tuple[str, ...] = ()
    """Codes of the faults that this one causes."""
    since: str = ""
    """The first release that prints it in this wording; "" where that is not known."""
    until: str = ""
    samples: tuple[str, ...] = ()
    """Further lines that show it: other wordings, other releases."""
    also: tuple[str, ...] = ()
    """Codes of other collections for the same fault."""
    generic: bool = False
    """Its words are so common that any more specific entry goes first."""
    catch_all: bool = False
    """Takes what no other entry takes."""
    weight: int = 0
    """Added to how specific it is, where the length of its texts says too little."""
    weak: bool = False
    """A healthy log may hold its words: the line must also have an error level."""
    harmless: bool = False
    """Says of a line of level ERROR that it does no harm."""
    symptom: bool = False
    """Reported by a rank or a program that waits for another one, or that ends because of an earlier fault."""
    detail: str = ""
    """A sentence with the named parts of `regex`, said before the cause where the line holds them all."""
    turn: Literal["", "end", "begin"] = ""
    """The service was asked to end, or begins anew: what follows is read in this light."""
    ending: bool = False
    """A service that was asked to end says it too, and nothing failed then."""
    fatal: bool = False
    """After it a start cannot become ready: the process is dead, or no engine is up."""

    @property
    def code_only(self) -> bool:
        """Whether one code in the line is all that it looks for."""
        return bool(self.all) and all(len(one) == 1 and CODE.fullmatch(one[0]) for one in self.all)

    def match(self, line: str) -> Mapping[str, str] | None:
        """The named parts of a line that shows this fault, empty ones left out; None for any other line."""
        if self.all and not self.held(line):
            return None
        if not self.regex:
            return {}
        pattern = compiled(self.regex)
        found = pattern.search(line) or ("MIE" in line and pattern.search(_PREFIX.sub("", line))) or None
        return None if found is None else {name: part for name, part in found.groupdict().items() if part}

    def cause_of(self, line: str) -> str:
        """The cause, after what this very line says of it."""
        return f"{self.filled(self.detail, line)} {self.cause}".strip()

    def filled(self, detail: str, line: str) -> str:
        """A sentence with the named parts of a line; "" where the line does not hold them all."""
        parts = self.match(line) if detail else None
        if not parts or any(name not in parts for name in _FIELDS.findall(detail)):
            return ""
        return _FIELDS.sub(lambda found: parts[found[1]], detail)

    def held(self, line: str) -> tuple[str, ...]:
        """The longest of the lists whose texts all occur in the line; empty for none."""
        found = (texts for texts in self.all if all(text in line for text in texts))
        return max(found, key=lambda texts: sum(map(len, texts)), default=())

    def rank(self, line: str) -> tuple[int, int]:
        """How specific the entry is for a line that shows it; the greatest wins.

        Own words go before a bare code of MindIE, that before common words, these before what takes everything. Among
        equals whoever demands more text wins.
        """
        texts = self.held(line)
        demanded = sum(map(len, texts)) + self.weight
        if self.regex:
            demanded = max(demanded, min(constant(self.regex), len(line)) + self.weight)
        if self.catch_all:
            return 0, demanded
        if self.code_only:
            return (
                (1, 0) if texts[0].endswith("9999") else (3, 0) if texts[0].startswith("MIE") else (4, 20 + self.weight)
            )
        return (2 if self.generic else 4), demanded


@cache
def compiled(regex: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed."""
    return re.compile(regex)


@cache
def constant(regex: str) -> int:
    """About how many characters a regex demands as they are: of its shortest top branch."""
    return min(len(_REGEX_ONLY.sub("", branch)) for branch in regex.split("|"))
