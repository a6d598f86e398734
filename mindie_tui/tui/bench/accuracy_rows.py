"""Accuracy runs as lines: the data set, the progress, the score with its interval, and runs without a score. Pure."""

from __future__ import annotations

from textual.content import Content

from mindie_tui.model.bench.accuracy import family
from mindie_tui.model.deployment import Accuracy
from mindie_tui.model.message import in_language
from mindie_tui.model.runs.accuracy_state import AccuracyState
from mindie_tui.model.runs.state import RunState
from mindie_tui.model.text import one_line
from mindie_tui.tui.common.raster import bar
from mindie_tui.tui.text.cells import cut, duration, left, number, say, spinner
from mindie_tui.tui.text.translate import t

DOING = {"start": "starting ais_bench", "warmup": "warming up", "infer": "asking the questions",
         "eval": "evaluating", "tables": "making the tables"}  # fmt: skip
_NAME = 8


def lines(accuracy: Accuracy | None, state: RunState, columns: int) -> list[Content]:
    """At most three lines for each run: first those of the profile, in its order, then runs that it no longer has."""
    runs = (
        {f"accuracy-{at:02d}-{family(run.datasets)}": run for at, run in enumerate(accuracy.runs, 1)}
        if (accuracy)
        else {}
    )
    found: list[Content] = []
    for name in dict.fromkeys((*runs, *state.accuracy)):
        run = state.accuracy.get(name)
        label = left(name.split("-", 2)[-1], _NAME)
        if run is None:
            found.append(say(("  ", ""), (label, "$foreground"), (f" {t('not measured yet')}", "$muted")))
        else:
            found += _run(run, label, columns)
    return found


def _run(run: AccuracyState, label: str, columns: int) -> list[Content]:
    room = columns - _NAME - 3
    if run.state == "running":
        return [say((spinner() + " ", "$accent"), (label + " ", "bold $strong")) + _going(run)]
    if run.state == "finished":
        return [say(("✓ ", "$success"), (label + " ", "bold $strong")) + _score(run), *_beside(run, room)]
    glyph, ink = ("- ", "$muted") if run.state == "stopped" else ("✗ ", "$error")
    words = one_line(in_language(run.reason)) or t(run.state)
    out = [say((glyph, ink), (label + " ", "bold $strong"), (cut(words, room), ink))]
    if run.remedy:
        out.append(say((" " * (_NAME + 3), ""), (cut(one_line(in_language(run.remedy)), room), "$strong")))
    return out


def _going(run: AccuracyState) -> Content:
    last = run.progress
    doing = t(DOING.get(run.phase, run.phase))
    if run.phase == "eval" and run.subjects:
        done, rest = bar(run.evaluated, run.subjects, 16)
        line = say((done, "$accent"), (rest, "$grid"), (f"  {run.evaluated}", "bold $strong"))
        line += say((f" {t('of')} ", "$muted"), f"{run.subjects} ", (doing, "$muted"))
        return line + (say((f"   {one_line(run.subject)[-24:]}", "$muted")) if run.subject else Content(""))
    if run.phase == "infer" and last is not None and last.total:
        done, rest = bar(last.finished, last.total, 16)
        line = say((done, "$accent"), (rest, "$grid"), (f"  {number(last.finished)}", "bold $strong"))
        line += say((f" {t('of')} ", "$muted"), number(last.total))
        if last.eta_s is not None:
            line += say(("   " + t("about {time} left", time=duration(last.eta_s)), "$muted"))
        return line + (say((f"   {t('failed')} {last.failed}", "bold $error")) if last.failed else Content(""))
    return say((doing, "$foreground"))


def _score(run: AccuracyState) -> Content:
    entry = run.summary
    score, interval = entry.get("score"), entry.get("interval")
    line = say((f"{score:.2f} %" if isinstance(score, int | float) else "-", "bold $strong"))
    if interval:
        line += say((f"   {interval[0]:.2f} {t('to')} {interval[1]:.2f}", "$muted"))
    if entry.get("correct") is not None:
        counts = entry.get("requests") or {}
        line += say((f"   {entry['correct']} {t('of')} {counts.get('asked')} {t('answers right')}", "$foreground"))
    return line


def _beside(run: AccuracyState, room: int) -> list[Content]:
    entry, said = run.summary, list[tuple[str, str]]()
    missing = (entry.get("requests") or {}).get("missing")
    if missing:
        said.append((f"{missing} {t('answers are missing and count as wrong')}", "$warning"))
    shares = ((t(word), entry.get(key)) for key, word in (("cut_percent", "cut at max_out_len"),
                                                          ("empty_percent", "empty")))  # fmt: skip
    words = (f"{word} " + (t("not known") if share is None else f"{share:g} %") for word, share in shares)
    said.append((", ".join(words), "$muted"))
    return [say((" " * (_NAME + 3), ""), (cut(text, room), ink)) for text, ink in said]
