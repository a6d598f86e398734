"""What ais_bench prints -> phase, counts, its folder, and the cause of a failure. Fed with bytes, cut anywhere.

Nearly all of it comes on standard error: log lines with colours, bars that are rewritten with a carriage return, and
counts after which the cursor goes up (ESC[A), with the next log line glued behind. So a piece ends at CR, LF or
ESC[A. Source: recordings of ais_bench_benchmark 3.1 with --debug; docs/developers/aisbench.md, "Output and phases".
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from mindie_tui.model.events.codec import BENCH_PHASES
from mindie_tui.model.text import one_line

_ENDS = re.compile(r"\r|\n|\x1b\[A")
_COUNTS = re.compile(r"POST=(\d+) .*?RECV=(\d+) .*?FAIL=(\d+) .*?FIN(?:ISH)?=(\d+) ")
_BAR = re.compile(r"^Progress: .*\| (\d+)/(\d+) \[")
_TOTAL = re.compile(r"Starting progress bar Total data num: (\d+)")
_FOLDER = re.compile(r"Current exp folder: (.+)$")
_ERROR = re.compile(r"^\S*(?:Error|Exception): ")
_CODE = re.compile(r"\[([A-Z]+-[A-Z]+-\d{3})\]")
_REASON = re.compile(r"^\| (.*\S) +\| +(\d+) +\|$")
CANCELLED = "Request cancelled by user"
"""AISBench's reason of a request that was stopped while it ran."""
_LONGEST = 100_000
"""A piece without an end is cut here: no line of AISBench that matters is as long."""


@dataclass(frozen=True, slots=True)
class Counts:
    """AISBench's own counts: FIN counts failures, RECV does not."""

    posted: int = 0
    received: int = 0
    failed: int = 0
    finished: int = 0


class Lines:
    """Reads the output of one run; the attributes hold the progress."""

    PHASES: tuple[str, ...] = BENCH_PHASES
    MARKS: tuple[tuple[str, str], ...] = (
        ("Start warmup", "warmup"),
        ("Starting progress bar Total data num", "load"),
        ("Api infer task time elapsed", "tables"),
        ("Inference tasks completed.", "tables"),
        ("Calculating performance details", "tables"),
    )
    """Words of a line, and the phase that begins with it."""

    def __init__(self) -> None:
        self.phase = "start"
        self.total: int | None = None
        """Requests that the load has: what the data set holds where that is less than was asked."""
        self.counts = Counts()
        self.folder: str | None = None
        """Where AISBench writes: <work folder>/<time>."""
        self.cause: str | None = None
        """The first line that names an error; the last words of a traceback are often only its echo."""
        self.code: str | None = None
        """AISBench's last error code, as UTILS-FILE-003."""
        self.reasons: dict[str, int] = {}
        """The table of failed requests: reason, count."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._in_reasons = False
        self._began: list[str] = []
        self._last_error: str | None = None

    def feed(self, chunk: bytes) -> tuple[str, ...]:
        """More output. Returns the phases that began with it, in order; one that never began is not there."""
        self._began = []
        *pieces, rest = _ENDS.split(self._rest + self._decoder.decode(chunk))
        # an ESC at the very end may become ESC[A: it stays in the rest, like any piece that has no end yet
        self._rest = rest[-_LONGEST:]
        for piece in pieces:
            self._piece(piece)
        return tuple(self._began)

    def close(self) -> tuple[str, ...]:
        """Nothing more comes: the last piece counts, too."""
        return self.feed(b"\n")

    def _piece(self, raw: str) -> None:
        if "POST=" in raw and (found := _COUNTS.search(raw)):
            self.counts = Counts(*(int(n) for n in found.groups()))
            return
        line = one_line(raw)
        if not line:
            return
        if line.startswith("Progress:"):
            if found := _BAR.match(line):
                self.total = int(found.group(2))
            return
        for words, phase in self.MARKS:
            begins = self.PHASES.index(phase) > self.PHASES.index(self.phase)
            if words in line and begins and self._may_begin(phase):
                self.phase = phase
                self._began.append(phase)
        if found := _TOTAL.search(line):
            self.total = int(found.group(1))
        elif found := _FOLDER.search(line):
            self.folder = found.group(1)
        if found := _CODE.search(line):
            self.code = found.group(1)
        self._failure(line)

    def _may_begin(self, phase: str) -> bool:
        """Whether a phase can follow: what died before its load has no tables to make, whatever it prints."""
        return phase != "tables" or self.phase == "load"

    def _failure(self, line: str) -> None:
        if line.startswith("| Failed Reason"):
            self._in_reasons = True
        elif self._in_reasons and (found := _REASON.match(line)):
            self.reasons[found.group(1)] = int(found.group(2))
        elif self._in_reasons and not line.startswith(("+", "|")):
            self._in_reasons = False
        if _ERROR.match(line):
            self._last_error = line
            if self.cause is None or "SUMM-FILE-001" in self.cause:
                self.cause = line

    @property
    def why(self) -> str | None:
        """Why it failed, in AISBench's own words, as one line; None where it printed no reason."""
        if self.reasons and (self.cause is None or "SUMM-" in self.cause):
            return "; ".join(f"{count} requests: {reason}" for reason, count in self.reasons.items())
        if self._last_error and "UTILS-FILE-003" in self._last_error:
            return _without_help(self._last_error)  # the first is a sentence of transformers that breaks off
        return _without_help(self.cause) if self.cause else None


def _without_help(line: str) -> str:
    """A line without the link to AISBench's help and without the dotted path of the exception."""
    text = line.split(" | Visit ")[0]
    head, _, tail = text.partition(": ")
    return f"{head.rsplit('.', 1)[-1]}: {tail}"[:600]


_REMEDIES = (
    (
        r"Cannot connect to host|ClientConnectorError|Connection refused",
        "start the service, or set bench.performance.settings.host_ip and host_port to where it listens",
    ),
    (r"Not Found", "set bench.performance.settings.model to the service's modelName"),
    (
        r"Dataset path: .* is not exist|FileNotFoundError: .*(?:train|test|dev|val)|datasets/",
        "put the data set on the bench node and name its folder in bench.datasets",
    ),
    (r"'path':", "set bench.performance.settings.path to the weights folder as the bench node sees it"),
    (r"'host_ip':", "set bench.performance.settings.host_ip to an IPv4 or IPv6 address"),
    (r"unexpected keyword argument", "take that key out of bench.performance.settings: this AISBench does not know it"),
    (r"UTILS-CFG-002", "correct the key that is named in bench.performance.settings"),
    (r"trust_remote_code", "set bench.performance.settings.trust_remote_code to true"),
    (
        r"Unauthorized|Forbidden",
        "name the variable that holds the service's key in bench.api_key_env, and export that variable here",
    ),
    (r"Internal Server Error", "read the service's log: it could not answer"),
    (r"Too Many Requests|Service Unavailable", "lower batch_size, or raise maxLinkNum of ServerConfig"),
    (
        r"Bad Request|Unprocessable|Payload Too Large",
        "the service refuses what is asked: compare max_out_len and "
        "generation_kwargs with its maxSeqLen and maxIterTimes",
    ),
    (
        r"signal KILL|status -9|status 137|keeper (?:was|were) killed|were killed",
        "see dmesg on the bench node: the kernel may have ended it for want of memory",
    ),
    (r"ended by (?:the )?signal", "somebody on the bench node ended ais_bench: ask there, then run the bench again"),
    (r"[Tt]imeout|timed out", "raise tokenTimeout and e2eTimeout of ServerConfig, or lower batch_size"),
    (
        r"CALC-DATA-002|stable stage",
        "ask for more prompts, or set bench.performance.summarizer to default_perf: the places were never all taken",
    ),
    (r"UTILS-FILE-003|tokenizer", "bench.performance.settings.path must be a folder with a tokenizer"),
    (r"Request cancelled by user", "run the bench again without stopping it"),
    (
        r"with 0 output tokens",
        "look at one answer of the service: curl POST /v1/chat/completions; then set "
        "bench.performance.models and max_out_len to what it answers",
    ),
    (r"ModuleNotFoundError|ImportError", "set bench.command to an ais_bench that runs in the container"),
    (
        r"command not found|No such file or directory: '?ais_bench|exit status 127",
        "set bench.command to the path of ais_bench inside the container, or choose another bench.node",
    ),
    (
        r"PermissionError|Read-only file system|No space left|disk .*is full",
        "make room in $HOME/.mindie-tui on the bench node",
    ),
)


def remedy(why: str, code: str | None = None) -> str:
    """What to do about a cause: one sentence; where nothing is known, where to look."""
    text = f"{why} {code or ''}"
    for pattern, sentence in _REMEDIES:
        if re.search(pattern, text):
            return sentence
    return "read output.log in the run folder"
