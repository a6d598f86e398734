"""What an accuracy run came to: AISBench's score, how sure it is, what is missing from it, which answers were wrong.

AISBench prints a score whatever happened: unanswered questions count as wrong, and the exit status is 0 (facts of
ais_bench_benchmark 3.1, tasks/openicl_eval.py). So a score is only taken where the answers are there.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mindie_tui.model.bench.aisbench.config import WHOLE
from mindie_tui.model.bench.comparison import NOISE_POINTS, verdict_of
from mindie_tui.model.bench.figures.share import Z, wilson
from mindie_tui.model.deployment import Baseline
from mindie_tui.model.events.codec import ComparisonGap, MetricCompared
from mindie_tui.model.markdown import foreign
from mindie_tui.model.message import Message

METHOD = "Wilson, 95 %"
METHOD_OF_MEAN = "mean of subjects, Agresti-Coull variances, 95 %"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of AISBench's summary: a subject, or a group of subjects (version "-")."""

    dataset: str
    version: str
    metric: str
    score: float | None
    """Per cent; None where AISBench prints "-"."""


def summary(text: str) -> tuple[Row, ...]:
    """The rows of summary_<time>.csv: dataset,version,metric,mode,<model>. ValueError for another table."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or rows[0][:4] != ["dataset", "version", "metric", "mode"] or len(rows[0]) < 5:
        raise ValueError("AISBench's summary does not begin with dataset,version,metric,mode")
    return tuple(Row(r[0], r[1], r[2], _score(r[4])) for r in rows[1:] if len(r) >= 5)


def _score(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def family(datasets: str) -> str:
    """The data set of a config's name: gsm8k of gsm8k_gen_0_shot_cot_chat_prompt."""
    return datasets.split("_gen")[0].split("_ppl")[0]


def headline(rows: Sequence[Row], datasets: str) -> Row | None:
    """The one score of a run: the group of the family's name, else the only subject. None where there is neither."""
    name = family(datasets)
    for row in rows:
        if row.dataset == name:
            return row
    subjects = [row for row in rows if row.version != "-"]
    return subjects[0] if len(subjects) == 1 else None


@dataclass(frozen=True, slots=True)
class Subject:
    """One data set of a run as its files tell: predictions, failures, evaluation."""

    name: str
    total: int
    """Questions that the score counts."""
    answered: int
    failed: int = 0
    cancelled: int = 0
    """Of the failed: stopped while they ran."""
    correct: int | None = None
    """None where AISBench kept no details."""
    empty: int = 0
    cut: int | None = None
    """Answers that reach max_out_len; None where no tokenizer could count."""
    wrong: tuple[Mapping[str, Any], ...] = ()
    """{id, question, answer, extracted, expected} of each wrong answer; long texts are shortened on the node."""
    errors: tuple[tuple[str, int], ...] = ()
    """Why requests failed, and how often."""

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Subject:
        """Out of a line of on_node/accuracy_reader.py."""
        return cls(
            name=str(line["name"]),
            total=int(line["total"]),
            answered=int(line["answered"]),
            failed=int(line["failed"]),
            cancelled=int(line["cancelled"]),
            correct=None if line.get("correct") is None else int(line["correct"]),
            empty=int(line["empty"]),
            cut=None if line.get("cut") is None else int(line["cut"]),
            wrong=tuple(line.get("wrong") or ()),
            errors=tuple((str(text), int(count)) for text, count in line.get("errors") or ()),
        )

    @property
    def missing(self) -> int:
        """Questions without an answer: they count as wrong."""
        return max(self.total - self.answered, 0)


def mean_interval(score: float, parts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """The 95 % interval of a mean of subjects that weigh the same, in per cent: AISBench's group scores are such.

    `parts` are (correct, total). Each variance is that of (correct + 2) / (total + 4): two of two right says little.
    """
    if not parts:
        return 0.0, 100.0
    variance = 0.0
    for correct, total in parts:
        share = (correct + 2) / (total + 4)
        variance += share * (1 - share) / (total + 4)
    half = 100 * Z * math.sqrt(variance) / len(parts)
    return round(max(score - half, 0.0), 2), round(min(score + half, 100.0), 2)


def requests(asked: int, subjects: Iterable[Subject]) -> dict[str, int]:
    """What became of the questions, whatever the exit status says; `missing` count as wrong in AISBench's score."""
    subjects = tuple(subjects)
    asked = max(asked, sum(s.total for s in subjects))
    success, failed = sum(s.answered for s in subjects), sum(s.failed for s in subjects)
    cancelled = sum(s.cancelled for s in subjects)
    return {
        "asked": asked,
        "success": success,
        "failed": failed - cancelled,
        "cancelled": cancelled,
        "unsent": max(asked - success - failed, 0),
        "missing": max(asked - success, 0),
    }


@dataclass(frozen=True, slots=True)
class AccuracyResult:
    """An ended run: its entry of report.json, and why it is no score, if so."""

    entry: Mapping[str, Any]
    problem: str | None = None


def judge(datasets: str, rows: Sequence[Row], subjects: Sequence[Subject], asked: int) -> AccuracyResult:
    """The verdict on a run. `asked` is the number of questions that AISBench announced, 0 where it announced none."""
    counts = requests(asked, subjects)
    total = counts["asked"]
    head = headline(rows, datasets)
    if head is None and rows:
        scored = [row.score for row in rows if row.version != "-" and row.score is not None]
        mean = round(sum(scored) / len(scored), 2) if scored else None
        head = Row(family(datasets), "-", "mean of subjects", mean)
    entry: dict[str, Any] = {"dataset": family(datasets), "metric": head.metric if head else "accuracy"}
    entry |= {"score": head.score if head else None}
    counted = [s for s in subjects if s.correct is not None]
    if head and head.score is not None and counted and len(counted) == len(subjects):
        entry |= _sure(head.score, counted)
    entry["requests"] = counts
    answered = counts["success"]
    if answered:
        entry["empty_percent"] = round(100 * sum(s.empty for s in subjects) / answered, 2)
        known = [s.cut for s in subjects if s.cut is not None]
        cut = round(100 * sum(known) / answered, 2) if len(known) == len(subjects) else None
        entry["cut_percent"] = cut
    entry["subjects"] = [_subject(s, rows) for s in subjects]
    return AccuracyResult(entry, _problem(head, rows, subjects, counts, total))


def _sure(score: float, subjects: Sequence[Subject]) -> dict[str, Any]:
    correct, total = sum(s.correct or 0 for s in subjects), sum(s.total for s in subjects)
    if len(subjects) == 1:
        return {"interval": list(wilson(correct, total)), "interval_method": METHOD, "correct": correct}
    interval = mean_interval(score, [(s.correct or 0, s.total) for s in subjects])
    return {"interval": list(interval), "interval_method": METHOD_OF_MEAN, "correct": correct}


def _subject(subject: Subject, rows: Sequence[Row]) -> dict[str, Any]:
    row = next((r for r in rows if r.dataset == subject.name), None)
    found: dict[str, Any] = {"name": subject.name, "score": row.score if row else None, "total": subject.total}
    found |= {"answered": subject.answered, "correct": subject.correct}
    if subject.correct is not None:
        found["interval"] = list(wilson(subject.correct, subject.total))
    return found


def _problem(
    head: Row | None, rows: Sequence[Row], subjects: Sequence[Subject], counts: Mapping[str, int], total: int
) -> str | None:
    """Why it is no score; None where it is one."""
    missing = counts["missing"]
    if total and counts["success"] < WHOLE * total:
        printed = (
            Message("AISBench prints {score:.2f}, but ", score=head.score) if head and head.score is not None else ""
        )
        return Message(
            "{printed}{missing} of {total} answers are missing and count as wrong; {WHOLE:.0%} must be there",
            printed=printed,
            missing=missing,
            total=total,
            WHOLE=WHOLE,
        )
    if not rows:
        return "AISBench ended without a score"
    if head is None or head.score is None:
        bad = [row.dataset for row in rows if row.version != "-" and row.score is None]
        return Message(
            "AISBench has no score for {names}{more}",
            names=", ".join(bad[:3]) or "this data set",
            more=Message(" and more") if len(bad) > 3 else "",
        )
    bad = [row.dataset for row in rows if row.version != "-" and row.score is None and _asked(row, subjects)]
    if bad:
        return Message(
            "{count} subjects have no score: {names}{more}",
            count=len(bad),
            names=", ".join(bad[:3]),
            more=Message(" and more") if len(bad) > 3 else "",
        )
    return None


def _asked(row: Row, subjects: Sequence[Subject]) -> bool:
    return not subjects or any(subject.name == row.dataset for subject in subjects)


def notes(entry: Mapping[str, Any]) -> list[str]:
    """Notes that a reader needs beside a score."""
    found: list[str] = []
    missing, asked = entry["requests"]["missing"], entry["requests"]["asked"]
    if missing and entry.get("score") is None:
        found.append(
            Message("{missing} of {asked} answers are missing: there is no score", missing=missing, asked=asked)
        )
    elif missing:
        found.append(
            Message(
                "{missing} of {asked} answers are missing and count as wrong: the score is a lower bound",
                missing=missing,
                asked=asked,
            )
        )
    if entry.get("cut_percent"):
        found.append(
            Message("{cut_percent:g} % of the answers were cut at max_out_len", cut_percent=entry["cut_percent"])
        )
    if entry.get("empty_percent"):
        found.append(Message("{empty_percent:g} % of the answers are empty", empty_percent=entry["empty_percent"]))
    if "interval" not in entry and entry.get("score") is not None:
        found.append("AISBench kept no details, so neither interval nor wrong answers are known")
    return found


def score_of(entry: Mapping[str, Any]) -> float | None:
    """The score of an entry in per cent; None where there is none, also where it is no finite number."""
    score = entry.get("score")
    good = isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score)
    return score if good else None


def compare(
    accuracy: Sequence[Mapping[str, Any]], baseline: Mapping[str, Any], limits: Baseline
) -> tuple[MetricCompared, ...]:
    """Each score against the baseline's of the same `key` and metric, in percentage points; without one it is "new"."""
    old = _old(baseline)
    found = []
    for entry in accuracy:
        if (score := score_of(entry)) is None:
            continue
        match = next((o for o in reversed(old) if _same(o, entry)), None)
        before = score_of(match) if match else None
        point, metric = str(entry.get("point") or entry.get("dataset")), "accuracy"
        if before is None:
            found.append(MetricCompared(point, metric, score, None, None, None, "new", None, limits.accuracy_points))
            continue
        change = round(score - before, 2)
        verdict = verdict_of(change, limits.accuracy_points, NOISE_POINTS)
        found.append(MetricCompared(point, metric, score, before, None, None, verdict, change, limits.accuracy_points))
    return tuple(found)


def gaps(accuracy: Sequence[Mapping[str, Any]], baseline: Mapping[str, Any]) -> tuple[ComparisonGap, ...]:
    """The scores of the baseline that the run did not measure."""
    old = _old(baseline)
    scored = [entry for entry in accuracy if score_of(entry) is not None]
    found = []
    for entry in old:
        key = entry.get("key")
        name = str(entry.get("point") or entry.get("dataset") or "accuracy")
        if score_of(entry) is not None and not any(_same(entry, one) for one in scored):
            found.append(ComparisonGap(name, dict(key) if isinstance(key, Mapping) else {}, ("accuracy",), "run", True))
    return tuple(found)


def _old(baseline: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    entries = baseline.get("accuracy")
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list | tuple) else []


def _same(old: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """The same key where the baseline has one, else the same data set and metric."""
    if "key" in old and "key" in entry:
        return bool(old["key"] == entry["key"])
    return (old.get("dataset"), old.get("metric")) == (entry.get("dataset"), entry.get("metric"))


def score_text(entry: Mapping[str, Any]) -> str:
    """A score with its interval: 71.67 % (59.17 to 81.48), 43 of 60 right."""
    score = score_of(entry)
    if score is None:
        return "no score"
    text = f"{score:.2f} %"
    if interval := entry.get("interval"):
        text += f" ({interval[0]:.2f} to {interval[1]:.2f})"
    if entry.get("correct") is not None:
        text += f", {entry['correct']} of {entry['requests']['asked']} right"
    return text


def wrong_text(title: str, subjects: Sequence[Subject]) -> str:
    """The wrong answers as Markdown: what was asked, what was extracted, what was expected, how the answer ended."""
    lines = [f"# Wrong answers of {foreign(title)}", ""]
    lines += [f"{sum(len(s.wrong) for s in subjects)} answers are wrong; missing ones are not listed.", ""]
    for subject in subjects:
        for one in subject.wrong:
            lines += [
                f"## {foreign(subject.name)} {foreign(str(one['id']))}",
                "",
                f"- extracted: {_one_line(one.get('extracted'))}",
                f"- expected: {_one_line(one.get('expected'))}",
                f"- question: {_one_line(one.get('question'))}",
                f"- answer ends: {_one_line(one.get('answer'))}",
                "",
            ]
    return "\n".join(lines)


def _one_line(text: object) -> str:
    return foreign(str(text)) or "(nothing)"
