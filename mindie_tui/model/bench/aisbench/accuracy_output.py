"""What ais_bench prints in an accuracy run -> phase, counts, subjects evaluated, answers that are missing.

As in performance mode up to the questions (`aisbench_lines`); then one evaluation per subject, six to nine seconds
each, whose only sign with --debug is its last line. Source: recordings of ais_bench_benchmark 3.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mindie_tui.model.bench.aisbench.output import Lines
from mindie_tui.model.events.codec import ACCURACY_PHASES

_TASKS = re.compile(r"Partitioned into (\d+) tasks")
_SCORED = re.compile(r"Task \S+?/(\S+): \{(.*)\}$")
_UNSCORED = re.compile(r"Task \S+?/(\S+): (?!\{)(.+)$")
_NUMBER = re.compile(r"'(?:accuracy|score)': (-?\d+(?:\.\d+)?)")
_MISSING = re.compile(r"Total (\d+) data are not in the predictions")
_CACHED = re.compile(r"Starting progress bar Total data num: \d+ Finished data num: (\d+)")
_MONITOR = re.compile(r"Monitoring tasks progress: .*\| (\d+)/(\d+) \[")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A subject whose evaluation has ended; `score` None: AISBench found nothing to score."""

    subject: str
    score: float | None
    done: int


class AccuracyLines(Lines):
    """Reads the output of one accuracy run; the attributes hold the progress."""

    PHASES = ACCURACY_PHASES
    MARKS = (
        ("Start warmup", "warmup"),
        ("Starting progress bar Total data num", "infer"),
        ("Starting evaluation tasks", "eval"),
        ("Summarizing evaluation results", "tables"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.tasks: int | None = None
        """Subjects to evaluate; None until it is known."""
        self.evaluated: list[Evaluated] = []
        self.missing = 0
        """Answers that AISBench found missing as it scored."""
        self.cached = 0
        """Answers that an earlier part of the run had given."""
        self.asked_all = False
        """The questions are over: counts change no more."""

    def _piece(self, raw: str) -> None:
        super()._piece(raw)
        if found := _CACHED.search(raw):
            self.cached = int(found.group(1))
        elif "Inference tasks completed" in raw:
            self.asked_all = True
        elif self.phase in ("eval", "tables"):
            self._evaluation(raw)

    def _may_begin(self, phase: str) -> bool:
        return True

    def _evaluation(self, raw: str) -> None:
        if self.tasks is None and (found := _TASKS.search(raw)):
            self.tasks = int(found.group(1))
        elif found := _MISSING.search(raw):
            self.missing += int(found.group(1))
        elif found := _SCORED.search(raw.rstrip()):
            number = _NUMBER.search(found.group(2))
            self._end(found.group(1), float(number.group(1)) if number else None)
        elif "[ais_bench]" in raw and (found := _UNSCORED.search(raw.rstrip())):
            self._end(found.group(1), None)
        elif (found := _MONITOR.search(raw)) and self.phase == "eval":
            self.tasks = int(found.group(2))

    def _end(self, subject: str, score: float | None) -> None:
        if subject not in (one.subject for one in self.evaluated):
            self.evaluated.append(Evaluated(subject, score, len(self.evaluated) + 1))

    @property
    def answered(self) -> int:
        """Questions that have ended, those of earlier parts included."""
        return self.cached + self.counts.finished
